"""The list at the end of a page: notes and references under one numbering, in the order of the finished page.

In:  a Python-Markdown tree with placeholders of citations (`cite`) and with footnotes of Python-Markdown's extension.
Out: the placeholders filled with numbers, and one list whose items lead back to every place of use. Material shows an
     item as a pop-up over each link of the class `footnote-ref`.

A footnote's text is read where its item stands in the list, so what it cites is numbered after the body's citations.
In the list a comment stands for each source until `fill_references` puts the entry there: the theme's search, which
reads pages in between, then neither parses nor indexes on every page what the bibliography has once.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from markdown import Markdown
from markdown.extensions.footnotes import NBSP_PLACEHOLDER
from markdown.treeprocessors import Treeprocessor

from .csl import Item
from .markup import append, append_text, ascii_id, problem_mark
from .sentence import block_of, plain_text, resolver, sentences_around

PLACEHOLDER = "mlguide-cite"

# The heading must be in the tree before toc (5) makes ids. The numbers must come after toc, or they would stand in it,
# and after MkDocs has looked at the links (0): it has collected ids earlier (5) and would miss ours.
_HEADING_PRIORITY = 6
_NUMBER_PRIORITY = -5

_HEADINGS = {(True, False): "References", (True, True): "Notes and references", (False, True): "Notes"}
_LEAST_RANGE = 3  # as many neighbours become a range: [1–3], but [1, 2]
_REFERENCE = "mlguide-reference:"


@dataclass(frozen=True)
class Citing:
    """One place that cites an entry: the id of the link there, the sentence around it, the heading above it."""

    key: str
    place: str
    sentence: str
    section: str


@dataclass
class Entry:
    """An item of the list: a cited source, or a note's own element. `places` are the ids of the links to it."""

    number: int
    id: str
    key: str = ""
    note: etree.Element | None = None
    places: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class PageReferences:
    """What a page says about its sources: the entries of its list, and each place that cites one."""

    entries: Sequence[Entry] = ()
    citings: Sequence[Citing] = ()


@dataclass(eq=False, repr=False)
class _Part:
    """One cite of a placeholder."""

    key: str
    locator: str
    prefix: etree.Element
    suffix: etree.Element

    @property
    def plain(self) -> bool:
        """Nothing but the number is to be shown."""
        has_text = any(part.text or len(part) for part in (self.prefix, self.suffix))
        return not has_text and not self.locator


def register(md: Markdown, items: Callable[[], Mapping[str, Item]], keep: Callable[[PageReferences], None]) -> None:
    """Add the two tree processors; `keep` is told of each page's sources."""
    md.treeprocessors.register(_Heading(md, items), "mlguide-references-heading", _HEADING_PRIORITY)
    md.treeprocessors.register(_Numbering(md, items, keep), "mlguide-references", _NUMBER_PRIORITY)


def fill_references(
    html: str, entries: Sequence[Entry], formatted: Callable[[str], str], elsewhere: Callable[[str], str]
) -> str:
    """Put the entries into the finished HTML of a page.

    `formatted` gives the HTML of a source by its key, `elsewhere` that of a link to its other places, or "".
    """
    first, *others = html.split(f"<!--{_REFERENCE}")
    by_number = {str(entry.number): entry for entry in entries}
    parts = [first]
    for other in others:
        number, _, rest = other.partition("-->")
        entry = by_number[number]
        if entry.key:
            shown = f"{formatted(entry.key)} {_back_links_html(entry, 'reference')}{elsewhere(entry.key)}"
            parts += [f'<li id="{entry.id}"><p>{shown}</p></li>\n', rest]
        else:
            parts += [_back_links_html(entry, "note"), rest]
    return "".join(parts)


class _Heading(Treeprocessor):
    """Adds the heading and the empty list to a page that has notes or cites something, in place of footnotes' own."""

    def __init__(self, md: Markdown, items: Callable[[], Mapping[str, Item]]) -> None:
        super().__init__(md)
        self._items = items

    def run(self, root: etree.Element) -> None:
        known = self._items()
        cites = any(part.get("key") in known for mark in _placeholders(root) for part in mark)
        notes = _notes(root)
        if notes is not None:
            for note in _items_of(notes):
                _remove_back_links(note)
        if cites or notes is not None:
            heading = _HEADINGS[cites, notes is not None]
            append(root, "h2", heading, id="references" if cites else "notes")
            append(root, "ol", class_="references")


