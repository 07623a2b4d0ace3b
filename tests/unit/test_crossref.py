"""References to figures and tables, by themselves. What pages look like: tests/golden/crossref/."""

from __future__ import annotations

from markdown import Markdown

from mlguide.crossref import CrossrefContext, CrossrefExtension, Label, LabelUse, check, fill_lists, plain, resolve
from mlguide.source import Source

FIGURE = Label("fig-a", "Figure", 2, "a.md", "Falls & rises.", "docs/a.md", 3, 1)
TABLE = Label("tbl-b", "Table", 1, "b.md", "Costs.", "docs/b.md", 5, 2)
LABELS = {FIGURE.id: FIGURE, TABLE.id: TABLE}


def link(label: Label) -> tuple[str, str]:
    return f"../{label.page}/", f"Page <{label.page}>"


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
    assert "Figure" in resolve(html, "a.md", LABELS, link)


def test_code_links_and_addresses_hold_no_references() -> None:
    text = "`@fig-a` [@fig-a](x) me@fig-a.org https://e.org/@fig-a"
    html, uses = convert(text)
    assert uses == []
    assert html == Markdown().convert(text)


def test_near_and_far_references() -> None:
    html = resolve(convert("@fig-a @tbl-b @tbl-b")[0], "a.md", LABELS, link)
    assert html.count('<a class="crossref footnote-ref" href="#fig-a">Figure\N{NO-BREAK SPACE}2</a>') == 1
    far = '<a class="crossref footnote-ref" href="../b.md/#tbl-b" data-preview>Table\N{NO-BREAK SPACE}1 in <em>Page &lt;b.md&gt;</em></a>'
    assert html.count(far) == 2
    assert html.count('id="tbl-b" hidden') == 1


def test_page_without_references_is_left_alone() -> None:
    assert resolve("<p>Text</p>", "a.md", LABELS, link) == "<p>Text</p>"


def test_text_names_figures_as_the_reader_sees_them() -> None:
    assert plain("As @fig-a and @fig-none show", LABELS) == "As Figure\N{NO-BREAK SPACE}2 and @fig-none show"


def test_lists_hold_what_they_say() -> None:
    html = fill_lists('<div class="list-of-figures"></div><div class="list-of-tables"></div>', [FIGURE], link)
    assert html.count("<li>") == 1
    assert "Falls &amp; rises." in html
    assert "There are none." in html


def test_labels_that_fit_are_no_problem() -> None:
    uses = [LabelUse(label, "docs/c.md", 1, 1) for label in LABELS]
    assert list(check(LABELS.values(), uses)) == []


def test_number_without_a_label_needs_no_reference() -> None:
    assert list(check([Label("figure-1", "Figure", 1, "a.md", "", "docs/a.md")], [])) == []
