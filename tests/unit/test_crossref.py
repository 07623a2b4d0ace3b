"""References to figures and tables, by themselves. What pages look like: tests/golden/crossref/."""

from __future__ import annotations

from markdown import Markdown

from mlguide.crossref import CrossrefContext, CrossrefExtension, Label, LabelUse, check, fill_lists, resolve, token
from mlguide.section import Section
from mlguide.source import Source
from mlguide.target import Targets

FIGURE = Label("fig-a", "Figure", 2, "a.md", "Falls & rises.", "docs/a.md", 3, 1)
TABLE = Label("tbl-b", "Table", 1, "b.md", "Costs.", "docs/b.md", 5, 2)
LABELS = {FIGURE.id: FIGURE, TABLE.id: TABLE}
NEAR = Section("sec-near", 2, "Near & dear", "Near &amp; <code>dear</code>", "a.md", "", labelled=True)
FAR = Section("sec-far", 2, "Far?", "Far?", "b.md", f"As {token('fig-a')} says. So.", labelled=True)
TARGETS = Targets(LABELS, {"a.md": [NEAR], "b.md": [FAR]}, {"a.md": "A", "b.md": "Page <b.md>"})


def link(page: str) -> tuple[str, str]:
    return f"../{page}/", f"Page <{page}>"


def convert(text: str) -> tuple[str, list[LabelUse]]:
    uses: list[LabelUse] = []
    context = CrossrefContext(lambda: Source("docs/a.md", text), uses.append)
    return Markdown(extensions=[CrossrefExtension(context)]).convert(text), uses


def test_each_use_is_told_with_its_place() -> None:
    html, uses = convert("See @fig-a and\n[@fig-a; @tbl-b].")
    assert uses == [
        LabelUse("fig-a", "docs/a.md", 1, 5),
        LabelUse("fig-a", "docs/a.md", 2, 2),
        LabelUse("tbl-b", "docs/a.md", 2, 10),
    ]
    assert "Figure" in resolve(html, "a.md", TARGETS, link)


def test_code_links_and_addresses_hold_no_references() -> None:
    text = "`@fig-a` [@fig-a](x) me@fig-a.org https://e.org/@fig-a"
    html, uses = convert(text)
    assert uses == []
    assert html == Markdown().convert(text)


def test_near_and_far_references() -> None:
    html = resolve(convert("@fig-a @tbl-b @tbl-b")[0], "a.md", TARGETS, link)
    assert html.count('<a class="crossref footnote-ref" href="#fig-a">Figure\N{NO-BREAK SPACE}2</a>') == 1
    far = '<a class="crossref footnote-ref" href="../b.md/#tbl-b" data-preview>Table\N{NO-BREAK SPACE}1 in <em>Page &lt;b.md&gt;</em></a>'
    assert html.count(far) == 2
    assert html.count('id="tbl-b" hidden') == 1


def test_page_without_references_is_left_alone() -> None:
    assert resolve("<p>Text</p>", "a.md", TARGETS, link) == "<p>Text</p>"


def test_section_of_the_page_is_named_and_one_elsewhere_with_its_page_and_beginning() -> None:
    html = resolve(convert("@sec-near @sec-far")[0], "a.md", TARGETS, link)
    assert '<a class="crossref" href="#sec-near"><em>Near &amp; <code>dear</code></em></a>' in html
    far = '<a class="crossref footnote-ref" href="../b.md/#sec-far"><em>Far?</em> in Page &lt;b.md&gt;</a>'
    assert far in html
    assert "<p><strong>Far?</strong></p><p>As Figure\N{NO-BREAK SPACE}2 says. So.</p><p>In <a " in html


def test_copy_of_a_section_whose_id_the_page_has_too_stands_under_another() -> None:
    html = resolve(convert("@sec-far @sec-far")[0], "a.md", TARGETS, link, taken={"sec-far", "about-sec-far"})
    assert html.count('href="../b.md/#sec-far" data-shows="about-sec-far-2">') == 2
    assert html.count('id="about-sec-far-2" hidden') == 1


def test_section_of_the_page_shows_how_it_begins() -> None:
    html = resolve(convert("@sec-far")[0], "b.md", TARGETS, link, taken={"sec-far"})
    assert html == (
        '<p><a class="crossref footnote-ref" href="#sec-far" data-shows="about-sec-far"><em>Far?</em></a></p>'
        '<div class="crossref-preview" id="about-sec-far" hidden data-search-exclude>'
        "<p><strong>Far?</strong></p><p>As Figure\N{NO-BREAK SPACE}2 says. So.</p></div>\n"
    )


def test_figure_whose_id_the_page_has_too_is_a_plain_link() -> None:
    html = resolve(convert("@tbl-b")[0], "a.md", TARGETS, link, taken={"tbl-b"})
    assert '<a class="crossref" href="../b.md/#tbl-b">Table' in html


def test_unknown_label_is_marked_on_the_page() -> None:
    assert "unknown label: sec-none</strong>" in resolve(convert("@sec-none")[0], "a.md", TARGETS, link)


def test_lists_hold_what_they_say() -> None:
    html = fill_lists(
        '<div class="list-of-figures"></div><div class="list-of-tables"></div>', [FIGURE], link, TARGETS.plain
    )
    assert html.count("<li>") == 1
    assert "Falls &amp; rises." in html
    assert "There are none." in html


def test_labels_that_fit_are_no_problem() -> None:
    uses = [LabelUse(label, "docs/c.md", 1, 1) for label in LABELS]
    assert list(check(LABELS.values(), uses)) == []


def test_number_without_a_label_needs_no_reference() -> None:
    assert list(check([Label("figure-1", "Figure", 1, "a.md", "", "docs/a.md")], [])) == []
