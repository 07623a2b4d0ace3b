"""How the guide's pages keep to their frame: length, citations, reading level, and the record of what each claims.

Usage: page_report.py [--site SITE] [--skeleton] [page ...]

Pages are named as below docs/ ("gap/index.md"); without any, all pages of the guide's text are reported. What the page
says is read from its Markdown, what it cites from the bibliography of the finished site, which quotes every sentence.
With --skeleton the records that are missing are printed, ready to be filled in. Exits with 1 if something is wrong.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from posixpath import normpath

import pyphen
import yaml

from mlguide import checklist, claims, claimspage, templates
from mlguide.claims import Claim
from mlguide.sentence import sentence_ends
from mlguide.source import Source

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PROMISES = ROOT / "tests" / "site" / "promises.yml"
LEAST, MOST = 700, 1700  # words of a page; to be aimed at: 900 to 1,500
NO_FRAME = {"index.md", "links.md"}  # neither box nor checklist: there is nothing in them to be decided

_SYNTAX = re.compile(
    r"\[[^\]\n]*@[A-Za-z][^\]]*\]|\{[^}\n]*\}|\]\([^)]*\)|^\s*///.*$|^\s*attrs:.*$|^\[[^\]]+\]:.*$",
    re.MULTILINE,
)
_QUOTED = re.compile(r"\{\{[^\n]*?\}\}")
_LABEL = re.compile(r"#((?:fig|tbl)-[\w-]+)|id: ((?:fig|tbl)-[\w-]+)")
_PARTS = {
    'box "In the example"': re.compile(r'^!!! example "In the example"$', re.MULTILINE),
    'section "What goes wrong"': re.compile(r"^#+ What goes wrong\b", re.MULTILINE),
    "word on where to go back": re.compile(r"go(?:es)? back|return(?:s)? to|feedback\.md", re.IGNORECASE),
}
_MARKS = re.compile(r"[|*#>_`\[\]:-]+")
_NOT_PROSE = re.compile(r"\s*(?:\||#|!\[|!!!|///|[-*+] |\d+\. |:   )")


@dataclass(frozen=True)
class Citation:
    """A sentence of a page, as the bibliography quotes it, and the key of a source that it cites."""

    sentence: str
    source: str


@dataclass(frozen=True)
class Report:
    """One page. `grade` is the Flesch-Kincaid grade level of its paragraphs; `problems` are for its author."""

    page: str
    words: int
    citations: tuple[Citation, ...]
    grade: float
    unrecorded: tuple[Citation, ...]
    problems: tuple[str, ...]

    @property
    def density(self) -> float:
        """Citations per 1,000 words."""
        return 1000 * len(self.citations) / max(self.words, 1)

    def line(self) -> str:
        """The page's row of the printed table."""
        sources = len({one.source for one in self.citations})
        return (
            f"{self.page:<32} {self.words:>6,} {len(self.citations):>9} {sources:>7} {self.density:>9.1f} "
            f"{self.grade:>6.1f} {len(self.unrecorded):>10}"
        )


HEADER = f"{'page':<32} {'words':>6} {'citations':>9} {'sources':>7} {'per 1,000':>9} {'grade':>6} {'unrecorded':>10}"


def guide_pages() -> list[str]:
    """The pages that promise something: the guide's text, in the order of `promises.yml`."""
    return list(promises())


@cache
def promises() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """For each page the templates and the labels of figures and tables that it was promised to have."""
    found: Mapping[str, Mapping[str, Sequence[str]]] = yaml.safe_load(PROMISES.read_text("utf-8"))
    return found


def read(page: str) -> Source:
    """The Markdown of a page below docs/."""
    return Source(f"docs/{page}", (DOCS / page).read_text("utf-8"))


def prose(source: Source) -> str:
    """The text of a page without front matter, code, comments, tags and syntax; a quoted result is one word."""
    return _MARKS.sub(" ", _SYNTAX.sub(" ", _QUOTED.sub("0", source.masked)))


def word_count(source: Source) -> int:
    """How many words a reader meets, those of tables and captions included."""
    return len(prose(source).split())


