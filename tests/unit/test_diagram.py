"""Diagrams: the cache, links on states, labels in the middle, text for those who cannot see. See also tests/golden/."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlguide import diagram, renderer, svg
from mlguide.diagram import DiagramContext, StateLink
from mlguide.problems import Problem
from mlguide.source import Source

TEXTS = "    accTitle: Title\n    accDescr: Description"
STATES = (
    f"stateDiagram-v2\n{TEXTS}\n    [*] --> Plan\n    Plan --> Do\n    state Do {{\n        work: Work hard\n    }}"
)


def context(cache: Path, text: str, problems: list[Problem], **more: object) -> DiagramContext:
    source = Source("docs/a.md", f"# A\n\n```mermaid\n{text}\n```\n")
    return DiagramContext(cache, lambda: source, problems.append, **more)  # type: ignore[arg-type]


def test_second_drawing_comes_from_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []

    def draw(text: str) -> str:
        drawn.append(text)
        return '<svg viewBox="0 0 10 10" id="my-svg"><g><text>x</text></g></svg>'

    monkeypatch.setattr(renderer, "draw", draw)
    first = diagram.render("flowchart LR", tmp_path)
    assert diagram.render("flowchart LR", tmp_path) == first
    assert diagram.render("flowchart TB", tmp_path)
    assert drawn == ["flowchart LR", "flowchart TB"]


@pytest.mark.parametrize("damage", [b"", b"<svg", b"\xff\xfe", b"<html/>", b"0\n<svg><g/></svg>"])
def test_damaged_cache_entry_is_drawn_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes) -> None:
    monkeypatch.setattr(renderer, "draw", lambda _: '<svg viewBox="0 0 10 10"><g><text>x</text></g></svg>')
    whole = diagram.render("flowchart LR", tmp_path)
    (entry,) = tmp_path.iterdir()
    kept = entry.read_bytes()
    entry.write_bytes(damage)
    assert diagram.render("flowchart LR", tmp_path) == whole
    assert entry.read_bytes() == kept


def test_damaged_page_entry_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renderer, "draw", lambda _: '<svg viewBox="0 0 10 10"><g><text>x</text></g></svg>')
    ready = context(tmp_path, STATES, [])
    html = diagram.fence(ready, STATES, live=False)
    (entry,) = tmp_path.glob("*.html")
    entry.write_text("damaged")
    assert diagram.fence(ready, STATES, live=False) == html


def test_states_are_links_and_a_composite_state_is_one_link_with_its_contents(cache: Path) -> None:
    links = {"Plan": StateLink("plan/", "stage-plan"), "Do": StateLink("do/")}
    problems: list[Problem] = []
    ready = context(cache / "diagrams", STATES, problems, links=lambda _: links)
    html = diagram.fence(ready, STATES, live=False)
    root = svg.parse(html[html.index("<svg") : html.index("</svg>") + len("</svg>")]).root
    found = {link.get("href"): " ".join("".join(link.itertext()).split()) for link in root.iter("a")}
    assert found == {"plan/": "Plan", "do/": "DoWork hard"}
    assert problems == []


def test_wide_diagram_from_left_to_right_has_a_second_drawing_for_phones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    widths = {"LR": 800, "TB": 300}

    def draw(text: str) -> str:
        width = next(widths[one] for one in widths if f"flowchart {one}" in text)
        return f'<svg viewBox="0 0 {width} 90"><g id="g"><text>x</text></g><use href="#g"/></svg>'

    monkeypatch.setattr(renderer, "draw", draw)
    wide = f"flowchart LR\n{TEXTS}\n    a --> b"

    def shown(text: str) -> str:
        return diagram.fence(context(tmp_path, text, []), text, live=False)

    html = shown(wide)
    assert html.count("<svg") == 2
    assert 'class="diagram diagram-flowchart diagram-wide diagram-turned"' in html
    assert 'class="diagram diagram-flowchart diagram-narrow" data-search-exclude>' in html
    assert '"diagram-1-narrow-' in html
    assert html.count("Diagram as text") == 1
    widths["TB"] = 500  # too wide for a phone as well
    assert shown(wide + "\n    b --> c").count("<svg") == 1
    widths["LR"] = 400  # fits as it is
    assert shown(wide + "\n    b --> d").count("<svg") == 1


def test_drawing_has_size_title_description_and_no_style(cache: Path) -> None:
    root = svg.parse(diagram.render(STATES, cache / "diagrams")).root
    assert (root.findtext("title"), root.findtext("desc")) == ("Title", "Description")
    width, height = int(root.get("width", "0")), int(root.get("height", "0"))
    assert width > 50 < height
    assert list(svg.violations(svg.Svg(root))) == []
    assert not [element for element in root.iter() if element.tag == "style" or element.get("style")]
    for node in root.iter("g"):
        if "node" in node.get("class", "").split():
            assert all(text.get("text-anchor") == "middle" for text in node.iter("text"))


def test_drawing_is_the_same_every_time_even_with_notes(tmp_path: Path) -> None:
    text = f"stateDiagram-v2\n{TEXTS}\n    a --> b\n    note right of a: Note"
    assert diagram.render(text, tmp_path / "one") == diagram.render(text, tmp_path / "two")


def test_live_diagram_keeps_its_source_and_marks_the_page() -> None:
    marked: list[bool] = []
    ready = context(Path(), "x", [], live=lambda: marked.append(True))
    html = diagram.fence(ready, 'flowchart LR\n a["<b>"] --> b', live=True)
    assert html == '<div class="mermaid">flowchart LR\n a["&lt;b&gt;"] --&gt; b\n</div>'
    assert marked == [True]


@pytest.mark.parametrize(
    ("lines", "missing"),
    [
        (["accTitle: T", "accDescr: D"], 0),
        (["accTitle: T", "accDescr {", "D", "}"], 0),
        (["accTitle: T"], 1),
        (["accTitle:", "accDescr:"], 2),
    ],
)
def test_title_and_description_are_asked_for(cache: Path, lines: list[str], missing: int) -> None:
    text = "\n".join(["flowchart LR", *lines, "a --> b"])
    problems: list[Problem] = []
    diagram.fence(context(cache / "diagrams", text, problems), text, live=False)
    assert len([one for one in problems if "for readers who cannot see it" in one.message]) == missing


def test_mistake_in_the_second_of_two_equal_diagrams_has_its_own_line(cache: Path) -> None:
    bad = f"flowchart LR\n{TEXTS}\n    a --> b(("
    source = Source("docs/a.md", f"```mermaid\n{bad}\n```\n\n```mermaid\n{bad}\n```\n")
    problems: list[Problem] = []
    ready = DiagramContext(cache / "diagrams", lambda: source, problems.append)
    for _ in range(2):
        diagram.fence(ready, bad, live=False)
    assert [one.line for one in problems] == [5, 12]
