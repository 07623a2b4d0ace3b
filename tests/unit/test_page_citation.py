"""How a page is cited, and what machines read of it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from helpers import ROOT
from mlguide import bibliography, csl
from mlguide.bibtex import parse
from mlguide.page_citation import PageFacts, cite_page

VOCABULARY = json.loads((ROOT / "tests" / "data" / "schema-org.json").read_text("utf-8"))
FACTS = PageFacts(
    title="Splits & leaks",
    description="How to split.",
    uri="data/splits.md",
    url="https://example.org/guide/data/splits/",
    site_name="The Guide",
    site_url="https://example.org/guide/",
    author="The Guide contributors",
    language="en",
    reviewed="2026-11-23",
)
SOURCES = """
@article{a, title={T</script>}, author={Lovelace, Ada and {The Institute} and others}, year={1843}, doi={10.1/x}}
@book{b, title={B}, author={Hopper, Grace}, year={1952}, isbn={978-0}}
@misc{c, title={C}, url={https://example.org/c}}
@standard{d, title={D}, number={1}, url={https://example.org/d}}
"""


def items() -> list[csl.Item]:
    return list(bibliography.parse(SOURCES, "r.bib").items.values())


def test_plain_text() -> None:
    assert cite_page(FACTS, []).text == (
        "The Guide contributors. “Splits & leaks.” The Guide, 2026. https://example.org/guide/data/splits/"
    )


def test_bibtex_is_read_back_as_the_csl_json_beside_it() -> None:
    cited = cite_page(FACTS, [])
    (entry,) = parse(cited.bibtex, "page.bib").entries.values()
    read = csl.to_item(entry)
    (item,) = json.loads(cited.csl_json)
    assert read.pop("note") == "Reviewed 2026-11-23"
    assert read.pop("issued") == {"date-parts": [[2026]]}
    assert item.pop("issued") == {"date-parts": [[2026, 11, 23]]}
    assert read == item


def test_meta_tags() -> None:
    assert dict(cite_page(FACTS, []).meta) == {
        "citation_title": "Splits & leaks",
        "citation_author": "The Guide contributors",
        "citation_publication_date": "2026/11/23",
        "citation_language": "en",
        "citation_inbook_title": "The Guide",
        "citation_public_url": "https://example.org/guide/data/splits/",
    }


@pytest.mark.parametrize(
    "facts",
    [FACTS, replace(FACTS, url="", site_url="", reviewed="", description=""), replace(FACTS, title="The Guide")],
)
def test_json_ld_keeps_to_the_vocabulary(facts: PageFacts) -> None:
    text = cite_page(facts, items()).json_ld
    assert "<" not in text  # it stands in a <script> element
    data = json.loads(text)
    assert data.pop("@context") == "https://schema.org"
    _check(data)
    assert [one["@type"] for one in data["citation"]] == ["ScholarlyArticle", "Book", "WebPage", "CreativeWork"]
    assert [one["name"] for one in data["citation"][0]["author"]] == ["Ada Lovelace", "The Institute"]


def test_page_that_cites_nothing_has_no_citations() -> None:
    assert "citation" not in json.loads(cite_page(FACTS, []).json_ld)


def test_vocabulary_would_notice_a_mistake() -> None:
    with pytest.raises(AssertionError):
        _check({"@type": "TechArticle", "headline": {"@type": "Person", "name": "x"}})
    with pytest.raises(AssertionError):
        _check({"@type": "TechArticle", "writer": "x"})


def _check(node: dict[str, Any]) -> None:
    """Each property belongs to its type, each value has a type that the property allows, nothing is empty."""
    allowed = VOCABULARY["properties"][node["@type"]]
    for name, value in node.items():
        if name == "@type":
            continue
        assert name in allowed, f"{node['@type']} has no property {name}"
        for one in value if isinstance(value, list) else [value]:
            assert one
            if isinstance(one, dict):
                assert set(VOCABULARY["types"][one["@type"]]) & set(allowed[name]), (name, one)
                _check(one)
            else:
                assert {"Text", "URL", "Date"} & set(allowed[name]), (name, one)
