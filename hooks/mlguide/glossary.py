"""The glossary as data: each term with its aliases and stage, and what is wrong with them.

In:  the source of the glossary page, definition lists under a heading for each letter:

         ## C

         Canary release { #canary-release stage="Deployment" aliases="canary, canaries" }
         :   A release that serves a small share of the requests [@key].

Out: entries in order, problems at their lines; on the page each entry gets its stage and the pages that use it, filled
     in when every page has been read. `terms` finds the words in other pages. A source is a citation, or a link to the
     page that explains how this guide uses the word.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.attr_list import get_attrs
from markdown.treeprocessors import Treeprocessor

from . import phrases
from .markup import append
from .phrases import Automaton
from .problems import Problem, did_you_mean
from .sentence import plain_text, resolver
from .source import Source

EVERY_STAGE = "all"
FRONT_MATTER = "terms"
# After attribute lists (8) and toc (5), before terms are linked in the definitions (`terms`).
_PRIORITY = 2
_ATTRIBUTES = frozenset({"stage", "aliases"})
_NO_TERM_BEGINS = ("#", "|", ">", "-", "*", "+", ":", "!", "/", "{", " ", "\t")
_DEFINITION = re.compile(r"^ {0,3}:[ \t]+\S")
_SOURCE = re.compile(r"@[\w{]|\]\(")
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_PLACE = '<p class="term-facts" data-term="'


@dataclass(frozen=True)
class Entry:
    """A term: its id, the words for it (the term itself first), its stage or "all", its line in the source from 1."""

    id: str
    forms: tuple[str, ...]
    stage: str
    line: int

    @property
    def term(self) -> str:
        """The term itself."""
        return self.forms[0]


@dataclass
class Glossary:
    """The glossary of a build: its page below docs/, its entries in order and by id, definitions as text by id."""

    page: str = ""
    listed: list[Entry] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    automaton: Automaton | None = None

    def read(self, source: Source) -> list[Problem]:
        """Read the entries; what is wrong with them."""
        self.listed, problems = parse(source)
        self.entries = {}
        for entry in self.listed:
            self.entries.setdefault(entry.id, entry)
        self.automaton = Automaton((form, entry.id) for entry in self.listed for form in entry.forms)
        return problems


def parse(source: Source) -> tuple[list[Entry], list[Problem]]:
    """The entries of the glossary, and problems with single ones: without id, definition or source."""
    lines = source.masked.split("\n")
    written = source.text.split("\n")
    entries, problems = [], []
    letter = ""
    for number, line in enumerate(lines):
        if line.startswith("#"):
            heading = line.strip("# \t").partition("{")[0].strip()
            letter = heading if len(heading) == 1 else ""
        found = _read_term(line)
        if found is None:
            continue
        term, attributes = found
        definition = _definition(written, number + 1)
        if not definition and not _ATTRIBUTES & attributes.keys():
            continue
        id_ = attributes.get("id", "")
        message, hint = _fault(term, id_, definition, letter)
        if message:
            problems.append(Problem(source.file, number + 1, 1, message, hint))
        if _ID.fullmatch(id_) and definition:
            aliases = [one.strip() for one in attributes.get("aliases", "").split(",") if one.strip()]
            entries.append(Entry(id_, (term, *aliases), attributes.get("stage", ""), number + 1))
    return entries, problems


def _read_term(line: str) -> tuple[str, dict[str, str]] | None:
    """The term of a line and the attributes behind it; None if it cannot be a term."""
    line = line.rstrip()
    if not line or line.startswith(_NO_TERM_BEGINS):
        return None
    term, brace, inside = line.partition("{")
    if not brace:
        return line, {}
    if not inside.endswith("}") or "{" in inside:
        return None
    return term.strip(), dict(get_attrs(inside[:-1].removeprefix(":")))


def _definition(lines: list[str], start: int) -> str:
    """The text of the definition that begins at `start`, or after one blank line; "" if none does."""
    if start < len(lines) and not lines[start].strip():
        start += 1
    if start >= len(lines) or not _DEFINITION.match(lines[start]):
        return ""
    end = start + 1
    while end < len(lines) and lines[end].strip():
        end += 1
    return "\n".join(lines[start:end])


def _fault(term: str, id_: str, definition: str, letter: str) -> tuple[str, str]:
    if not id_:
        return f'term "{term}" has no id', "add one that never changes: { #an-id }"
    if not _ID.fullmatch(id_):
        return f'id "{id_}" of the term "{term}" is not plain', "use letters without accents, digits and hyphens"
    if not definition:
        return f'term "{term}" has no definition', 'write it in the next line, after ":   "'
    if not _SOURCE.search(definition):
        return f'definition of "{term}" names no source', "cite one, [@key], or link to the page that explains the term"
    if letter and not term.casefold().startswith(letter.casefold()):
        return f'term "{term}" stands under the letter {letter}', "move it to its own letter"
    return "", ""


def check(
    entries: Iterable[Entry], file: str, stages: Collection[str], used: Collection[str], *, all_rendered: bool
) -> Iterator[Problem]:
    """What does not fit: words for two terms, unknown stages (of `stages`), terms that no page uses (not in `used`)."""
    owners: dict[tuple[str, ...], Entry] = {}
    ids: dict[str, Entry] = {}
    for entry in entries:
        first = ids.setdefault(entry.id, entry)
        if first is not entry:
            hint = f"the other is in line {first.line}; give each its own"
            yield Problem(file, entry.line, 1, f'id "{entry.id}" belongs to two terms', hint)
        for form in entry.forms:
            owner = owners.setdefault(phrases.key(form), entry)
            if owner is not entry:
                hint = f"the other is {owner.term} in line {owner.line}; keep one"
                yield Problem(file, entry.line, 1, f'"{form}" stands for two terms', hint)
        known = [*stages, EVERY_STAGE]
        if entry.stage not in known:
            hint = did_you_mean(entry.stage, known, "one of " + ", ".join(known))
            said = f'unknown stage "{entry.stage}"' if entry.stage else "no stage"
            yield Problem(file, entry.line, 1, f'term "{entry.term}" has {said}', hint)
        if all_rendered and entry.id not in used:
            hint = "use it, add the word that pages use as an alias, or take the entry out"
            yield Problem(file, entry.line, 1, f'no page uses the term "{entry.term}"', hint)


def front_matter_problems(source: Source) -> Iterator[Problem]:
    """A `terms:` that says neither yes nor no; the page has its links then."""
    value = source.front_matter.data.get(FRONT_MATTER, True)
    if not isinstance(value, bool):
        message = f'"{FRONT_MATTER}: {value}" is neither true nor false'
        yield Problem(source.file, 1, 0, message, f"write `{FRONT_MATTER}: false` for a page without links to terms")


def wants_terms(source: Source) -> bool:
    """Whether a page's terms become links."""
    return source.front_matter.data.get(FRONT_MATTER) is not False


