"""A CSL-JSON item as one line of a reference list: item in, runs of text out, HTML from them.

House style (numeric, close to IEEE's): authors with initials first, title in quotation marks (what stands alone, such
as books and reports, in italics), where it was published, volume(issue), pages, publisher, year; then the addresses in
full, so that they can be read in print. More than ten authors are shortened to the first nine and "et al.".
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from html import escape
from typing import Literal

from .csl import Item

MAX_AUTHORS = 10

_UNDATED = "undated"
_OTHERS = {"literal": "others"}
_STANDS_ALONE = {"book", "pamphlet", "thesis", "report", "standard", "software", "dataset", "periodical", "patent"}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True)
class Run:
    """A stretch of a formatted entry: plain text, emphasised text, or a link."""

    text: str
    kind: Literal["text", "em", "link"] = "text"
    href: str = ""


def format_item(item: Item) -> list[Run]:
    """The runs of one formatted entry, from first author to last address, each sentence ending with a full stop."""
    title = item.get("title", "")
    authors = format_authors(item)
    runs = [Run(authors + _stop(authors) + " ")] if authors else []
    if not title:
        pass
    elif item["type"] in _STANDS_ALONE:
        runs += [Run(title, "em"), Run(_version(item) + _stop(title) + " ")]
    else:
        runs.append(Run(f"“{_inner_quotes(title)}{_stop(title)}” "))
    details = [part for part in _details(item, authors) if part]
    if container := item.get("container-title"):
        runs += [Run("In ")] if item["type"] == "chapter" else []
        runs.append(Run(container, "em"))
        details.insert(0, "")
    elif details == [year(item)]:
        details = [details[0].capitalize()]
    line = ", ".join(details)
    addresses = _addresses(item)
    return [*runs, Run(line + _stop(line) + (" " if addresses else "")), *addresses]


def format_authors(item: Item) -> str:
    """All authors as "D. Sculley, G. Holt and G. Davydov"; editors if there are no authors; "" if neither."""
    people = [name for name in item.get("author") or item.get("editor") or [] if name != _OTHERS]
    others = _OTHERS in (item.get("author") or item.get("editor") or [])
    shown = [_full_name(name) for name in people]
    if len(shown) + others > MAX_AUTHORS:
        shown, others = shown[: MAX_AUTHORS - 1], True
    if others:
        text = ", ".join(shown) + " et al."
    else:
        text = " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)
    if "author" not in item and text:
        return text + (" (eds.)" if len(shown) > 1 or others else " (ed.)")
    return text


def short_authors(item: Item) -> str:
    """As a sentence names them: "Wu", "Wu and Li", "Sculley et al."; the title if nobody is named."""
    people = item.get("author") or item.get("editor") or []
    shown = [_family_name(name) for name in people if name != _OTHERS]
    if not shown:
        return str(item.get("title") or item["id"])
    if len(shown) > 2 or len(shown) < len(people):
        return f"{shown[0]} et al."
    return " and ".join(shown)


def sort_key(item: Item) -> tuple[str, str, str]:
    """Where an entry stands in the bibliography: by first author's family name, year, title; accents do not count."""
    people = item.get("author") or item.get("editor") or []
    first = people[0] if people else {}
    name = first.get("family") or first.get("literal") or item.get("title", "")
    return _plain(f"{name} {first.get('given', '')}"), year(item), _plain(item.get("title", ""))


def year(item: Item) -> str:
    """The year of publication as text: "2015", "in press", or "undated"."""
    issued = item.get("issued", {})
    return str(issued.get("literal") or issued.get("date-parts", [[_UNDATED]])[0][0])


def to_html(runs: list[Run]) -> str:
    """Formatted runs as HTML."""
    return "".join(_run_html(run) for run in runs)


def to_text(runs: list[Run]) -> str:
    """Formatted runs as plain text."""
    return "".join(run.text for run in runs).strip()


