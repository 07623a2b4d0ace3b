"""CSL-JSON: one BibTeX entry in, one item of the Citation Style Language's data model out, as plain Unicode text.

The item is what the rest of the library works with, and what the site offers for download. Field by field it follows
Pandoc's reading of BibTeX (a test compares the two), with these differences: titles keep their capitals, an entry
without a fitting type becomes a web page, a preprint or a document, and `howpublished` of a web page is its site.

Format: https://docs.citationstyles.org/en/stable/specification.html#appendix-iii-types and -iv-variables
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from .bibtex import Entry

Item = dict[str, Any]

_TYPES = {
    "article": "article-journal",
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "proceedings": "book",
    "book": "book",
    "collection": "book",
    "manual": "book",
    "booklet": "pamphlet",
    "inbook": "chapter",
    "incollection": "chapter",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "techreport": "report",
    "report": "report",
    "online": "webpage",
    "electronic": "webpage",
    "www": "webpage",
    "standard": "standard",
    "software": "software",
    "dataset": "dataset",
    "patent": "patent",
    "unpublished": "manuscript",
    "periodical": "periodical",
}
_GENRES = {"phdthesis": "PhD thesis", "mastersthesis": "Master’s thesis"}
# Each CSL variable from the first BibTeX field that has a value.
_VARIABLES = {
    "title": ("title",),
    "container-title": ("journal", "journaltitle", "booktitle"),
    "collection-title": ("series",),
    "volume": ("volume",),
    "publisher": ("publisher", "institution", "school", "organization"),
    "publisher-place": ("address", "location"),
    "edition": ("edition",),
    "version": ("version",),
    "genre": ("type",),
    "chapter-number": ("chapter",),
    "ISBN": ("isbn",),
    "ISSN": ("issn",),
    "note": ("note",),
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LATEX = re.compile(r"[\\$~]")
_PERCENT = re.compile(r"(?<!\\)%")
_TYPOGRAPHY = (("{", ""), ("}", ""), ("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"))
_ISO_DATE = re.compile(r"^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_URL_MACRO = re.compile(r"^\\url\s*\{(.+)\}$")
_DOI_ADDRESS = re.compile(r"^https?://(?:dx\.)?doi\.org/", re.IGNORECASE)


def to_item(entry: Entry) -> Item:
    """The CSL-JSON item of a BibTeX entry; LaTeX is decoded, names are taken apart, dates are lists of numbers."""
    item: Item = {"id": entry.key, "type": _type(entry)}
    for role in ("author", "editor"):
        if people := entry.fields.get(role, "").strip():
            item[role] = names(people)
    for variable, fields in _VARIABLES.items():
        if value := next((text for name in fields if (text := _text(entry, name))), ""):
            item[variable] = value
    if entry.type in _GENRES:
        item.setdefault("genre", _GENRES[entry.type])
    if pages := _text(entry, "pages"):
        item["page"] = pages.replace("–", "-")
    _add_number(item, entry)
    _add_dates(item, entry)
    _add_links(item, entry)
    return item


def names(people: str) -> list[dict[str, str]]:
    """Names of a BibTeX list as CSL names. A braced name is literal, and so is "others", as in Pandoc.

    BibTeX's forms: "First von Last", "von Last, First" and "von Last, Jr, First"; the von part starts in lower case.
    """
    return [_name(" ".join(name.split())) for name in _outside_braces(people, " and ")]


@lru_cache(maxsize=8192)
def decode(text: str) -> str:
    """LaTeX in a field as Unicode text, white space folded: accents, braces, dashes, quotation marks."""
    if _LATEX.search(text):
        text = _decode_commands(text)
    for written, shown in _TYPOGRAPHY:  # all there is in most fields
        text = text.replace(written, shown)
    return " ".join(text.replace("'", "’").split())


def _decode_commands(text: str) -> str:
    from pylatexenc.latex2text import LatexNodes2Text  # noqa: PLC0415 - slow to load, and few fields need it

    try:
        return str(LatexNodes2Text(math_mode="verbatim", keep_comments=True).latex_to_text(_PERCENT.sub(r"\%", text)))
    except RecursionError:  # hundreds of braces within each other: they go, the commands stay as they are written
        return text


def _text(entry: Entry, name: str) -> str:
    value = entry.fields.get(name, "")
    return decode(value) if value else ""


def _type(entry: Entry) -> str:
    known = _TYPES.get(entry.type)
    if known:
        return known
    if entry.fields.get("eprint"):
        return "article"
    return "webpage" if entry.fields.get("url") or entry.fields.get("howpublished") else "document"


def _name(name: str) -> dict[str, str]:
    if _is_braced(name) or name == "others":
        return {"literal": decode(name)}
    parts = _outside_braces(name, ",")
    suffix = ""
    if len(parts) == 1:
        words = _outside_braces(name, " ")
        von = next((number for number, word in enumerate(words[:-1]) if word[0].islower()), len(words) - 1)
        given, family = words[:von], words[von:]
    else:
        given, family = [parts[-1]], _outside_braces(parts[0], " ")
        suffix = parts[1] if len(parts) > 2 else ""
    last = next((number for number, word in enumerate(family) if not word[0].islower()), len(family) - 1)
    found = {
        "family": decode(" ".join(family[last:])),
        "given": decode(" ".join(given)),
        "dropping-particle": decode(" ".join(family[:last])),
        "suffix": decode(suffix),
    }
    return {part: text for part, text in found.items() if text}


def _is_braced(name: str) -> bool:
    """Whether one pair of braces encloses the whole name: "{Barnes and Noble}", not "{A} {B}"."""
    return name.startswith("{") and name.find("}") == len(name) - 1


def _outside_braces(text: str, separator: str) -> list[str]:
    """Split at separators that stand in no braces; empty parts are dropped."""
    text = " ".join(text.split())
    parts, depth, start = [], 0, 0
    for position, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if depth == 0 and position >= start and text.startswith(separator, position):
            parts.append(text[start:position])
            start = position + len(separator)
    return [part.strip() for part in [*parts, text[start:]] if part.strip()]


def _add_number(item: Item, entry: Entry) -> None:
    number = _text(entry, "number")
    if not number:
        return
    if item["type"] == "article-journal":
        item["issue"] = number
    elif "collection-title" in item:
        item["collection-number"] = number
    else:
        item["number"] = number


def _add_dates(item: Item, entry: Entry) -> None:
    written = _text(entry, "date") or _text(entry, "year")
    if found := _ISO_DATE.match(written):
        parts = [int(part) for part in found.groups() if part]
        month = _text(entry, "month").lower()[:3]
        if len(parts) == 1 and month in _MONTHS:
            parts.append(_MONTHS.index(month) + 1)
        item["issued"] = {"date-parts": [parts]}
    elif written:
        item["issued"] = {"literal": written}
    if found := _ISO_DATE.match(_text(entry, "urldate")):
        item["accessed"] = {"date-parts": [[int(part) for part in found.groups() if part]]}


def _add_links(item: Item, entry: Entry) -> None:
    """DOI without its resolver, web addresses only, arXiv's page for a preprint, the archived copy if there is one."""
    if doi := _DOI_ADDRESS.sub("", entry.fields.get("doi", "").strip().replace(r"\_", "_")):
        item["DOI"] = doi
    published = entry.fields.get("howpublished", "").strip()
    macro = _URL_MACRO.match(published)
    url = entry.fields.get("url", "").strip().replace(r"\_", "_").replace(r"\%", "%").replace(r"\#", "#")
    if is_web_address(url or (macro[1] if macro else "")):
        item["URL"] = url or macro[1]  # type: ignore[index]
    if published and not macro:
        item.setdefault("container-title" if item["type"] == "webpage" else "publisher", decode(published))
    eprint = entry.fields.get("eprint", "").strip()
    if eprint and entry.fields.get("archiveprefix", entry.fields.get("eprinttype", "")).lower() == "arxiv":
        item.setdefault("URL", f"https://arxiv.org/abs/{eprint}")
        if item["type"] == "article":
            item.update({"publisher": "arXiv", "number": f"arXiv:{eprint}"})
    if is_web_address(archived := entry.fields.get("archiveurl", "").strip()):
        item["archive_location"] = archived


def is_web_address(text: str) -> bool:
    """Whether a link may lead there: http or https, and no white space or control characters."""
    return text.startswith(("https://", "http://")) and text.isprintable() and " " not in text
