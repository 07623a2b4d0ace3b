"""Pandoc's citation syntax: text in, citations as data out. Nothing here knows Markdown's tree or a bibliography.

    [see @a, pp. 33-35; also @b, ch. 1]     two items, each with prefix, locator and suffix
    [-@a]                                   the author is named in the text already
    @a [p. 33; see @b]                      narrative: the text names the authors
    @{https://e.org/x}, [@{odd key}]        keys that the plain form cannot hold

Syntax: https://pandoc.org/MANUAL.html#citation-syntax; locator terms: the Citation Style Language's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .problems import did_you_mean

KEY = r"\w+(?:[:.#$%&\-+?<>~/]\w+)*"
# Not in an e-mail address (a@b.org) or a path (https://e.org/@name).
_AT_KEY = rf"(?<![\w@/.=&])@(?:\{{(?P<braced>[^{{}}\n]+)\}}|(?P<key>{KEY}))"
_ITEM = re.compile(rf"(?s)^(?P<prefix>.*?)(?:(?<!\S)-)?{_AT_KEY}(?P<suffix>.*)$")
_NARRATIVE = re.compile(_AT_KEY)

# Term: how one place is abbreviated, how several are. Spellings: what an author may write for it, without a full stop.
_LABELS = {
    "page": ("p.", "pp."),
    "chapter": ("ch.", "chs."),
    "section": ("sec.", "secs."),
    "paragraph": ("para.", "paras."),
    "part": ("pt.", "pts."),
    "figure": ("fig.", "figs."),
    "table": ("table", "tables"),
    "equation": ("eq.", "eqs."),
    "appendix": ("app.", "apps."),
    "volume": ("vol.", "vols."),
    "book": ("bk.", "bks."),
    "line": ("l.", "ll."),
    "verse": ("v.", "vv."),
    "note": ("n.", "nn."),
    "number": ("no.", "nos."),
    "article": ("art.", "arts."),
    "column": ("col.", "cols."),
    "slide": ("slide", "slides"),
    "timestamp": ("at", "at"),
}
_SPELLINGS = {
    **{spelling.rstrip("."): term for term, both in _LABELS.items() for spelling in both if term != "timestamp"},
    **{term: term for term in _LABELS},
    **{term + "s": term for term in _LABELS},
    "chap": "chapter", "chaps": "chapter", "sect": "section", "sects": "section", "§": "section", "§§": "section",
    "¶": "paragraph", "¶¶": "paragraph", "tab": "table", "tabs": "table", "appendices": "appendix",
}  # fmt: skip
_SHOWN_LABELS = "p., ch., sec., fig., table, vol., art. ..."
_PLACE = r"(?:\d+[a-z]?|[ivxlcdm]+|[IVXLCDM]+|[A-Z])(?:[.:]\w+)*\b"
_PLACES = re.compile(rf"{_PLACE}(?:\s*(?:-{{1,3}}|–|,|&|and\b)\s*{_PLACE})*")
_LABEL = re.compile(r"(?P<label>[^\W\d_]+|§{1,2}|¶{1,2})(?P<stop>\.?)\s*")
_LONGEST_LABEL = 5  # letters of a word with a full stop that is taken for a misspelt label ("pg.", "sction.")


@dataclass(frozen=True)
class Cite:
    """One key of a citation and the text around it. The locator is normalised ("pp. 33–35").

    `problems` are pairs of what is odd about the text and what would be right.
    """

    key: str
    prefix: str = ""
    locator: str = ""
    suffix: str = ""
    problems: tuple[tuple[str, str], ...] = field(default=(), compare=False)


class CitationSyntaxError(Exception):
    """Text in brackets that was surely meant as a citation and cannot be read as one."""

    def __init__(self, message: str, suggestion: str) -> None:
        super().__init__(message)
        self.suggestion = suggestion


def parse_group(body: str) -> list[Cite] | None:
    """The cites of the text between "[" and "]"; None if it is no citation.

    Raises CitationSyntaxError if only some of the parts between ";" have a key, or one has two.
    """
    parts = _split(body)
    matches = [_ITEM.match(_hide_brackets(part)) for part in parts]
    if not any(matches):
        return None
    cites = []
    for part, match in zip(parts, matches, strict=True):
        if match is None:
            hint = 'each part between ";" names one @key'
            raise CitationSyntaxError(f'part of a citation without a key: "{part.strip()}"', hint)
        if _ITEM.match(match["suffix"]):
            raise CitationSyntaxError(f'two keys in one part of a citation: "{part.strip()}"', 'separate them by ";"')
        key = part[match.start("key") : match.end("key")] if match["key"] else match["braced"]
        prefix = part[: match.end("prefix")]
        cites.append(_cite(key, prefix, part[match.start("suffix") :]))
    return cites


def parse_narrative(text: str, start: int) -> tuple[list[Cite], int] | None:
    """The cites of a narrative citation whose "@" is at `start`, and where it ends; None if there is none.

    Text in brackets right after the key holds its locator, and further cites after ";".
    """
    match = _NARRATIVE.match(text, start)
    if match is None:
        return None
    key, end = match["key"] or match["braced"], match.end()
    opening = end + (text[end : end + 1] in (" ", "\n"))
    if text[opening : opening + 1] == "[" and (closing := closing_bracket(text, opening)):
        first, *others = _split(text[opening + 1 : closing - 1])
        if "@" not in first:
            try:
                further = parse_group(";".join(others)) if others else []
            except CitationSyntaxError:
                further = None
            if further is not None and text[closing : closing + 1] != "(":
                return [_cite(key, "", ", " + first), *further], closing
    return [Cite(key)], end


def closing_bracket(text: str, opening: int) -> int:
    """The position after the "]" that closes the "[" at `opening`; 0 if none does."""
    depth = 0
    for position in range(opening, len(text)):
        depth += (text[position] == "[") - (text[position] == "]")
        if depth == 0:
            return position + 1
    return 0


def parse_suffix(written: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """What follows a key as (locator, rest, problems): ", pp. 33-35 and more" -> "pp. 33–35", "and more".

    A bare number is a page. Text in braces is a locator as it stands; empty braces say that none follows.
    """
    text = written.strip()
    bare = text.removeprefix(",").strip()
    if bare.startswith("{"):
        inner, closed, rest = bare[1:].partition("}")
        if not closed:
            return "", text, (("locator opens a brace that is never closed", "write {pp. iv, vi-xi}"),)
        locator, more, _ = _locator(inner.strip())
        return (locator + more if locator else inner.strip()), rest, ()
    locator, rest, problems = _locator(bare)
    return (locator, rest, problems) if locator else ("", text, problems)


def _locator(text: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Locator, the text after it, and problems; locator "" if the text does not begin with one."""
    if (bare := _PLACES.match(text)) and text[0].isdigit():
        return _labelled("page", bare[0]), text[bare.end() :], ()
    label = _LABEL.match(text)
    if label is None:
        return "", text, ()
    term = _SPELLINGS.get(label["label"].lower())
    places = _PLACES.match(text, label.end())
    if term and places:
        return _labelled(term, places[0]), text[places.end() :], ()
    if term and label["stop"]:
        found = f'locator "{text[: label.end()].strip()}" names no place'
        return "", text, ((found, "write a number after it, or spell the word out"),)
    if places and label["stop"] and places[0][0].isdigit() and len(label["label"]) <= _LONGEST_LABEL:
        hint = did_you_mean(label["label"], _SPELLINGS, f"write {_SHOWN_LABELS}")
        return "", text, ((f'unknown locator "{label["label"]}."', hint),)
    return "", text, ()


def _labelled(term: str, places: str) -> str:
    several = bool(re.search(r"[-–,&]|and", places))
    shown = re.sub(r"\s*(?:-{1,3}|–)\s*", "–", places)
    return f"{_LABELS[term][several]}\N{NO-BREAK SPACE}{shown}"


def _cite(key: str, prefix: str, suffix: str) -> Cite:
    locator, rest, problems = parse_suffix(suffix)
    return Cite(key, prefix.lstrip(), locator, rest, problems)


def _split(body: str) -> list[str]:
    """The parts between ";" that stand in no brackets or braces."""
    parts, depth, start = [], 0, 0
    for position, character in enumerate(body):
        depth += (character in "[{") - (character in "]}")
        if character == ";" and depth == 0:
            parts.append(body[start:position])
            start = position + 1
    return [*parts, body[start:]]


def _hide_brackets(part: str) -> str:
    """The part with what stands in inner brackets blanked: a key in there belongs to another citation."""
    shown, depth = [], 0
    for character in part:
        depth += character == "["
        shown.append(" " if depth else character)
        depth -= character == "]" and depth > 0
    return "".join(shown)