def _run_html(run: Run) -> str:
    text = escape(run.text, quote=False)
    if run.kind == "link":
        return f'<a href="{escape(run.href)}">{text}</a>'
    return f"<em>{text}</em>" if run.kind == "em" else text


def _full_name(name: dict[str, str]) -> str:
    initials = [_initial(word) for word in name.get("given", "").split()]
    return " ".join(filter(None, [*initials, _family_name(name), name.get("suffix", "")]))


def _family_name(name: dict[str, str]) -> str:
    return name.get("literal") or " ".join(filter(None, [name.get("dropping-particle"), name.get("family")]))


def _initial(name: str) -> str:
    """ "Gary" as "G.", "Jean-François" as "J.-F.", "D." as it is."""
    return "-".join(part[0] + "." for part in re.split("[-‐]", name) if part)


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if letter.isalnum() or letter == " ").strip()


def _inner_quotes(title: str) -> str:
    return title.replace("“", "‘").replace("”", "’")


def _stop(text: str) -> str:
    return "" if text.endswith((".", "?", "!")) or not text else "."


def _version(item: Item) -> str:
    return f", version {item['version']}" if "version" in item else ""


def _details(item: Item, authors: str) -> list[str]:
    """What stands between the title and the addresses, in order; some of them empty."""
    pages = str(item.get("page", "")).replace("-", "–")
    publisher = item.get("publisher", "")
    if publisher == authors:  # an institution that publishes its own report is named once
        publisher = ""
    edition = item.get("edition", "")
    editors = format_authors({"type": "", "author": item["editor"]}) if {"author", "editor"} <= item.keys() else ""
    return [
        item.get("genre", "") if item["type"] in ("thesis", "report") else "",
        f"edited by {editors}" if editors else "",
        edition if not edition or edition.endswith(("edition", "ed.")) else f"{_ordinal(edition)} edition",
        _issue(item),
        f"ch. {item['chapter-number']}" if "chapter-number" in item else "",
        f"pp. {pages}" if "–" in pages or "," in pages else (f"p. {pages}" if pages else ""),
        publisher,
        item.get("publisher-place", "") if publisher else "",
        year(item),
    ]


def _issue(item: Item) -> str:
    volume = item.get("volume", "")
    if series := item.get("collection-title"):
        return f"{series} {volume or item.get('collection-number', '')}".strip()
    if issue := item.get("issue"):
        return f"{volume}({issue})" if volume else str(issue)
    return volume or ("" if item["type"] == "article" else item.get("number", ""))


def _ordinal(edition: str) -> str:
    """ "2" as "2nd"; an edition that is not a bare number stays as it is."""
    if not edition.isdecimal():
        return edition
    last = "th" if edition[-2:] in ("11", "12", "13") else {"1": "st", "2": "nd", "3": "rd"}.get(edition[-1], "th")
    return edition + last


def _addresses(item: Item) -> list[Run]:
    """DOI, else URL with the day it was looked at, else ISBN; then the archived copy."""
    found = f"https://doi.org/{item['DOI']}" if "DOI" in item else item.get("URL", "")
    runs = [Run(found, "link", found)] if found else []
    if not found and "ISBN" in item:
        runs = [Run(f"ISBN {item['ISBN']}.")]
    seen = item.get("accessed", {}).get("date-parts", [[]])[0]
    looked_at = f"accessed {_date(seen)}" if seen and "DOI" not in item else ""
    if archived := item.get("archive_location"):
        before = ", ".join(filter(None, [looked_at, "archived at "]))
        runs += [Run(f" ({before}"), Run(archived, "link", archived), Run(")")]
    elif looked_at:
        runs.append(Run(f" ({looked_at})"))
    return runs


def _date(parts: list[int]) -> str:
    """[2024, 3, 5] as "5 March 2024"; month and day may be missing."""
    month = [_MONTHS[parts[1] - 1]] if len(parts) > 1 and 1 <= parts[1] <= len(_MONTHS) else []
    day = [str(parts[2])] if len(parts) > 2 else []
    return " ".join([*day, *month, str(parts[0])])