@dataclass
class GlossaryContext:
    """What the extension needs of its surroundings; `keep` is told each definition as text, by id."""

    is_glossary: Callable[[], bool]
    entries: Callable[[], Mapping[str, Entry]]
    keep: Callable[[str, str], object]


class GlossaryExtension(Extension):
    """Registers the tree processor; one instance serves a whole build."""

    def __init__(self, context: GlossaryContext) -> None:
        super().__init__()
        self._context = context

    def extendMarkdown(self, md: Markdown) -> None:
        """Called by Python-Markdown for each page's converter."""
        md.treeprocessors.register(_GlossaryPage(md, self._context), "mlguide-glossary", _PRIORITY)


class _GlossaryPage(Treeprocessor):
    """Gives each entry a link to itself and a place for its uses; tells its definition."""

    def __init__(self, md: Markdown, context: GlossaryContext) -> None:
        super().__init__(md)
        self._context = context

    def run(self, root: etree.Element) -> None:
        if not self._context.is_glossary():
            return
        for item in root.iter("dl"):
            item.set("class", "glossary")
            ids: list[str] = []
            for part in list(item):
                if part.tag == "dt":
                    self._dress(part)
                    ids.append(part.get("id", ""))
                elif part.tag == "dd":
                    self._define(part, ids)
                    ids = []

    def _define(self, part: etree.Element, ids: list[str]) -> None:
        """The first definition after a term, or after several."""
        entries = self._context.entries()
        for id_ in ids:
            if id_ in entries:
                self._context.keep(id_, plain_text(next(part.iter("p"), part), resolver(self.md)))
                append(part, "p", class_="term-facts", data_term=id_)

    def _dress(self, term: etree.Element) -> None:
        for name in _ATTRIBUTES:
            term.attrib.pop(name, None)
        if id_ := term.get("id"):
            append(term, "a", "¶", class_="headerlink", href=f"#{id_}", title="Link to this term")


def fill(html: str, entries: Mapping[str, Entry], stage: Callable[[str], str], uses: Mapping[str, list[str]]) -> str:
    """Write stage and uses under each entry. `stage` makes a stage's name a link; `uses` has links to pages, by id."""
    first, *others = html.split(_PLACE)
    parts = [first]
    for other in others:
        id_, _, rest = other.partition('"></p>')
        entry = entries[id_]
        of = entry.stage if entry.stage == EVERY_STAGE else stage(entry.stage)
        facts = [f"Stage: {of}."] if of else []
        if uses.get(id_):
            facts.append(f"Used in: {', '.join(uses[id_])}.")
        said = " ".join(facts)
        parts += [f'<p class="term-facts" data-search-exclude>{said}</p>', rest]
    return "".join(parts)


def previews(entries: Iterable[Entry], definitions: Mapping[str, str], glossary: str) -> str:
    """Hidden copies of definitions, for the pop-up over a term, at the end of a page that links to these terms.

    `glossary` is the address of the glossary as seen from there.
    """
    return "".join(_preview(entry, definitions.get(entry.id, ""), glossary) for entry in entries)


def _preview(entry: Entry, definition: str, glossary: str) -> str:
    name = f'<a href="{escape(glossary)}#{entry.id}">{escape(entry.term, quote=False)}</a>'
    said = f"<p>{escape(definition, quote=False)}</p>" if definition else ""
    shown = f'<p class="term-name">{name}</p>{said}'
    return f'<div class="term-preview" id="{preview_id(entry.id)}" hidden data-search-exclude>{shown}</div>\n'


def preview_id(id_: str) -> str:
    """The id of the hidden copy of a definition; headings' ids have no two hyphens in a row."""
    return f"term--{id_}"
