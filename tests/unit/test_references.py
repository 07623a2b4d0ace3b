"""Formatted references: the house style, and the whole bibliography as a golden file."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers import ROOT
from mlguide import bibtex, references


def shown(text: str) -> str:
    (entry,) = bibtex.parse(text, "r.bib").entries.values()
    marks = {"text": "{}", "em": "*{}*", "link": "<{}>"}
    return "".join(marks[run.kind].format(run.text) for run in references.format_entry(entry))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            "@article{a, title={T}, author={Lovelace, Ada and Babbage, Charles}, journal={J}, volume={3}, "
            "number={2}, pages={1--9}, year={1843}, doi={10.1/x}}",
            "A. Lovelace and C. Babbage. “T.” *J*, 3(2), pp. 1–9, 1843. <doi:10.1/x>",
        ),
        (
            "@book{a, title={Why?}, author={de la Cruz, Ana-Maria}, publisher={P}, year={2001}, isbn={978}}",
            "A.-M. de la Cruz. *Why?* P, 2001. ISBN 978.",
        ),
        (
            "@techreport{a, title={T}, author={{National Institute}}, institution={I}, number={N 1}, year={2002}}",
            "National Institute. *T*. I, N 1, 2002. ",
        ),
        ("@misc{a, title={T}, url={https://e.org/}}", "“T.” Undated. <https://e.org/>"),
        (
            "@misc{a, title={T}, author={A, B and others}, eprint={2101.1}, archiveprefix={arXiv}, year={2021}}",
            "B. A et al. “T.” 2021. <arXiv:2101.1>",
        ),
        ("@misc{a, title={``Q'' --- \\\"a \\& {B}}, year={1}}", "“‘Q’ — ä & B.” 1. "),
        ("@article{a, title={T}, journal={J}, pages={e01}, year={1}}", "“T.” *J*, p. e01, 1. "),
        ("@misc{a, title={100% of it}, year={1}}", "“100% of it.” 1. "),
    ],
)
def test_house_style(fields: str, expected: str) -> None:
    assert shown(fields) == expected


def test_more_than_ten_authors_are_shortened_to_nine() -> None:
    authors = " and ".join(f"Family{letter}, X" for letter in "ABCDEFGHIJK")
    text = shown(f"@misc{{a, title={{T}}, author={{{authors}}}, year={{1}}}}")
    assert text.startswith("X. FamilyA, ")
    assert "X. FamilyI et al. “T.”" in text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Holt, Gary", "G. Holt"),
        ("Gary Holt", "G. Holt"),
        ("van der Blom, Koen", "K. van der Blom"),
        ("Koen van der Blom", "K. van der Blom"),
        ("King, Jr., Martin Luther", "M. L. King Jr."),
        ("{The Turing Way, and others}", "The Turing Way, and others"),
        ("Ré, Christopher", "C. Ré"),
        ("D'Amour, Alexander", "A. D'Amour"),
        ("Plato", "Plato"),
        ("{\\'E}variste Galois", "É. Galois"),
    ],
)
def test_names_in_all_of_bibtex_forms(name: str, expected: str) -> None:
    assert shown(f"@misc{{a, title={{T}}, author={{{name}}}, year={{1}}}}") == f"{expected}. “T.” 1. ".replace(
        "..", "."
    )


def test_only_web_addresses_become_links() -> None:
    assert "<" not in shown("@misc{a, title={T}, url={javascript:alert(1)}}")


def test_runs_become_elements() -> None:
    parent = etree.Element("p")
    references.to_elements(parent, [references.Run("a "), references.Run("b", "em"), references.Run(" c")])
    assert etree.tostring(parent) == b"<p>a <em>b</em> c</p>"


def test_golden_whole_bibliography(golden: Callable[[str, Path], None]) -> None:
    found = bibtex.parse((ROOT / "docs" / "references.bib").read_text("utf-8"), "docs/references.bib")
    assert found.problems == ()
    lines = []
    for entry in found.entries.values():
        text = "".join(f"*{run.text}*" if run.kind == "em" else run.text for run in references.format_entry(entry))
        lines.append(f"{entry.key}: {text.strip()}\n")
    golden("".join(lines), ROOT / "tests" / "golden" / "references.txt")
