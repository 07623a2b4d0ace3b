"""A bibliography entry as one line of a reference list: entry in, runs of text out, etree elements from them.

House style (numeric): authors with initials first, title in quotation marks (books: in italics), venue in italics,
volume(number), pages, publisher, year; then one link: DOI, URL or arXiv. More than ten authors are shortened to the
first nine and "et al.". LaTeX in fields is decoded with pylatexenc.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from .bibtex import Entry
from .markup import append, append_text

MAX_AUTHORS = 10

_UNDATED = "undated"

_LATEX = re.compile(r"[\\$~]")
_TYPOGRAPHY = (("{", ""), ("}", ""), ("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"))

_BOOK_TYPES = {"book", "inbook", "proceedings", "phdthesis", "mastersthesis", "techreport", "manual"}
_VENUE_FIELDS = ("journal", "booktitle", "howpublished", "institution", "school", "organization")


@dataclass(frozen=True)
class Run:
    """A stretch of a formatted entry: plain text, emphasised text, or a link."""

    text: str
    kind: Literal["text", "em", "link"] = "text"
    href: str = ""


def format_entry(entry: Entry) -> list[Run]:
    """The runs of one formatted entry, from first author to link, each sentence ending with a full stop."""
    title = _field(entry, "title")
    authors = format_authors(entry)
    runs = [Run(authors + _stop(authors) + " ")] if authors else []
    if entry.type in _BOOK_TYPES:
        runs += [Run(title, "em"), Run(_stop(title) + " ")]
    else:
        runs.append(Run(f"“{_inner_quotes(title)}{_stop(title)}” "))
    venue = next((text for name in _VENUE_FIELDS if (text := _field(entry, name))), "")
    if venue == authors:  # an institution that publishes its own report is named once
        venue = ""
    if venue and entry.type not in _BOOK_TYPES:
        runs.append(Run(venue, "em"))
    elif venue:
        runs.append(Run(venue))
    details = ", ".join(part for part in _details(entry) if part)
    if venue:
        details = ", " + details
    elif details == _UNDATED:
        details = _UNDATED.capitalize()
    if details:
        runs.append(Run(details + ". "))
    return [*runs, *_links(entry)]


def format_authors(entry: Entry) -> str:
    """All authors as "D. Sculley, G. Holt and G. Davydov"; editors if there are no authors; "" if neither."""
    people = entry.fields.get("author") or entry.fields.get("editor") or ""
    names = [_short_name(name) for name in _outside_braces(people, " and ")] if people else []
    others = bool(names) and names[-1] == "others"
    if others:
        names.pop()
    if len(names) > MAX_AUTHORS:
        names, others = names[: MAX_AUTHORS - 1], True
    if others:
        return ", ".join(names) + " et al"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def to_elements(parent: etree.Element, runs: list[Run]) -> None:
    """Append formatted runs to an element."""
    for run in runs:
        if run.kind == "em":
            append(parent, "em", run.text)
        elif run.kind == "link":
            append(parent, "a", run.text, href=run.href)
        else:
            append_text(parent, run.text)


@lru_cache(maxsize=8192)
def decode(text: str) -> str:
    """LaTeX in a field as Unicode text, white space folded: accents, braces, dashes, quotation marks."""
    if _LATEX.search(text):
        from pylatexenc.latex2text import LatexNodes2Text  # noqa: PLC0415 - slow to load, and few fields need it

        text = str(LatexNodes2Text(math_mode="verbatim", keep_comments=True).latex_to_text(text.replace("%", r"\%")))
    else:  # nothing but braces, dashes and quotation marks: most fields, and a hundred times faster
        for written, shown in _TYPOGRAPHY:
            text = text.replace(written, shown)
    return " ".join(text.split())


def _field(entry: Entry, name: str) -> str:
    value = entry.fields.get(name, "")
    return decode(value) if value else ""


def _short_name(name: str) -> str:
    """ "Sculley, D." and "Gary Holt" as "D. Sculley" and "G. Holt"; a braced name stays whole.

    BibTeX's forms: "First von Last", "von Last, First" and "von Last, Jr, First"; the von part starts in lower case.
    """
    name = " ".join(name.split())
    if name.startswith("{") and name.endswith("}"):
        return decode(name)
    parts = _outside_braces(name, ",")
    if len(parts) == 1:
        words = _outside_braces(name, " ")
        last = next((number for number, word in enumerate(words[:-1]) if word[0].islower()), len(words) - 1)
        given, family, suffix = words[:last], words[last:], ""
    else:
        given, family = _outside_braces(parts[-1], " "), [parts[0]]
        suffix = parts[1] if len(parts) > 2 else ""
    initials = [_initial(decode(word)) for word in given]
    return " ".join(part for part in (*initials, *map(decode, family), decode(suffix)) if part)


def _outside_braces(text: str, separator: str) -> list[str]:
    """Split at separators that stand in no braces; empty parts are dropped."""
    parts, depth, start = [], 0, 0
    for position, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if depth == 0 and position >= start and text.startswith(separator, position):
            parts.append(text[start:position])
            start = position + len(separator)
    return [part.strip() for part in [*parts, text[start:]] if part.strip()]


def _initial(name: str) -> str:
    """ "Gary" as "G.", "Jean-François" as "J.-F.", "D." as it is."""
    return "-".join(part[0] + "." for part in re.split("[-‐]", name) if part)


def _inner_quotes(title: str) -> str:
    return title.replace("“", "‘").replace("”", "’")


def _stop(text: str) -> str:
    return "" if text.endswith((".", "?", "!")) else "."


def _details(entry: Entry) -> list[str]:
    volume, number = _field(entry, "volume"), _field(entry, "number")
    pages = _field(entry, "pages").replace("--", "–").replace("-", "–")
    if series := _field(entry, "series"):
        issue = f"{series} {volume}".strip()
    elif entry.type in _BOOK_TYPES or not volume:
        issue = number
    else:
        issue = f"{volume}({number})" if number else volume
    publisher = _field(entry, "publisher")
    year = _field(entry, "year") or _UNDATED
    return [issue, f"pp. {pages}" if "–" in pages else (f"p. {pages}" if pages else ""), publisher, year]


def _links(entry: Entry) -> list[Run]:
    doi, url, eprint = (entry.fields.get(name, "").strip() for name in ("doi", "url", "eprint"))
    if doi:
        doi = doi.removeprefix("https://doi.org/").removeprefix("http://doi.org/")
        return [Run(f"doi:{doi}", "link", f"https://doi.org/{doi}")]
    if url.startswith(("https://", "http://")):
        return [Run(url, "link", url)]
    if eprint and entry.fields.get("archiveprefix", "").lower() == "arxiv":
        return [Run(f"arXiv:{eprint}", "link", f"https://arxiv.org/abs/{eprint}")]
    isbn = _field(entry, "isbn")
    return [Run(f"ISBN {isbn}.")] if isbn else []
