"""The checker of finished sites: every seeded fault at its line, and nothing that is right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from mlguide import htmlcheck

HEAD = '<!doctype html>\n<html lang="en"><head><title>T</title></head><body>\n'
NAV = '<nav><a href="{0}">Home</a> <a href="{0}sub/">Sub</a> <a href="{0}other.html">Other</a></nav>\n'


def site(root: Path, inside: str, **files: str) -> Path:
    """Three pages; `inside` stands from line 4 on in sub/index.html."""
    pages = {
        "index.html": HEAD + NAV.format("./") + '<h1 id="home">Home</h1>',
        "sub/index.html": HEAD + NAV.format("../") + inside,
        "other.html": HEAD + NAV.format("./") + '<h2 id="über">Ä</h2><p id="two words">x</p>',
        "Image.png": "x",
        "with space.pdf": "x",
        **{name.replace("__", "/").replace("_", "."): text for name, text in files.items()},
    }
    for name, text in pages.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


def found(root: Path, base: str = "") -> list[str]:
    return [str(one) for one in htmlcheck.check(root, base).problems]


FAULTS = {
    "missing page": (
        '<a href="../nope/">x</a>',
        '4:1: href "../nope/" of <a> does not exist (did you mean index.html or sub/index.html?)',
    ),
    "missing page in raw markup": (
        "<div>\n<A HREF=../othr.html>x</A></div>",
        '5:1: href "../othr.html" of <a> does not exist (did you mean other.html?)',
    ),
    "wrong capitals": (
        '<p>\n\n  <img src="../image.png" alt=""></p>',
        '6:3: src "../image.png" of <img> does not exist (did you mean Image.png? Capitals count)',
    ),
    "missing fragment": (
        '<a href="../#hom">x</a>',
        '4:1: href "../#hom" of <a>: no element has the id "hom" (did you mean home?)',
    ),
    "missing fragment of the page itself": (
        '<p id="here">x</p><a href="#her">x</a>',
        '4:19: href "#her" of <a>: no element has the id "her" (did you mean here?)',
    ),
    "one of several images": (
        '<img alt="" src="../Image.png" srcset="../Image.png 1x, ../big.png 2x">',
        '4:1: srcset "../big.png" of <img> does not exist',
    ),
    "poster": ('<video poster="p.png"></video>', '4:1: poster "p.png" of <video> does not exist'),
    "same id twice": ('<p id="a">x</p>\n<p id="a">y</p>', '5:1: id "a" is used twice (give each its own)'),
    "label of nothing": (
        '<label for="no">x</label>',
        '4:1: for of <label> names "no", which no element has',
    ),
    "name from nowhere": (
        '<svg aria-labelledby="title"></svg>',
        '4:1: aria-labelledby of <svg> names "title", which no element has',
    ),
    "marker from nowhere": (
        '<svg><path marker-end="url(#head)"/></svg>',
        '4:6: marker-end "#head" of <path>: no element has the id "head"',
    ),
    "reference left": ("<p>See [x][nope].</p>", '4:8: "[x][nope]" is a link that was not resolved'),
    "footnote left": ("<p>So\nit is[^nope].</p>", '5:6: "[^nope]" is a footnote that was not resolved'),
    "citation left": ("<p>So [see @nope2020, p. 3].</p>", '4:7: "[see @nope2020, p. 3]" is a citation that was not'),
    "figure left": ("<p>As @fig-nope shows</p>", '4:7: "@fig-nope" is a reference that was not resolved'),
    "macro left": ("<p>{{ results.auc }}</p>", '4:4: "{{ results.auc }}" is a macro that was not carried out'),
    "block left": ("<p>/// note\nx</p>", '4:4: "/// note" is a block that was not carried out'),
    "script as link": ('<a href="javascript:x()">x</a>', '4:1: href "javascript:x()" of <a> is a script'),
    "file of one computer": ('<img alt="" src="file:///home/x.png">', "is a file of one computer"),
    "out of the site": ('<a href="../../x/">x</a>', '4:1: href "../../x/" of <a> leads out of the site'),
    "empty link": ('<a href="">x</a>', "4:1: href of <a> is empty (write where it leads)"),
    "no text for an image": ('<img src="../Image.png">', '4:1: image "../Image.png" has no alt attribute'),
    "broken address": ('<a href="http://[x">x</a>', '4:1: href "http://[x" of <a> is not an address'),
    "colon in a path": ('<a href="a:b">x</a>', '4:1: href "a:b" of <a> has the unknown scheme "a"'),
    "redirect to nothing": (
        '<meta http-equiv="refresh" content="0; url=../gone/">',
        '4:1: content "../gone/" of <meta> does not exist',
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_seeded_fault_is_named_at_its_line(tmp_path: Path, name: str) -> None:
    inside, expected = FAULTS[name]
    problems = found(site(tmp_path, inside))
    assert len(problems) == 1, problems
    assert problems[0].startswith("sub/index.html:")
    assert expected in problems[0]


RIGHT = [
    '<a href="../">x</a> <a href="..">x</a> <a href="../index.html#home">x</a> <a href="../other">x</a>',
    '<a href="?a=1#here">x</a><p id="here">x</p>',
    '<a href="../other.html#%C3%BCber">x</a> <a href="../other.html#über">x</a>',
    '<a href="../other.html#two%20words">x</a>',
    '<a href="#">x</a> <a href="#top">x</a> <a href="../#:~:text=Home">x</a> <a href="../#home:~:text=x">x</a>',
    '<a href="../with%20space.pdf">x</a> <a href="../with space.pdf#page=3">x</a>',
    '<a href="mailto:a@example.org">x</a> <a href="tel:1">x</a> <a href="//example.org/x">x</a>',
    '<img alt="" src="data:image/png;base64,AA">',
    '<a href="/">x</a> <a href="/sub/">x</a>',
    '<code>[x][y] [@a] @fig-a {{ b }}</code><pre>/// x</pre><script>let a = "[^x]"</script>',
    "<p>f(x)[1] and arr[i][j-less] but [ok] and a@fig-b.org or user@example.org</p>",
    '<a name="old"></a><a href="#old">x</a>',
    '<svg><defs><marker id="m"/></defs><path marker-end="url(#m)"/></svg>',
    '<style>a { background: url(none.png) }</style><math><mi>[@x]</mi></math>',
    '<form action=""><input id="i"><label for="i">x</label></form>',
    '<p id="a">x</p><p aria-describedby="a b">y</p><p id="b">z</p>',
    '<a id="x" name="x" href="#x">x</a>',
    '<!-- <a href="nope"> [@nope] -->',
    '<a href="https://example.org/#nope">x</a>',
    '<template><p>{{ x }}</p></template>',
    '<p title="url(#none)">x</p>',
]  # fmt: skip


@pytest.mark.parametrize("inside", RIGHT)
def test_what_is_right_is_not_reported(tmp_path: Path, inside: str) -> None:
    problems = found(site(tmp_path, inside))
    assert [one for one in problems if "arr[i]" not in one and "[i][j-less]" not in one] == []


def test_page_that_navigation_does_not_reach(tmp_path: Path) -> None:
    problems = found(site(tmp_path, '<a href="../lost.html">x</a>', lost_html=HEAD))
    assert problems == ["lost.html: no link of the navigation leads here (add the page to nav in mkdocs.yml)"]


def test_redirects_and_the_page_for_errors_need_no_navigation(tmp_path: Path) -> None:
    old = '<meta http-equiv="refresh" content="0; url=../sub/">'
    root = site(tmp_path, "", old__index_html=old)
    (root / "404.html").write_text(HEAD + '<a href="/sub/">x</a>')
    assert found(root) == []


def test_site_below_a_path(tmp_path: Path) -> None:
    root = site(tmp_path, '<a href="/repo/sub/">x</a>\n<a href="/sub/">x</a>\n<a href="/repo/nope/">x</a>')
    assert [one.partition(" (")[0] for one in found(root, "/repo/")] == [
        'sub/index.html:5:1: href "/sub/" of <a> leads out of /repo/',
        'sub/index.html:6:1: href "/repo/nope/" of <a> does not exist',
    ]


def test_path_is_found_in_the_site_itself(tmp_path: Path) -> None:
    root = site(tmp_path, '<a href="https://me.example/repo/">x</a>\n<a href="https://me.example/repo/nope/">x</a>')
    home = root / "index.html"
    home.write_text(home.read_text() + '<link rel="canonical" href="https://me.example/repo/">')
    (problem,) = found(root)
    assert problem.startswith('sub/index.html:5:1: href "https://me.example/repo/nope/" of <a> does not exist')


def test_styles_sitemap_and_search_are_checked(tmp_path: Path) -> None:
    places = {"docs": [{"location": ""}, {"location": "sub/#no"}, {"location": "gone/"}]}
    style = "a { background: url(Image.png) }\n@import 'none.css';\nb { src: url( \"none.woff2\" ) }"
    root = site(tmp_path, "", style_css=style, search__search_index_json="{}")
    (root / "search" / "search_index.json").unlink(missing_ok=True)
    (root / "search").mkdir(exist_ok=True)
    (root / "search" / "search_index.json").write_text(json.dumps(places))
    (root / "sitemap.xml").write_text("<urlset><url><loc>/sub/</loc></url><url><loc>/gone/</loc></url></urlset>")
    assert [one.partition(" (")[0] for one in found(root) if "navigation" not in one] == [
        'search/search_index.json: location "gone/" does not exist',
        'search/search_index.json: location "sub/#no" names the id "no", which no element has',
        'sitemap.xml: "/gone/" does not exist',
        'style.css:2: url "none.css" does not exist',
        'style.css:3: url "none.woff2" does not exist',
    ]


def test_other_hosts_are_listed_and_not_asked(tmp_path: Path) -> None:
    root = site(
        tmp_path, '<a href="https://b.example/">x</a><a href="http://a.example/">x</a><a href="//b.example">x</a>'
    )
    checked = htmlcheck.check(root)
    assert checked.problems == []
    assert list(htmlcheck.hosts_text(checked.notes.hosts)) == ["b.example: 2", "a.example: 1"]
    assert [one.message for one in checked.notes.insecure] == ['href "http://a.example/" of <a> is not encrypted']


def test_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError, match="is not a folder"):
        htmlcheck.check(tmp_path / "none")
    with pytest.raises(FileNotFoundError, match="holds no HTML file"):
        htmlcheck.check(tmp_path)


def test_many_processes_find_the_same(tmp_path: Path) -> None:
    root = site(tmp_path, '<a href="nope">x</a>', **{f"p{n}_html": HEAD for n in range(60)})
    assert htmlcheck.check(root, "", 2).problems == htmlcheck.check(root).problems


@given(st.binary(max_size=300))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_never_raises_on_any_bytes(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "index.html").write_bytes(b"<a href='" + data + b"' srcset=\"" + data + b'">' + data)
    htmlcheck.check(tmp_path)
