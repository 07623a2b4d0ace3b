"""Bad links and references through whole builds: each gives its one message at its place, and the page is built."""

from __future__ import annotations

import logging

import pytest
from conftest import MakeSite

PAGE = "# A\n\n{}\n"
AT = "docs/index.md:3:{}: "
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\x02"
    b"\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82"
)
FILES: dict[str, str | bytes] = {
    "data/index.md": "# Data\n\n## Clocks { #clocks }\n\n## Labels { #sec-labels }\n",
    "data/metrics.md": "# Metrics\n\n## Größe { #größe }\n",
    "Guide.md": "# Guide\n\n## Labels { #labels-here }\n",
    "with space.md": "# Space\n",
    "chart.png": PNG,
}
CONFIG = {"draft_docs": "drafts/\n", "exclude_docs": "hidden/\n", "not_in_nav": "*\n"}

# What is wrong: the page, what other files there are, the exact warnings.
BAD: dict[str, tuple[str, dict[str, str | bytes], list[str]]] = {
    "unknown page": (
        PAGE.format("A [link](nowhere.md)."),
        {},
        [AT.format(10) + 'link target not found: "nowhere.md" (a link names a file in docs/)'],
    ),
    "misspelt page": (
        PAGE.format("A [link](data/metric.md)."),
        {},
        [AT.format(10) + 'link target not found: "data/metric.md" (did you mean data/metrics.md or data/index.md?)'],
    ),
    "page that has moved": (
        PAGE.format("A [link](modeling/metrics.md)."),
        {},
        [AT.format(10) + 'link target not found: "modeling/metrics.md" (did you mean data/metrics.md?)'],
    ),
    "letter case": (
        PAGE.format("A [link](guide.md)."),
        {},
        [AT.format(10) + 'link target not found: "guide.md" (did you mean Guide.md? Capitals count)'],
    ),
    "the second of two": (
        PAGE.format("A [link](data/index.md) and\nthen [another](data/) and [a third](data/#clocks)."),
        {},
        [
            'docs/index.md:4:16: link leads to a folder: "data/" (did you mean data/index.md?)',
            'docs/index.md:4:37: link leads to a folder: "data/#clocks" (did you mean data/index.md#clocks?)',
        ],
    ),
    "folder without slash": (
        PAGE.format("A [link](data)."),
        {},
        [AT.format(10) + 'link target not found: "data" (did you mean data/index.md?)'],
    ),
    "finished page": (
        PAGE.format("A [link](data/metrics.html)."),
        {},
        [AT.format(10) + 'link target not found: "data/metrics.html" (did you mean data/metrics.md?)'],
    ),
    "finished index": (
        PAGE.format("A [link](data/index.html#clocks)."),
        {},
        [AT.format(10) + 'link target not found: "data/index.html#clocks" (did you mean data/index.md#clocks?)'],
    ),
    "absolute address of the finished site": (
        PAGE.format("A [link](/data/metrics/)."),
        {},
        [AT.format(10) + 'link leads to a folder: "/data/metrics/" (did you mean data/metrics.md?)'],
    ),
    "outside of docs/": (
        PAGE.format("A [link](../README.md)."),
        {},
        [AT.format(10) + 'link leaves docs/: "../README.md" (only what lies in docs/ is published)'],
    ),
    "space": (
        PAGE.format("A [link](with space.md)."),
        {},
        [AT.format(10) + 'address has a space: "with space.md" (write "with%20space.md")'],
    ),
    "encoded twice": (
        PAGE.format("A [link](with%2520space.md)."),
        {},
        [AT.format(10) + 'link target not found: "with%2520space.md" (did you mean with%20space.md?)'],
    ),
    "backslash": (
        PAGE.format("A [link](data\\metrics.md)."),
        {},
        [AT.format(10) + 'link target not found: "data\\metrics.md" (write "data/metrics.md")'],
    ),
    "draft": (
        PAGE.format("A [link](drafts/new.md)."),
        {"drafts/new.md": "# New\n"},
        [AT.format(10) + 'link leads to a draft: "drafts/new.md" (publish it, or take the link away)'],
    ),
    "excluded file": (
        PAGE.format("A [link](hidden/old.md)."),
        {"hidden/old.md": "# Old\n"},
        [
            AT.format(10)
            + 'link leads to a file that is left out of the site: "hidden/old.md" (publish it, or take the link away)'
        ],
    ),
    "its own page": (
        PAGE.format("A [link](index.md)."),
        {},
        [AT.format(10) + 'link leads to its own page: "index.md" (name one of its sections: #...)'],
    ),
    "no address": (
        PAGE.format("A [link]()."),
        {},
        [AT.format(10) + "link has no address (write one between the parentheses)"],
    ),
    "no scheme": (
        PAGE.format("A [link](www.example.org/a) and [mail](me@example.org)."),
        {},
        [
            AT.format(10) + 'link target not found: "www.example.org/a" (did you mean https://www.example.org/a?)',
            AT.format(40) + 'link target not found: "me@example.org" (did you mean mailto:me@example.org?)',
        ],
    ),
    "unreadable address": (
        PAGE.format("A [link](http://[a.md)."),
        {},
        [AT.format(10) + 'address cannot be read: "http://[a.md" (a bracket or a port in it is wrong)'],
    ),
    "definition of a link": (
        PAGE.format("A [link][to].\n\n[to]: data/metric.md"),
        {},
        ['docs/index.md:5:7: link target not found: "data/metric.md" (did you mean data/metrics.md or data/index.md?)'],
    ),
    "no such place on the page": (
        PAGE.format("A [link](#cloks).\n\n## Clocks"),
        {},
        [AT.format(10) + 'no place "#cloks" on this page: "#cloks" (did you mean #clocks?)'],
    ),
    "no such place elsewhere": (
        PAGE.format("A [link](data/index.md#clock)."),
        {},
        [AT.format(10) + 'no place "#clock" in "data/index.md": "data/index.md#clock" (did you mean #clocks?)'],
    ),
    "place in another case": (
        PAGE.format("A [link](data/index.md#Clocks)."),
        {},
        [
            AT.format(10)
            + 'no place "#Clocks" in "data/index.md": "data/index.md#Clocks" (did you mean #clocks? Capitals count)'
        ],
    ),
    "section that has moved": (
        PAGE.format("A [link](Guide.md#sec-labels)."),
        {},
        [
            AT.format(10)
            + 'no place "#sec-labels" in "Guide.md": "Guide.md#sec-labels" (did you mean data/index.md#sec-labels?)'
        ],
    ),
    "unknown label": (
        PAGE.format("As @sec-label says."),
        {},
        [AT.format(4) + 'unknown label "@sec-label" (did you mean sec-labels?)'],
    ),
    "unknown label in brackets": (
        PAGE.format("As [@sec-labels; @sec-rolling] say."),
        {},
        [AT.format(18) + 'unknown label "@sec-rolling" (label the heading { #sec-rolling })'],
    ),
    "label of another kind": (
        PAGE.format("As @fig-labels says."),
        {},
        [AT.format(4) + 'unknown label "@fig-labels" (label the figure or table { #fig-labels })'],
    ),
    "label of a figure on a heading": (
        PAGE.format("## Data { #fig-data }"),
        {},
        [AT.format(11) + 'label "fig-data" belongs to a section (write "sec-data")'],
    ),
    "label twice": (
        PAGE.format("## Mine { #sec-labels }"),
        {},
        [AT.format(11) + 'label "sec-labels" is used twice (the other is in docs/data/index.md:5; rename one)'],
    ),
    "id of two pages": (
        PAGE.format("See [](#intro)."),
        {"b.md": "# B\n\n## Intro\n", "c.md": "# C\n\n## Intro\n"},
        [AT.format(8) + '"#intro" may lead to 2 pages (write [](b.md#intro) or [](c.md#intro))'],
    ),
    "id of nothing": (
        PAGE.format("See [](#label)."),
        {},
        [AT.format(8) + 'unknown label "#label" (did you mean sec-labels or labels-here?)'],
    ),
    "no text, and an image": (
        PAGE.format("See [](chart.png)."),
        {},
        [
            AT.format(8)
            + 'link has no text, and no page to take it from: "chart.png" (write ![what it shows](chart.png))'
        ],
    ),
    "no text, and no heading": (
        PAGE.format('See [](#raw) <b id="raw">b</b>.'),
        {},
        [AT.format(8) + 'link has no text, and "#raw" is no heading to take it from (write one)'],
    ),
    "no text, and another site": (
        PAGE.format("See [](https://example.org/)."),
        {},
        [AT.format(8) + 'link has no text: "https://example.org/" (write one)'],
    ),
    "no text, and no such heading elsewhere": (
        PAGE.format("See [](data/index.md#clock)."),
        {},
        [AT.format(8) + 'no place "#clock" in "data/index.md": "data/index.md#clock" (did you mean #clocks?)'],
    ),
    "heading that names itself": (
        PAGE.format("## More on @sec-more { #sec-more }"),
        {},
        [AT.format(12) + 'heading refers to itself: "@sec-more" (write the words)'],
    ),
    "headings that name each other": (
        PAGE.format("## After @sec-b { #sec-a }"),
        {"b.md": "# B\n\n## Before @sec-a { #sec-b }\n"},
        [
            'docs/b.md:3:11: headings take their words from each other: "@sec-a" (write the words in one of them)',
            AT.format(10) + 'headings take their words from each other: "@sec-b" (write the words in one of them)',
        ],
    ),
    "Markdown file in raw HTML": (
        PAGE.format('A <a href="data/metrics.md">link</a>.'),
        {},
        [
            AT.format(3) + 'link target not found: "data/metrics.md" '
            '(raw HTML is left as it is: write "data/metrics/", or the link in Markdown)'
        ],
    ),
    "unknown page in raw HTML": (
        PAGE.format('<p>A <a href="nowhere/">link</a>.</p>'),
        {},
        [AT.format(6) + 'link target not found: "nowhere/" (in raw HTML the address counts from the finished page)'],
    ),
    "no such place in raw HTML": (
        PAGE.format('A <a href="data/#clock">link</a>.'),
        {},
        [AT.format(3) + 'no place "#clock" in "data/index.md": "data/#clock" (did you mean #clocks?)'],
    ),
    "in a description": (
        "---\ndescription: As @sec-none says.\n---\n# A\n",
        {},
        ['docs/index.md:2:17: unknown label "@sec-none" (label the heading, figure or table { #sec-none })'],
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_link_gives_its_exact_message_and_the_page_is_built(name: str, make_site: MakeSite) -> None:
    page, files, expected = BAD[name]
    built = make_site({**FILES, "index.md": page, **files}, **CONFIG)
    assert built.warnings == expected
    assert "<h1" in built.html()


GOOD = {
    "from the root": "[link](/data/metrics.md)",
    "encoded": "[link](with%20space.md) [link](<with%20space.md>)",
    "encoded place": "[link](data/metrics.md#gr%C3%B6%C3%9Fe) [link](data/metrics.md#größe)",
    "file that is no page": "[link](chart.png)",
    "query": "[link](data/index.md?a=b#clocks)",
    "place in raw HTML": '[link](#raw) <span id="raw">x</span> [link](#name) <a name="name"></a>',
    "raw HTML": '<a href="data/">a</a> <a href="data/metrics/#größe">b</a> <a href="data/metrics/index.html">c</a>',
    "raw HTML that is no page": '<a href="sitemap.xml">map</a> <a href="chart.png">chart</a> <a href="./">top</a>',
    "number of a figure": "![A line](chart.png)\n\n/// figure-caption\nA.\n///\n\n[link](#figure-1)",
    "mail": "<me@example.org> [mail](mailto:me@example.org)",
    "anchor without a link": "[](){ #here } [link](#here)",
    "other site": "[link](https://example.org/nowhere.md#none) [link](//example.org/none)",
    "code": '`[link](nowhere.md)` `@sec-none`\n\n    [link](nowhere.md) <a href="nowhere">\n',
    "figure without a text": "![A line](chart.png){ #fig-line }\n\n/// figure-caption\nA.\n///\n\n[](#fig-line)",
}


@pytest.mark.parametrize("name", GOOD)
def test_unusual_link_is_no_problem(name: str, make_site: MakeSite) -> None:
    assert make_site({**FILES, "index.md": PAGE.format(GOOD[name])}, **CONFIG, strict=True).warnings == []


@pytest.mark.parametrize("directory_urls", [True, False])
def test_raw_links_count_from_the_finished_page(make_site: MakeSite, directory_urls: bool) -> None:
    right = "../metrics/" if directory_urls else "metrics.html"
    page = f'# B\n\n<a href="{right}">right</a> <a href="metrics.md">wrong</a>\n'
    built = make_site({**FILES, "index.md": "# A\n", "data/b.md": page}, **CONFIG, use_directory_urls=directory_urls)
    hint = f'raw HTML is left as it is: write "{right}", or the link in Markdown'
    column = page.splitlines()[2].index('<a href="metrics.md"') + 1
    assert built.warnings == [f'docs/data/b.md:3:{column}: link target not found: "metrics.md" ({hint})']


def test_checks_that_the_settings_turn_off_are_off(make_site: MakeSite) -> None:
    files = {**FILES, "index.md": PAGE.format("[a](nowhere.md) [b](data/index.md#none) [c](data)")}
    quiet = {"not_found": "info", "anchors": "ignore", "unrecognized_links": "info"}
    assert make_site(files, validation={"links": quiet}, not_in_nav="*\n").warnings == []


def test_links_are_checked_in_a_verbose_build_too(make_site: MakeSite) -> None:
    """MkDocs itself checks no anchors then."""
    logger = logging.getLogger("mkdocs")
    level = logger.level
    logger.setLevel(logging.DEBUG)
    try:
        built = make_site({**FILES, "index.md": PAGE.format("A [link](#none).")}, **CONFIG)
    finally:
        logger.setLevel(level)
    assert built.warnings == [AT.format(10) + 'no place "#none" on this page: "#none"']
