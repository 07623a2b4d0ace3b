"""Hostile drawings through whole builds: each is named at its line, and nothing of it reaches a page.

Each stands in the page (`.inline`) and in an <img>; a few are harmless in the latter and pass there.
"""

from __future__ import annotations

import pytest
from conftest import MakeSite

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'
NO = "is not allowed (remove it)"
OUT = "refers to something outside the file (remove it)"

# What stands in line 2 of the drawing, what is said of it in the page, and in an <img> ("" if it passes).
INSIDE: dict[str, tuple[str, str, str]] = {
    "script": ("<script>alert(1)</script>", f"<script> {NO}", f"<script> {NO}"),
    "script by reference": ('<script href="x.js"/>', f"<script> {NO}", f"<script> {NO}"),
    "script of another name": (
        '<metadata><x:script xmlns:x="http://www.w3.org/2000/svg">alert(1)</x:script></metadata>',
        f"<metadata> {NO}",
        "xmlns:x='http://www.w3.org/2000/svg' of <x:script> gives what is drawn another name: "
        "declare it as the default (remove it)",
    ),
    "page of another name": (
        '<x:iframe xmlns:x="http://www.w3.org/1999/xhtml" src="https://e.org"/>',
        f"<x:iframe> {NO}",
        "xmlns:x='http://www.w3.org/1999/xhtml' of <x:iframe> gives what is drawn another name: "
        "declare it as the default (remove it)",
    ),
    "load handler": ('<rect onload="alert(1)"/>', f"onload='alert(1)' of <rect> {NO}", "same"),
    "handler in capitals": ('<rect onClick="x()"/>', f"onClick='x()' of <rect> {NO}", "same"),
    "handler of an animation": ('<animate onbegin="x()"/>', f"<animate> {NO}", "same"),
    "animated link": ('<a><set attributeName="href" to="javascript:x()"/></a>', f"<set> {NO}", "same"),
    "link that is a script": (
        '<a href="javascript:alert(1)"/>',
        f"href='javascript:alert(1)' of <a> {NO}",
        "same",
    ),
    "script with spaces and capitals": (
        '<a href=" &#9;JaVaScRiPt:alert(1)"/>',
        f"href=' \\tJaVaScRiPt:alert(1)' of <a> {NO}",
        "same",
    ),
    "link to data": ('<a href="data:text/html,x"/>', f"href='data:text/html,x' of <a> {NO}", "same"),
    "old link that is a script": (
        '<a xlink:href="javascript:x()"/>',
        f"xlink:href='javascript:x()' of <a> {NO}",
        "same",
    ),
    "HTML inside": ("<foreignObject><p>x</p></foreignObject>", f"<foreignObject> {NO}", "same"),
    "frame": ('<iframe src="https://e.org"/>', f"<iframe> {NO}", "same"),
    "far drawing in use": (
        '<use href="https://e.org/a.svg#a"/>',
        f"<use> {NO}",
        f"href='https://e.org/a.svg#a' of <use> {OUT}",
    ),
    "drawing as data in use": (
        '<use href="data:image/svg+xml,x#a"/>',
        f"<use> {NO}",
        f"href='data:image/svg+xml,x#a' of <use> {OUT}",
    ),
    "far image": (
        '<image href="https://e.org/a.png"/>',
        f"<image> {NO}",
        f"href='https://e.org/a.png' of <image> {OUT}",
    ),
    "drawing as image": (
        '<image xlink:href="data:image/svg+xml;base64,AAAA"/>',
        f"<image> {NO}",
        f"xlink:href='data:image/svg+xml;base64,AAAA' of <image> {OUT}",
    ),
    "image from a filter": ('<feImage href="https://e.org/a.png"/>', f"<feImage> {NO}", "same"),
    "style sheet that imports": (
        "<style>@import url(https://e.org/a.css);</style>",
        f"<style> {NO}",
        "<style> refers to '@import', outside the file (remove it)",
    ),
    "escaped import": (
        "<style>@\\69mport 'https://e.org/a.css';</style>",
        f"<style> {NO}",
        "<style> refers to '@import', outside the file (remove it)",
    ),
    "far font": (
        "<style>@font-face { src: url( 'https://e.org/a.woff2' ) }</style>",
        f"<style> {NO}",
        "<style> refers to 'https://e.org/a.woff2', outside the file (remove it)",
    ),
    "far paint": (
        '<rect fill="URL(https://e.org/#a)"/>',
        f"fill='URL(https://e.org/#a)' of <rect> {NO}",
        "fill='URL(https://e.org/#a)' of <rect> refers to 'https://e.org/#a', outside the file (remove it)",
    ),
    "escaped paint": (
        '<rect fill="u\\72l(https://e.org/#a)"/>',
        f"fill='u\\\\72l(https://e.org/#a)' of <rect> {NO}",
        "fill='u\\\\72l(https://e.org/#a)' of <rect> refers to 'https://e.org/#a', outside the file (remove it)",
    ),
    "far background": (
        '<rect style="background: url(//e.org/a)"/>',
        f"style='background: url(//e.org/a)' of <rect> {NO}",
        "style='background: url(//e.org/a)' of <rect> refers to '//e.org/a', outside the file (remove it)",
    ),
    "style": ("<style>rect { fill: red }</style>", f"<style> {NO}", ""),
    "embedded bitmap": ('<image href="data:image/png;base64,AAAA"/>', f"<image> {NO}", ""),
    "reuse of a part": ('<g id="a"/><use xlink:href="#a"/>', f"<use> {NO}", ""),
    "gradient": ('<linearGradient id="a"/><rect fill="url(#a)"/>', f"<linearGradient> {NO}", ""),
}