def grade(source: Source) -> float:
    """The Flesch-Kincaid grade level (Kincaid et al. 1975) of the paragraphs; syllables by hyphenation."""
    paragraphs = [
        " ".join(_MARKS.sub(" ", _SYNTAX.sub(" ", _QUOTED.sub(" ", block))).split())
        for block in re.split(r"\n\s*\n", source.masked)
        if block.strip() and not _NOT_PROSE.match(block)
    ]
    sentences = sum(max(1, len(list(sentence_ends(one)))) for one in paragraphs)
    words = [word for one in paragraphs for word in re.findall(r"[A-Za-z]+(?:['’][a-z]+)?", one)]
    if not words:
        return 0.0
    syllables = sum(len(_hyphenation().positions(word)) + 1 for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


@cache
def _hyphenation() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_US", left=1, right=1)


def citations(site: Path) -> dict[str, list[Citation]]:
    """What each page of a finished site cites, by its path below docs/, from the site's bibliography."""
    reader = _Bibliography()
    reader.feed((site / "bibliography" / "index.html").read_text("utf-8"))
    return reader.found


class _Bibliography(HTMLParser):
    """Reads `<li id="source-KEY">... <li><q>sentence</q> <a href="../page/#cite-...">`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[Citation]] = {}
        self._key = ""
        self._sentence = ""
        self._quoting = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "li" and (values.get("id") or "").startswith("source-"):
            self._key = (values["id"] or "").removeprefix("source-")
        elif tag == "q":
            self._quoting, self._sentence = True, ""
        elif tag == "a" and self._sentence and "#cite-" in (values.get("href") or ""):
            page = _page((values["href"] or "").partition("#")[0])
            self.found.setdefault(page, []).append(Citation(self._sentence, self._key))
            self._sentence = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "q":
            self._quoting = False

    def handle_data(self, data: str) -> None:
        if self._quoting:
            self._sentence += data


def _page(href: str) -> str:
    """The path below docs/ of an address seen from /bibliography/."""
    folder = normpath(f"bibliography/{href}").strip("./")
    if not folder:
        return "index.md"
    return f"{folder}/index.md" if (DOCS / folder / "index.md").is_file() else f"{folder}.md"


def report(page: str, cited: Sequence[Citation]) -> Report:
    """Judge one page."""
    source = read(page)
    recorded, broken = _records(page)
    unrecorded = tuple(one for one in cited if one not in recorded)
    problems = [*broken, *_stale(page, recorded, cited), *_frame(page, source), *_promised(page, source)]
    if unrecorded:
        problems.append(
            f"{len(unrecorded)} citations have no record in docs/{claimspage.file_of(page)}: see --skeleton"
        )
    return Report(page, word_count(source), tuple(cited), grade(source), unrecorded, tuple(problems))


def _records(page: str) -> tuple[dict[Citation, Claim], list[str]]:
    path = DOCS / claimspage.file_of(page)
    if not path.exists():
        return {}, []
    found, problems = claims.read(path)
    return {Citation(one.claim, one.source): one for one in found}, [str(one) for one in problems]


def _stale(page: str, recorded: Mapping[Citation, Claim], cited: Sequence[Citation]) -> Iterator[str]:
    for citation, claim in recorded.items():
        if citation not in cited:
            where = f"docs/{claimspage.file_of(page)}:{claim.line}"
            yield f'{where}: no sentence that cites {citation.source} reads "{citation.sentence}"'


def _frame(page: str, source: Source) -> Iterator[str]:
    words = word_count(source)
    if not LEAST <= words <= MOST and page not in NO_FRAME:
        yield f"{words} words: a page has {LEAST} to {MOST}"
    opening = _opening(source)
    if "?" not in opening:
        yield "its first paragraph asks no question"
    if not re.search(r"\byou (?:will )?leave with\b", opening, re.IGNORECASE):
        yield 'its first paragraph does not say what "you leave with"'
    if page not in NO_FRAME:
        yield from (f"it has no {part}" for part, pattern in _PARTS.items() if not pattern.search(source.masked))
        yield from _items_without_id(source)


def _items_without_id(source: Source) -> Iterator[str]:
    """Items of the checklist: an id stands at the end of the item's text, which may go on for some lines."""
    lines = source.text.split("\n")
    starts = checklist.item_lines(source)
    if not starts:
        yield "it has no checklist"
        return
    for start, end in zip(starts, [*starts[1:], len(lines) + 1], strict=True):
        if "{ #check-" not in "\n".join(lines[start - 1 : end - 1]):
            yield f"the item of the checklist in line {start} has no id"


def _opening(source: Source) -> str:
    """The first paragraph after the title."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", source.masked) if block.strip()]
    titled = next((number for number, block in enumerate(blocks) if block.startswith("# ")), -1)
    return blocks[titled + 1] if len(blocks) > titled + 1 else ""


def _promised(page: str, source: Source) -> Iterator[str]:
    promised = promises().get(page) or {}
    labels = {first or second for first, second in _LABEL.findall(source.masked)}
    offered = set(re.findall(r"^\s*/{3,}\s*template\s*\|\s*(\S+)", source.masked, re.MULTILINE))
    for label in promised.get("figures", ()):
        if label not in labels:
            yield f"it was promised to have {label}"
    for name in promised.get("templates", ()):
        if name not in offered:
            yield f"it was promised to offer the template {name}"
        for kind in templates.KINDS:
            if not (DOCS / templates.uri(kind, name)).is_file():
                yield f"docs/{templates.uri(kind, name)} is missing"


def skeleton(unrecorded: Iterable[Citation]) -> str:
    """Records to be filled in, in the form of `mlguide.claims`."""
    empty = '  support: ""\n  checked: ""\n'
    return "".join(
        f"- claim: {json.dumps(one.sentence, ensure_ascii=False)}\n  source: {one.source}\n{empty}"
        for one in unrecorded
    )


def main() -> None:
    """Print the table, then what is wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--site", type=Path, default=ROOT / "site")
    parser.add_argument("--skeleton", action="store_true")
    parser.add_argument("pages", nargs="*")
    options = parser.parse_args()
    cited = citations(options.site)
    pages = options.pages or guide_pages()
    missing = [page for page in pages if not (DOCS / page).is_file()]
    reports = [report(page, cited.get(page, [])) for page in pages if page not in missing]
    if options.skeleton:
        print("".join(skeleton(one.unrecorded) for one in reports), end="")
        return
    print(HEADER)
    for one in reports:
        print(one.line())
    for one in reports:
        for problem in one.problems:
            print(f"docs/{one.page}: {problem}")
    for page in missing:
        print(f"docs/{page}: is missing")
    sys.exit(bool(missing) or any(one.problems for one in reports))


if __name__ == "__main__":
    main()