class _Numbering(Treeprocessor):
    """Numbers placeholders and footnotes in document order and fills the list."""

    def __init__(
        self, md: Markdown, items: Callable[[], Mapping[str, Item]], keep: Callable[[PageReferences], None]
    ) -> None:
        super().__init__(md)
        self._items = items
        self._keep = keep

    def run(self, root: etree.Element) -> None:
        parents = {child: parent for parent in root.iter() for child in parent}
        div = _notes(root)
        notes = [] if div is None else _items_of(div)
        numbers = _Numbers(self._items(), {note.get("id", ""): note for note in notes})
        if div is not None:
            parents[div].remove(div)
        sections = _sections(root, self.md)
        numbers.read(root)
        for entry in numbers.entries:  # grows while notes are read
            if entry.note is not None:
                numbers.read(entry.note)
        numbers.add_unused_notes()
        if numbers.entries:
            _fill(next(one for one in root.iter("ol") if one.get("class") == "references"), numbers.entries)
        citings = list(self._citings(numbers.cited, parents, sections))
        self._keep(PageReferences(numbers.entries, citings))

    def _citings(
        self,
        cited: list[tuple[etree.Element, str, str]],
        parents: dict[etree.Element, etree.Element],
        sections: dict[etree.Element, str],
    ) -> Iterable[Citing]:
        resolve = resolver(self.md)
        blocks: dict[etree.Element, list[etree.Element]] = {}
        for mark, _, _ in cited:
            blocks.setdefault(block_of(mark, parents), []).append(mark)
        sentences: dict[etree.Element, str] = {}
        for block, marks in blocks.items():
            sentences.update(sentences_around(block, marks, resolve))
        for mark, key, place in cited:
            top = mark
            while top in parents and top not in sections:
                top = parents[top]
            yield Citing(key, place, sentences.get(mark, ""), sections.get(top, "Notes"))


class _Numbers:
    """Gives each source and each note its number when it is first met."""

    def __init__(self, items: Mapping[str, Item], notes: dict[str, etree.Element]) -> None:
        self._items = items
        self._notes = notes
        self._by_key: dict[str, Entry] = {}
        self._by_note: dict[str, Entry] = {}
        self._ids: set[str] = set()
        self.entries: list[Entry] = []
        self.cited: list[tuple[etree.Element, str, str]] = []  # placeholder, key, id of the link

    def read(self, scope: etree.Element) -> None:
        """Number what `scope` cites, in its order."""
        for mark in list(scope.iter()):
            if mark.get("class") == PLACEHOLDER:
                self._number_group(mark)
            elif mark.tag == "sup" and mark.get("id", "").startswith("fnref"):
                self._number_note(mark)

    def add_unused_notes(self) -> None:
        """Notes that nothing refers to come last: they are reported, and not lost."""
        for id_ in self._notes:
            self._note_entry(id_)

    def _number_note(self, mark: etree.Element) -> None:
        link = mark.find("a")
        id_ = link.get("href", "").removeprefix("#") if link is not None else ""
        if link is None or id_ not in self._notes:
            return
        entry = self._note_entry(id_)
        entry.places.append(mark.get("id", ""))
        link.text = str(entry.number)
        link.attrib.update({"role": "doc-noteref", "aria-label": f"Note {entry.number}"})

    def _note_entry(self, id_: str) -> Entry:
        if id_ not in self._by_note:
            self._by_note[id_] = Entry(len(self.entries) + 1, id_, note=self._notes[id_])
            self.entries.append(self._by_note[id_])
        return self._by_note[id_]

    def _number_group(self, mark: etree.Element) -> None:
        authors = mark.find("span[@class='citation-authors']")
        parts = _parts(mark)
        known = {part.key: self._source_entry(part.key) for part in parts if part.key in self._items}
        tail = mark.tail
        mark.clear()
        mark.tail = tail
        mark.tag = "span"
        mark.set("class", "citation")
        if authors is not None:
            authors.tail = "\N{NO-BREAK SPACE}"
            mark.append(authors)
        append_text(mark, "[")
        if len(known) == len({part.key for part in parts}) and all(part.plain for part in parts):
            self._write_numbers(mark, sorted(known.values(), key=lambda entry: entry.number))
        else:
            self._write_parts(mark, parts, known)
        append_text(mark, "]")

    def _source_entry(self, key: str) -> Entry:
        if key not in self._by_key:
            number = len(self.entries) + 1
            id_ = f"ref-{ascii_id(key)}"
            id_ = f"{id_}-{number}" if id_ in self._ids else id_
            self._ids.add(id_)
            self._by_key[key] = Entry(number, id_, key=key)
            self.entries.append(self._by_key[key])
        return self._by_key[key]

    def _write_numbers(self, mark: etree.Element, entries: list[Entry]) -> None:
        """Bare numbers, neighbours as a range: [1–3, 5]. The dash leads to those between."""
        position = 0
        while position < len(entries):
            end = position + 1
            while end < len(entries) and entries[end].number == entries[end - 1].number + 1:
                end += 1
            run = entries[position:end]
            append_text(mark, ", " if position else "")
            if len(run) < _LEAST_RANGE:
                for nth, entry in enumerate(run):
                    append_text(mark, ", " if nth else "")
                    self._link(mark, entry)
            else:
                self._link(mark, run[0])
                self._link_between(mark, run[1:-1])
                self._link(mark, run[-1])
            position = end

    def _write_parts(self, mark: etree.Element, parts: list[_Part], known: Mapping[str, Entry]) -> None:
        for position, part in enumerate(parts):
            append_text(mark, "; " if position else "")
            _unwrap(mark, part.prefix)
            if part.key in known:
                self._link(mark, known[part.key])
            else:
                mark.append(problem_mark(f"unknown source: {part.key}"))
            append_text(mark, f", {part.locator}" if part.locator else "")
            if (part.suffix.text or "")[:1].isalnum():
                append_text(mark, " ")
            _unwrap(mark, part.suffix)

    def _place(self, mark: etree.Element, entry: Entry) -> str:
        place = f"cite-{entry.id.removeprefix('ref-')}-{len(entry.places) + 1}"
        entry.places.append(place)
        self.cited.append((mark, entry.key, place))
        return place

    def _link(self, mark: etree.Element, entry: Entry) -> None:
        append(
            mark, "a", str(entry.number), class_="footnote-ref", id=self._place(mark, entry), href=f"#{entry.id}",
            role="doc-biblioref", aria_label=f"Reference {entry.number}",
        )  # fmt: skip

    def _link_between(self, mark: etree.Element, between: list[Entry]) -> None:
        places = [self._place(mark, entry) for entry in between]
        for place in places[1:]:
            append(mark, "span", id=place)
        first, last = between[0].number, between[-1].number
        label = f"Reference {first}" if first == last else f"References {first} to {last}"
        link = append(
            mark, "a", "–", class_="footnote-ref citation-range", id=places[0], href=f"#{between[0].id}",
            role="doc-biblioref", aria_label=label,
        )  # fmt: skip
        if last > first:
            link.set("data-until", between[-1].id)