# Whole files, and what is said of them in both places.
FILES: dict[str, tuple[str, str]] = {
    "entities": (
        '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<svg>&b;</svg>',
        "docs/a.svg:1: has a DOCTYPE, which is not allowed (mend the drawing)",
    ),
    "entity of a file": (
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n<svg>&a;</svg>',
        "docs/a.svg:1: has a DOCTYPE, which is not allowed (mend the drawing)",
    ),
    "style sheet by instruction": (
        f'<?xml version="1.0"?>\n<?xml-stylesheet href="https://e.org/a.css"?>\n{OPEN}</svg>',
        "docs/a.svg:2: has an xml-stylesheet instruction, which is not allowed (mend the drawing)",
    ),
    "web page": (
        "<html><body><script>alert(1)</script></body></html>",
        "docs/a.svg:1: starts with <html>, not <svg> (mend the drawing)",
    ),
    "undefined entity": (
        f"{OPEN}\n&nbsp;</svg>",
        "docs/a.svg:2: is not well-formed: undefined entity (mend the drawing)",
    ),
}


@pytest.mark.parametrize("name", INSIDE)
def test_what_a_page_may_not_hold_is_named(make_site: MakeSite, name: str) -> None:
    text, in_page, _ = INSIDE[name]
    built = make_site({"index.md": "# A\n\n![Costs rise](a.svg){ .inline }\n", "a.svg": f"{OPEN}\n{text}\n</svg>"})
    assert f"docs/a.svg:2: {in_page}" in built.warnings
    assert 'docs/index.md:3:1: drawing cannot be shown: "a.svg" (see the drawing\'s own messages)' in built.warnings
    assert "<svg" not in built.html().partition("<h1")[2].partition("</article>")[0]


@pytest.mark.parametrize("name", INSIDE)
def test_what_an_image_may_not_hold_is_named(make_site: MakeSite, name: str) -> None:
    text, in_page, in_image = INSIDE[name]
    said = in_page if in_image == "same" else in_image
    built = make_site({"index.md": "# A\n\n![Costs rise](a.svg)\n", "a.svg": f"{OPEN}\n{text}\n</svg>"})
    assert f"docs/a.svg:2: {said}" in built.warnings if said else built.warnings == []


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("ending", ["", "{ .inline }"], ids=["image", "inline"])
def test_files_that_are_no_drawings_are_refused(make_site: MakeSite, name: str, ending: str) -> None:
    text, said = FILES[name]
    built = make_site({"index.md": f"# A\n\n![Costs rise](a.svg){ending}\n", "a.svg": text})
    assert said in built.warnings
    assert "<svg" not in built.html().partition("<h1")[2].partition("</article>")[0]


def test_exports_of_drawing_programs_pass_as_images(make_site: MakeSite) -> None:
    """The shapes of what Matplotlib and Inkscape write."""
    text = (
        '<?xml version="1.0" encoding="utf-8" standalone="no"?>\n'
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n'
        '<svg xmlns:xlink="http://www.w3.org/1999/xlink" xmlns="http://www.w3.org/2000/svg" '
        'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" width="460pt" height="345pt" '
        'viewBox="0 0 460 345" version="1.1" inkscape:version="1.4">\n'
        "<inkscape:grid/>\n"
        '<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:cc="http://creativecommons.org/ns#"><cc:Work rdf:about=""/></rdf:RDF></metadata>\n'
        '<defs><style type="text/css">*{stroke-linejoin: round}</style><clipPath id="p"><rect/></clipPath></defs>\n'
        '<g id="line" clip-path="url(#p)"><use xlink:href="#line" style="stroke: #000000; stroke-width: 0.8"/></g>\n'
        "</svg>\n"
    )
    built = make_site({"index.md": "# A\n\n![Costs rise](a.svg)\n", "a.svg": text})
    assert built.warnings == []
    assert '<img alt="Costs rise"' in built.html()
