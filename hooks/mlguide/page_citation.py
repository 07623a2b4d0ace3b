"""How to cite a page of the guide, and what machines read of it: text, BibTeX, CSL-JSON, meta tags, JSON-LD.

Tags: https://scholar.google.com/intl/en/scholar/inclusion.html#indexing; vocabulary: https://schema.org/TechArticle
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .csl import Item
from .markup import ascii_id
from .references import format_item, to_text

_LICENSE = "https://creativecommons.org/licenses/by/4.0/"
_DATE = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")
_SCHEMA_TYPES = {
    "article-journal": "ScholarlyArticle",
    "paper-conference": "ScholarlyArticle",
    "article": "ScholarlyArticle",
    "book": "Book",
    "chapter": "Chapter",
    "thesis": "Thesis",
    "report": "Report",
    "webpage": "WebPage",
    "software": "SoftwareSourceCode",
    "dataset": "Dataset",
}


@dataclass(frozen=True)
class PageFacts:
    """What is said of a page. `reviewed` is an ISO date or ""; `url` is "" as long as the site has no address."""

    title: str
    description: str
    uri: str
    url: str
    site_name: str
    site_url: str
    author: str
    language: str
    reviewed: str


@dataclass(frozen=True)
class PageCitation:
    """The finished texts, ready for a template: nothing in them is HTML."""

    text: str
    bibtex: str
    csl_json: str
    meta: tuple[tuple[str, str], ...]
    json_ld: str


def cite_page(facts: PageFacts, cited: Iterable[Item]) -> PageCitation:
    """The citation of a page that cites the sources `cited`."""
    item = _item(facts)
    return PageCitation(
        text=to_text(format_item(item)),
        bibtex=_bibtex(facts, item["id"]),
        csl_json=_csl_json(item),
        meta=tuple(_meta(facts)),
        json_ld=json.dumps(_json_ld(facts, cited), ensure_ascii=False).replace("<", "\\u003c"),
    )


def _item(facts: PageFacts) -> Item:
    path = ascii_id(facts.uri.removesuffix(".md").removesuffix("index").strip("/")) if facts.uri != "index.md" else ""
    item: Item = {
        "id": "-".join(filter(None, [ascii_id(facts.site_name).lower(), path])),
        "type": "webpage",
        "author": [{"literal": facts.author}],
        "title": facts.title,
    }
    if facts.title != facts.site_name:
        item["container-title"] = facts.site_name
    if match := _DATE.match(facts.reviewed):
        item["issued"] = {"date-parts": [[int(part) for part in match.groups()]]}
    if facts.url:
        item["URL"] = facts.url
    return item


def _csl_json(item: Item) -> str:
    """The item with one field on a line."""
    fields = (f"    {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in item.items())
    return "[\n  {\n" + ",\n".join(fields) + "\n  }\n]"


def _bibtex(facts: PageFacts, key: str) -> str:
    fields = {
        "author": f"{{{_braced(facts.author)}}}",
        "title": f"{{{_braced(facts.title)}}}",
        "howpublished": _braced(facts.site_name) if facts.title != facts.site_name else "",
        "year": facts.reviewed[:4],
        "note": f"Reviewed {facts.reviewed}" if facts.reviewed else "",
        "url": facts.url,
    }
    lines = [f"  {name:12} = {{{value}}}" for name, value in fields.items() if value]
    return f"@misc{{{key},\n" + ",\n".join(lines) + "\n}"


def _braced(text: str) -> str:
    """Text for a BibTeX field: what TeX would take for a command is escaped."""
    return re.sub(r"([#$%&_{}])", r"\\\1", text.replace("\\", "/"))


def _meta(facts: PageFacts) -> Iterable[tuple[str, str]]:
    yield "citation_title", facts.title
    yield "citation_author", facts.author
    if facts.reviewed:
        yield "citation_publication_date", facts.reviewed.replace("-", "/")
    yield "citation_language", facts.language
    if facts.title != facts.site_name:
        yield "citation_inbook_title", facts.site_name
    if facts.url:
        yield "citation_public_url", facts.url


def _json_ld(facts: PageFacts, cited: Iterable[Item]) -> dict[str, Any]:
    site = {"@type": "WebSite", "name": facts.site_name, "url": facts.site_url}
    found = {
        "@context": "https://schema.org",
        "@type": "TechArticle",
        "headline": facts.title,
        "description": facts.description,
        "inLanguage": facts.language,
        "url": facts.url,
        "author": {"@type": "Organization", "name": facts.author},
        "dateModified": facts.reviewed,
        "license": _LICENSE,
        "isPartOf": {name: value for name, value in site.items() if value},
        "citation": [_schema(item) for item in cited],
    }
    return {name: value for name, value in found.items() if value}


def _schema(item: Item) -> dict[str, Any]:
    """A cited source in schema.org's words."""
    doi = item.get("DOI")
    year = item.get("issued", {}).get("date-parts", [[]])[0]
    found = {
        "@type": _SCHEMA_TYPES.get(item["type"], "CreativeWork"),
        "name": item.get("title", ""),
        "author": [_agent(name) for name in item.get("author", []) if name != {"literal": "others"}],
        "datePublished": "-".join(f"{part:02}" for part in year),
        "url": f"https://doi.org/{doi}" if doi else item.get("URL", ""),
        "isbn": item.get("ISBN", "") if item["type"] == "book" else "",
    }
    return {name: value for name, value in found.items() if value}


def _agent(name: dict[str, str]) -> dict[str, str]:
    if "literal" in name:
        return {"@type": "Organization", "name": name["literal"]}
    parts = (name.get(part) for part in ("given", "dropping-particle", "family", "suffix"))
    return {"@type": "Person", "name": " ".join(filter(None, parts))}
