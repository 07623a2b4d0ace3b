"""Positions in a page's source, its fences and its front matter."""

from __future__ import annotations

import pytest

from mlguide.source import Position, Source, parse_front_matter

PAGE = """---
title: "[@key]"
---
# Title

Text [@key] and `[@key]`, <a title="[@key]">, <!-- [@key]
[@key] --> then [@key].

```python
[@key]
```

!!! note
    ~~~~ yaml
    [@key]
    ~~~~

Last [@key2] [@key].
"""


def test_only_prose_is_searched() -> None:
    source = Source("docs/a.md", PAGE)
    found = [source.find("@key", nth, whole_word=True) for nth in range(4)]
    assert found == [Position(6, 7), Position(7, 18), Position(18, 15), None]


def test_masking_keeps_length_and_line_ends() -> None:
    masked = Source("docs/a.md", PAGE).masked
    assert len(masked) == len(PAGE)
    assert [i for i, c in enumerate(masked) if c == "\n"] == [i for i, c in enumerate(PAGE) if c == "\n"]


def test_code_spans_end_with_as_many_backticks_as_they_start_with() -> None:
    source = Source("a.md", "`` a ` [@x] `` [@x] ` [@x]\n\n[@x] ` [@x]\n")
    assert [source.find("@x", nth) for nth in range(4)] == [
        Position(1, 17),
        Position(1, 24),
        Position(3, 2),
        Position(3, 9),
    ]


def test_fences_have_their_info_line_and_dedented_body() -> None:
    fences = Source("a.md", PAGE).fences
    assert [(one.info, one.line, one.body, one.indent) for one in fences] == [
        ("python", 9, "[@key]", 0),
        ("yaml", 14, "[@key]", 4),
    ]


def test_unclosed_fence_is_no_fence() -> None:
    assert Source("a.md", "```python\ntext\n").fences == []


def test_image_is_found_by_its_address() -> None:
    source = Source("a.md", "One ![alt](a.png) and\n<img src='b.png'> c.png")
    assert source.find_image("a.png") == Position(1, 5)
    assert source.find_image("c.png") == Position(2, 19)
    assert source.find_image("none.png") is None


def test_links_are_found_by_address_and_number() -> None:
    text = '[x](a.md) `[x](a.md)` [y]( <a.md> )\n[z](a.md#b) [](a.md "T")\n\n[r]: b.md\n<!-- [x](c.md) -->\n'
    source = Source("docs/a.md", text)
    assert [source.find_link("a.md", nth) for nth in range(3)] == [Position(1, 5), Position(1, 29), Position(2, 16)]
    assert source.find_link("a.md#b") == Position(2, 5)
    assert source.find_link("b.md") == Position(4, 6)
    assert source.find_link("c.md") is None
    assert source.find_link("none.md") is None


def test_labels_are_found_in_attribute_lists_only() -> None:
    source = Source("docs/a.md", "[](#sec-a) # T {#sec-a}\n\n## U { .x #sec-a }\n`{ #sec-a }` #sec-ab\n{: #sec-b}\n")
    assert [source.find_label("sec-a", nth) for nth in range(3)] == [Position(1, 17), Position(3, 11), None]
    assert source.find_label("sec-b") == Position(5, 4)


def test_front_matter_is_read_with_its_length() -> None:
    found = parse_front_matter("---\nstage: Data\n---\n# A\n")
    assert (found.data, found.lines, found.error) == ({"stage": "Data"}, 3, "")


@pytest.mark.parametrize(
    ("text", "line", "error"),
    [
        ("---\na: [1\nb: 2\n---\n", 3, "front matter is broken"),
        ("---\na: 1\na: : 2\n---\n", 3, "front matter is broken"),
        ("---\n- a\n---\n", 2, "front matter is a list"),
        ("---\n42\n---\n", 2, "front matter is a int"),
        ("---\na: 1\n", 1, "never closed"),
    ],
)
def test_broken_front_matter_is_named_with_its_line(text: str, line: int, error: str) -> None:
    found = parse_front_matter(text)
    assert error in found.error
    assert found.error_line == line
    assert found.data == {}


@pytest.mark.parametrize("text", ["", "# A\n", "---\n---\n", "text\n---\na: 1\n---\n"])
def test_pages_without_front_matter_are_no_mistake(text: str) -> None:
    assert parse_front_matter(text).error == ""