def _placeholders(root: etree.Element) -> Iterable[etree.Element]:
    return (element for element in root.iter() if element.get("class") == PLACEHOLDER)


def _notes(root: etree.Element) -> etree.Element | None:
    """What Python-Markdown's extension has made of the page's footnotes."""
    return next((div for div in root.iter("div") if div.get("class") == "footnote"), None)


def _items_of(notes: etree.Element) -> list[etree.Element]:
    """The footnotes themselves, and no list items within them."""
    return notes.findall("ol/li")


def _sections(root: etree.Element, md: Markdown) -> dict[etree.Element, str]:
    """The text of the heading above each block at the top level."""
    sections, heading = {}, ""
    for block in root:
        if block.tag in ("h1", "h2", "h3", "h4"):
            heading = plain_text(block, resolver(md))
        sections[block] = heading
    return sections


def _parts(mark: etree.Element) -> list[_Part]:
    parts = [part for part in mark if part.get("part")]
    threes = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return [_Part(key.get("key", ""), key.get("locator", ""), prefix, suffix) for prefix, key, suffix in threes]


def _unwrap(parent: etree.Element, element: etree.Element) -> None:
    append_text(parent, element.text or "")
    parent.extend(list(element))


def _fill(list_: etree.Element, entries: list[Entry]) -> None:
    for entry in entries:
        if entry.note is None:
            list_.append(etree.Comment(f"{_REFERENCE}{entry.number}"))
            continue
        list_.append(entry.note)
        entry.note.set("class", "note")
        last = entry.note[-1] if len(entry.note) and entry.note[-1].tag == "p" else append(entry.note, "p")
        if entry.places:
            append_text(last, " ")
            last.append(etree.Comment(f"{_REFERENCE}{entry.number}"))


def _back_links_html(entry: Entry, kind: str) -> str:
    """The links from an entry to each place of use."""
    numbered = len(entry.places) > 1
    links = (
        f'<a href="#{escape(place)}" role="doc-backlink" '
        f'aria-label="Back to use {number} of {kind} {entry.number} in the text">↩{number if numbered else ""}</a>'
        for number, place in enumerate(entry.places, 1)
    )
    return f'<span class="references-back">{" ".join(links)}</span>'


def _remove_back_links(note: etree.Element) -> None:
    """Python-Markdown's own, with the space before them: they count footnotes alone, and some lead nowhere."""
    for parent in list(note.iter()):
        parent.text = (parent.text or "").removesuffix(NBSP_PLACEHOLDER) or None
        for child in list(parent):
            if child.get("class") == "footnote-backref":
                parent.remove(child)
            else:
                child.tail = (child.tail or "").removesuffix(NBSP_PLACEHOLDER) or None
    for parent in list(note.iter()):
        for child in list(parent):
            if child.tag == "p" and not len(child) and not (child.text or "").strip():
                parent.remove(child)
