"""Small pieces of HTML."""

from __future__ import annotations

import xml.etree.ElementTree as etree

import pytest

from mlguide.markup import append, append_text, ascii_id, free_id, problem_box
from mlguide.problems import Problem


@pytest.mark.parametrize(("text", "expected"), [("doi:10.1/x y", "doi-10-1-x-y"), ("Müller", "M-ller"), ("…", "x")])
def test_ids_are_ascii(text: str, expected: str) -> None:
    assert ascii_id(text) == expected


def test_id_that_is_taken_gets_a_number() -> None:
    assert free_id("a", ()) == "a"
    assert free_id("a", {"a", "a-2"}) == "a-3"


def test_attribute_names_take_hyphens() -> None:
    parent = etree.Element("p")
    append_text(parent, "a")
    append(parent, "b", "c", class_="d", aria_label="e")
    append_text(parent, "f")
    assert etree.tostring(parent) == b'<p>a<b class="d" aria-label="e">c</b>f</p>'


def test_box_escapes_what_it_shows_and_is_empty_without_problems() -> None:
    assert problem_box([]) == ""
    assert "<code>a.md:1: &lt;script&gt;</code>" in problem_box([Problem("a.md", 1, 0, "<script>")])
