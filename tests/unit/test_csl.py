"""BibTeX entries as CSL-JSON items, compared with what Pandoc makes of them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pypandoc
import pytest

from helpers import ROOT
from mlguide import bibtex, csl

BIBLIOGRAPHY = ROOT / "docs" / "references.bib"
EVERY_TYPE = r"""
@article{article, author={de la Vall{\'e}e Poussin, Jr., Charles Louis and Ludwig van Beethoven and {Barnes and Noble}
  and others}, title={A {\"o} --- {DNA} study: {\o}re 100\% \& more}, journal={J}, year={2001}, month=mar, volume=3,
  number=4, pages={12--15,20}, note={N}, urldate={2024-03-05}, url={http://x.org}, issn={1}}
@phdthesis{phd, author={X, Y}, title={T}, school={MIT}, year=2001}
@mastersthesis{master, author={X, Jean-Paul}, title={T}, school={MIT}, year=2001}
@inbook{inbook, author={X, Y}, title={T}, booktitle={B}, chapter=3, editor={E, F}, edition={2nd}, publisher={P},
  address={Berlin}, year=2001, pages={1}}
@online{online, author={X}, title={T}, organization={O}, date={2024-02-03}, url={http://x.org}}
@software{software, author={X}, title={T}, version={1.2}, publisher={Zenodo}, year=2020, doi={10.5281/zenodo.1}}
@manual{manual, title={T}, organization={Org}, year=2020}
@incollection{incollection, author={X}, title={T}, booktitle={B}, series={LNCS}, volume=12, publisher={P}, year=2001}
@book{book, editor={X}, title={T}, series={LNCS}, number=12, publisher={P}, year=2001, isbn={978}}
@unpublished{unpublished, author={X}, title={T}, note={talk}, year=2001}
@dataset{dataset, author={X}, title={T}, publisher={P}, year=2001}
@techreport{report, author={X}, title={T}, type={White paper}, number=7, institution={I}, year=2001}
@proceedings{proceedings, editor={X}, title={T}, year=2001}
"""
# Where we differ on purpose; everything else is the same.
NO_TYPE_IN_PANDOC = {"webpage", "article"}  # it leaves the type of @misc empty
OUR_ADDITIONS = {"title-short"}  # Pandoc's, and nowhere shown


def read(text: str) -> dict[str, csl.Item]:
    found = bibtex.parse(text, "r.bib")
    assert found.problems == ()
    return {key: csl.to_item(entry) for key, entry in found.entries.items()}


@pytest.mark.parametrize("text", [BIBLIOGRAPHY.read_text("utf-8"), EVERY_TYPE], ids=["references.bib", "every type"])
def test_items_are_pandocs(text: str, tmp_path: Path) -> None:
    ours = read(text)
    path = tmp_path / "r.bib"
    path.write_text(text, "utf-8")
    command = [pypandoc.get_pandoc_path(), "--from", "bibtex", "--to", "csljson", str(path)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    theirs = {item["id"]: item for item in json.loads(said)}
    assert list(ours) == [item["id"] for item in json.loads(said)]
    for key, item in ours.items():
        assert _comparable(item, theirs[key]) == _comparable(theirs[key], item), key


def _comparable(item: csl.Item, other: csl.Item) -> dict[str, Any]:
    """An item without the intended differences: capitals, the type of @misc, where its `howpublished` goes."""
    shown = {name: value for name, value in item.items() if name not in OUR_ADDITIONS}
    if "" in (item["type"], other["type"]):
        assert {item["type"], other["type"]} <= {"", *NO_TYPE_IN_PANDOC}
        published = shown.pop("container-title", None) or shown.pop("publisher", None)
        shown.pop("number", None)
        shown["type"] = ""
        shown["published"] = published if published != "arXiv" else None
    return json.loads(json.dumps(shown, ensure_ascii=False).casefold())  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("year = {in press}", {"issued": {"literal": "in press"}}),
        ("year = {2001}, month = {August}", {"issued": {"date-parts": [[2001, 8]]}}),
        ("doi = {https://doi.org/10.1/a_b}", {"DOI": "10.1/a_b"}),
        (r"doi = {10.1/a\_b}", {"DOI": "10.1/a_b"}),
        (r"howpublished = {\url{https://e.org/a_b}}", {"URL": "https://e.org/a_b", "type": "webpage"}),
        ("url = {javascript:alert(1)}", {"type": "webpage"}),
        ("url = {https://e.org/a b}", {"type": "webpage"}),
        (
            "eprint = {2101.1}, archiveprefix = {arXiv}",
            {
                "type": "article",
                "publisher": "arXiv",
                "number": "arXiv:2101.1",
                "URL": "https://arxiv.org/abs/2101.1",
            },
        ),
        ("archiveurl = {https://a.org/x}", {"archive_location": "https://a.org/x"}),
        ("note = {it's ``so''}", {"note": "it’s “so”"}),
    ],
)
def test_fields(fields: str, expected: csl.Item) -> None:
    (item,) = read(f"@misc{{k, title = {{T}}, {fields}}}").values()
    assert item == {"id": "k", "type": "document", "title": "T", **expected}


def test_standard_is_a_type_of_its_own() -> None:
    (item,) = read("@standard{k, title = {T}, number = {ISO 1}, institution = {ISO}}").values()
    assert item == {"id": "k", "type": "standard", "title": "T", "number": "ISO 1", "publisher": "ISO"}
