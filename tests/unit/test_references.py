"""Formatted references: the house style, and the whole bibliography as a golden file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from helpers import ROOT
from mlguide import bibliography, references
from mlguide.csl import Item


def item(text: str) -> Item:
    (found,) = bibliography.parse(text, "r.bib").items.values()
    return found


def shown(text: str) -> str:
    marks = {"text": "{}", "em": "*{}*", "link": "<{}>"}
    return "".join(marks[run.kind].format(run.text) for run in references.format_item(item(text)))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            "@article{a, title={T}, author={Lovelace, Ada and Babbage, Charles}, journal={J}, volume={3}, "
            "number={2}, pages={1--9}, year={1843}, doi={10.1/x}}",
            "A. Lovelace and C. Babbage. “T.” *J*, 3(2), pp. 1–9, 1843. <https://doi.org/10.1/x>",
        ),
        (
            "@book{a, title={Why?}, author={de la Cruz, Ana-Maria}, publisher={P}, year={2001}, isbn={978}}",
            "A.-M. de la Cruz. *Why?* P, 2001. ISBN 978.",
        ),
        (
            "@techreport{a, title={T}, author={{National Institute}}, institution={I}, number={N 1}, year={2002}}",
            "National Institute. *T*. N 1, I, 2002.",
        ),
        ("@misc{a, title={T}, url={https://e.org/}}", "“T.” Undated. <https://e.org/>"),
        (
            "@misc{a, title={T}, author={A, B and others}, eprint={2101.1}, archiveprefix={arXiv}, year={2021}}",
            "B. A et al. “T.” arXiv, 2021. <https://arxiv.org/abs/2101.1>",
        ),
        ("@misc{a, title={``Q'' --- \\\"a \\& {B}}, year={1}}", "“‘Q’ — ä & B.” 1."),
        ("@article{a, title={T}, journal={J}, pages={e01}, year={1}}", "“T.” *J*, p. e01, 1."),
        ("@misc{a, title={100% of it}, year={1}}", "“100% of it.” 1."),
        ("@misc{a, title={T}, year={in press}}", "“T.” In press."),
        (
            "@book{a, title={T}, editor={A, B}, edition={2}, publisher={P}, address={Bonn}, year={1}}",
            "B. A (ed.). *T*. 2nd edition, P, Bonn, 1.",
        ),
        ("@phdthesis{a, title={T}, author={A, B}, school={MIT}, year={1}}", "B. A. *T*. PhD thesis, MIT, 1."),
        (
            "@techreport{a, title={T}, type={White paper}, number={7}, institution={I}, year={1}}",
            "*T*. White paper, 7, I, 1.",
        ),
        (
            "@incollection{a, title={T}, author={A, B}, booktitle={Book}, editor={C, D and E, F}, chapter={3}, pages={1-2}, "
            "publisher={P}, year={1}}",
            "B. A. “T.” In *Book*, edited by D. C and F. E, ch. 3, pp. 1–2, P, 1.",
        ),
        (
            "@software{a, title={T}, author={{Team}}, version={1.2}, publisher={Zenodo}, year={1}, doi={10.1/x}}",
            "Team. *T*, version 1.2. Zenodo, 1. <https://doi.org/10.1/x>",
        ),
        ("@standard{a, title={T}, number={ISO 1}, institution={ISO}, year={1}}", "*T*. ISO 1, ISO, 1."),
        (
            "@online{a, title={T}, author={{Team}}, howpublished={Site}, year={1}, url={https://e.org}, urldate={2024-03-05}, "
            "archiveurl={https://a.org}}",
            "Team. “T.” *Site*, 1. <https://e.org> (accessed 5 March 2024, archived at <https://a.org>)",
        ),
        (
            "@online{a, title={T}, url={https://e.org}, urldate={2024-03}}",
            "“T.” Undated. <https://e.org> (accessed March 2024)",
        ),
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
        ("D'Amour, Alexander", "A. D’Amour"),
        ("Plato", "Plato"),
        ("{\\'E}variste Galois", "É. Galois"),
    ],
)
def test_names_in_all_of_bibtex_forms(name: str, expected: str) -> None:
    assert references.format_authors(item(f"@misc{{a, title={{T}}, author={{{name}}}}}")) == expected


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ("author = {Wu, A.}", "Wu"),
        ("author = {Wu, A. and van der Li, B.}", "Wu and van der Li"),
        ("author = {Wu, A. and Li, B. and Xu, C.}", "Wu et al."),
        ("author = {Wu, A. and others}", "Wu et al."),
        ("author = {{The Institute}}", "The Institute"),
        ("editor = {Wu, A.}", "Wu"),
        ("year = {1}", "T"),
    ],
)
def test_how_a_sentence_names_the_authors(authors: str, expected: str) -> None:
    assert references.short_authors(item(f"@misc{{a, title={{T}}, {authors}}}")) == expected


def test_bibliography_is_sorted_by_name_without_regard_to_accents_and_capitals() -> None:
    authors = ["{Zebra}", "Ödön, A.", "de Vries, C.", "Olsen, B.", "Devries, A.", "{alpha}"]
    text = "".join(f"@misc{{k{n}, author={{{name}}}, title={{T}}}}\n" for n, name in enumerate(authors))
    items = bibliography.parse(text, "r.bib").items.values()
    assert [authors[int(one["id"][1:])] for one in sorted(items, key=references.sort_key)] == [
        "{alpha}", "Devries, A.", "Ödön, A.", "Olsen, B.", "de Vries, C.", "{Zebra}",
    ]  # fmt: skip


def test_only_web_addresses_become_links() -> None:
    assert "<" not in shown("@misc{a, title={T}, url={javascript:alert(1)}}")


def test_runs_become_html() -> None:
    runs = [references.Run("a & "), references.Run("<b>", "em"), references.Run("c", "link", "https://e.org/?a&b")]
    assert references.to_html(runs) == 'a &amp; <em>&lt;b&gt;</em><a href="https://e.org/?a&amp;b">c</a>'


def test_golden_whole_bibliography(golden: Callable[[str, Path], None]) -> None:
    found = bibliography.parse((ROOT / "docs" / "references.bib").read_text("utf-8"), "docs/references.bib")
    assert found.problems == ()
    lines = []
    for key, one in found.items.items():
        runs = references.format_item(one)
        lines.append(f"{key}: {''.join(f'*{run.text}*' if run.kind == 'em' else run.text for run in runs)}\n")
    golden("".join(lines), ROOT / "tests" / "golden" / "references.txt")
