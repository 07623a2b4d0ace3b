"""Markdown twins: what a reader of text gets."""

from __future__ import annotations

from mlguide import twin
from mlguide.source import Source
from mlguide.twin import Twin

SITE = Twin("", "The guide", "About it.", "How to read it.")
PAGE = Twin("a/b.md", "Page B", "What B says.", "# Page B\n\nText.\n")


def test_twin_is_the_markdown_without_front_matter_with_its_references() -> None:
    source = Source("docs/a.md", "---\ntitle: A\n---\n\n# A\n\nShare {{ x }} [@k].\n")
    text = twin.text(source, lambda one: one.text.replace("{{ x }}", "24%"), {"k": "A. Author. “Title.” 2020."})
    assert text == "# A\n\nShare 24% [@k].\n\n## References\n\n- `@k`: A. Author. “Title.” 2020.\n"


def test_twin_without_references_ends_with_its_text() -> None:
    assert twin.text(Source("docs/a.md", "# A\n"), lambda one: one.text, {}) == "# A\n"


def test_contents_lists_pages_by_part() -> None:
    text = twin.contents(SITE, {"Data": [PAGE], "None": [Twin("c.md", "C", "", "")]}, lambda uri: f"/x/{uri}")
    assert text == (
        "# The guide\n\n> About it.\n\nHow to read it.\n\n## Data\n\n- [Page B](/x/a/b.md): What B says.\n\n"
        "## None\n\n- [C](/x/c.md)\n"
    )


def test_everything_names_where_each_page_lies() -> None:
    assert twin.everything(SITE, [PAGE]) == "# The guide\n\n> About it.\n\n<!-- a/b.md -->\n\n# Page B\n\nText.\n"
