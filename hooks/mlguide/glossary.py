"""The glossary as data: each term with its aliases and stage, and what is wrong with them.

In:  the source of the glossary page, a definition list:

         Canary { #canary stage="Deployment" aliases="canaries, canary release" }
         :   A release that serves a small share of the requests [@key].

Out: entries in order, problems at their lines; on the page each entry gets its stage and the pages that use it, filled
     in when every page has been read. `terms` finds the words in other pages.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.attr_list import get_attrs
from markdown.treeprocessors import Treeprocessor

from .markup import append
from .problems import Problem, did_you_mean
from .sentence import plain_text, resolver
from .source import Source

EVERY_STAGE = "all"
# After attribute lists (8) and toc (5), before terms are linked in the definitions (`terms`).
_PRIORITY = 2
_TERM_LINE = re.compile(r"^(?P<term>[^:\s{][^{}]*?)\s*\{(?P<attributes>[^{}]*)\}\s*$")
_DEFINITION = re.compile(r"^ {0,3}:\s+\S")
_SOURCE = re.compile(r"@[\w{]|\]\(")


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


def parse(source: Source) -> tuple[list[Entry], list[Problem]]:
    """The entries of the glossary, and problems with single ones: without id, definition or source."""
    lines = source.masked.split("\n")
    written = source.text.split("\n")
    entries, problems = [], []
    for number, line in enumerate(lines):
        found = _TERM_LINE.match(line)
        if found is None or ("#" not in found["attributes"] and "stage" not in found["attributes"]):
            continue
        if line.lstrip().startswith(("#", "|", ">", "-", "*", "![")):
            continue
        attributes = dict(get_attrs(found["attributes"]))
        term, id_ = found["term"].strip(), attributes.get("id", "")
        definition = _definition(written, number + 1)
        message, hint = _fault(term, id_, definition)
        if message:
            problems.append(Problem(source.file, number + 1, 1, message, hint))
        if id_ and definition:
            aliases = [one.strip() for one in attributes.get("aliases", "").split(",") if one.strip()]
            entries.append(Entry(id_, (term, *aliases), attributes.get("stage", ""), number + 1))
    return entries, problems


def _definition(lines: list[str], start: int) -> str:
    """The text of the definition that begins at `start`, or after one blank line; "" if none does."""
    if start < len(lines) and not lines[start].strip():
        start += 1
    if start >= len(lines) or not _DEFINITION.match(lines[start]):
        return ""
    end = start + 1
    while end < len(lines) and lines[end].strip() and not _TERM_LINE.match(lines[end]):
        end += 1
    return "\n".join(lines[start:end])


def _fault(term: str, id_: str, definition: str) -> tuple[str, str]:
    if not id_:
        return f'term "{term}" has no id', "add one that never changes: { #an-id }"
    if not definition:
        return f'term "{term}" has no definition', 'write it in the next line, after ":   "'
    if not _SOURCE.search(definition):
        return f'definition of "{term}" names no source', "cite one, [@key], or link to the page that explains the term"
    return "", ""


def check(
    entries: Iterable[Entry], file: str, stages: Collection[str], used: Collection[str], *, all_rendered: bool
) -> Iterator[Problem]:
    """What does not fit: words for two terms, unknown stages (of `stages`), terms that no page uses (not in `used`)."""
    owners: dict[str, Entry] = {}
    ids: dict[str, Entry] = {}
    for entry in entries:
        first = ids.setdefault(entry.id, entry)
        if first is not entry:
            hint = f"the other is in line {first.line}; give each its own"
            yield Problem(file, entry.line, 1, f'id "{entry.id}" belongs to two terms', hint)
        for form in entry.forms:
            owner = owners.setdefault(form.casefold(), entry)
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


@dataclass
class GlossaryContext:
    """What the extension needs of its surroundings; `keep` is told each definition as text, by id."""

    is_glossary: Callable[[], bool]
    entries: Callable[[], Mapping[str, Entry]]
    keep: Callable[[str, str], None]


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
        entries = self._context.entries()
        for item in root.iter("dl"):
            entry = None
            for part in list(item):
                if part.tag == "dt":
                    entry = entries.get(part.get("id", ""))
                    self._dress(part)
                elif part.tag == "dd" and entry is not None:
                    self._context.keep(entry.id, plain_text(part, resolver(self.md)))
                    append(part, "p", class_="term-facts", data_term=entry.id)

    def _dress(self, term: etree.Element) -> None:
        for name in ("stage", "aliases"):
            term.attrib.pop(name, None)
        if id_ := term.get("id"):
            append(term, "a", "¶", class_="headerlink", href=f"#{id_}", title="Link to this term")


def fill(html: str, entries: Mapping[str, Entry], stage: Callable[[str], str], uses: Mapping[str, list[str]]) -> str:
    """Write stage and uses under each entry. `stage` makes a stage's name a link; `uses` has links to pages, by id."""
    first, *others = html.split('<p class="term-facts" data-term="')
    parts = [first]
    for other in others:
        id_, _, rest = other.partition('"></p>')
        entry = entries[id_]
        of = "Every stage" if entry.stage == EVERY_STAGE else stage(entry.stage)
        said = f"{of}. Used in {', '.join(uses[id_])}." if uses.get(id_) else f"{of}."
        parts += [f'<p class="term-facts">{said}</p>', rest]
    return "".join(parts)


def previews(entries: Iterable[Entry], definitions: Mapping[str, str]) -> str:
    """Hidden copies of definitions, for the pop-up over a term; they stand at the end of a page that uses the terms."""
    return "".join(
        f'<div class="crossref-preview" id="{preview_id(entry.id)}" hidden data-search-exclude>'
        f"<p><strong>{escape(entry.term, quote=False)}</strong></p>"
        f"<p>{escape(definitions[entry.id], quote=False)}</p></div>\n"
        for entry in entries
        if entry.id in definitions
    )


def preview_id(id_: str) -> str:
    """The id of the hidden copy of a definition."""
    return f"term-{id_}"
