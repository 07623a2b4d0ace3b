"""What the renderer draws, made fit for a page."""

from __future__ import annotations

import pytest

from mlguide import svg
from mlguide.diagramfinish import diagram_type, finish

FLOW = "flowchart LR\n    accTitle: Title\n    accDescr: Description\n    a --> b"


def drawn(inside: str, text: str = FLOW) -> svg.Svg:
    return svg.parse(finish(f'<svg id="my-svg" viewBox="0 0 100 50">{inside}</svg>', text))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("stateDiagram-v2\n a --> b", "state"),
        ("graph LR\n a --> b", "flowchart"),
        ("xychart-beta", "xychart"),
        ("---\ntitle: T\n---\n%% comment\n\nC4Container", "c4"),
        ("", ""),
    ],
)
def test_type_is_named_by_its_keyword(text: str, kind: str) -> None:
    assert diagram_type(text) == kind


def test_labels_stand_in_the_middle_of_their_boxes() -> None:
    root = drawn('<g class="node"><g class="label" transform="translate(-20, -9)"><text>Long</text></g></g>').root
    label = next(one for one in root.iter("g") if one.get("class") == "label")
    assert label.get("transform") == "translate(0, -9)"
    assert next(root.iter("text")).get("text-anchor") == "middle"


def test_words_of_a_line_become_one_text() -> None:
    line = "<text><tspan><tspan>Two</tspan><tspan> words</tspan></tspan></text>"
    (span,) = drawn(line).root.iter("tspan")
    assert (span.text, len(span)) == ("Two words", 0)


def test_title_and_description_are_added_where_they_are_missing() -> None:
    root = drawn("<g><text>x</text></g>").root
    assert (root.findtext("title"), root.findtext("desc")) == ("Title", "Description")
    assert root.get("aria-labelledby") == "my-svg-title"


def test_what_shows_nothing_goes() -> None:
    root = drawn("<g/><rect/><text> </text><g><text>x</text></g>").root
    assert [one.tag for one in root] == ["title", "desc", "g"]


def test_of_two_forms_of_a_label_the_drawn_text_stays() -> None:
    root = drawn("<switch><foreignObject><p>x</p></foreignObject><text>x</text></switch>").root
    assert [one.tag for one in root.iter()] == ["svg", "title", "desc", "text"]


def test_links_of_the_renderer_become_groups_that_keep_their_place() -> None:
    inside = '<a xlink:href="b.md" transform="translate(5, 6)"><g class="node" id="my-svg-flowchart-b-1"><rect width="9"/></g></a>'
    root = drawn(inside).root
    assert not list(root.iter("a"))
    assert [one.get("transform") for one in root.iter("g")] == ["translate(5, 6)", None]


def test_milestone_is_a_diamond_inside_its_bar() -> None:
    text = "gantt\n    accTitle: T\n    accDescr: D"
    square = next(drawn('<rect class="task milestone" x="10" y="20" width="26" height="26"/>', text).root.iter("rect"))
    assert square.get("transform") == "rotate(45 23 33)"
    assert float(square.get("width", "")) * 2**0.5 < 26


def test_finishing_twice_changes_nothing_more() -> None:
    once = finish('<svg viewBox="0 0 100 50"><g><text stroke="red" x="1.2345">x</text></g></svg>', FLOW)
    assert finish(once, FLOW) == once
