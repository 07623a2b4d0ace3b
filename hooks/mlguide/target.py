"""What references mean: from the key of a placeholder to the figure, table, section or page, and what is shown of it.

In:  the labels, sections and titles of all pages; keys as `crossref` and `section` write them:
     `sec-drift`, `data/index.md#define`, `data/index.md`, and `*data/index.md#define` for "on this page or anywhere".
Out: `Target`s; texts in which every reference is replaced by what the reader sees.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from urllib.parse import unquote

from .crossref import TOKEN_CLOSE, TOKEN_OPEN, Label, tokens
from .section import ANYWHERE, Section

_TOKEN = re.compile(f"{TOKEN_OPEN}([^{TOKEN_CLOSE}]*){TOKEN_CLOSE}")


@dataclass(frozen=True)
class Target:
    """Something to refer to. `kind` is Figure, Table, Section or Page; `id` is "" for a page; `html` has no links.

    `said` is the caption, the first sentences of the section, or the page's description; it may hold references.
    """

    page: str
    id: str
    kind: str
    text: str
    html: str
    said: str = ""
    labelled: bool = False


@dataclass
class Targets:
    """Everything on all pages that can be referred to. `titles` and `descriptions` have those of each page as text."""

    labels: Mapping[str, Label] = field(default_factory=dict)
    sections: Mapping[str, Iterable[Section]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_id: dict[str, list[Section]] = {}
        for sections in self.sections.values():
            for section in sections:
                self._by_id.setdefault(section.id, []).append(section)
        self._open: set[Section] = set()  # being written out, so that headings that name each other end

    def find(self, key: str) -> Target | None:
        """What a key means; the first if it may mean several things."""
        found = self.candidates(key)
        return found[0] if found else None

    def candidates(self, key: str) -> list[Target]:
        """Everything that a key may mean, in reading order: labels come before ids that nobody chose."""
        page, marked, id_ = unquote(key.removeprefix(ANYWHERE)).partition("#")
        if not marked and page in self.titles:
            title = self.plain(self.titles[page])
            said = tokens(self.descriptions.get(page, ""))
            return [Target(page, "", "Page", title, escape(title, quote=False), said)]
        if not marked:
            return self._anywhere(key)
        own = self.on_page(page, id_)
        return [own] if own else self._anywhere(id_) if key.startswith(ANYWHERE) else []

    def on_page(self, page: str, id_: str) -> Target | None:
        """The section, figure or table with this id on a page."""
        label = self.labels.get(id_)
        if label is not None and label.page == page:
            return _of_label(label)
        return next((self._of_section(one) for one in self._by_id.get(id_, []) if one.page == page), None)

    def plain(self, text: str, show: Callable[[str], str] = str) -> str:
        """A text in which references are replaced by what the reader sees; `show` writes that, such as `escape`."""
        if TOKEN_OPEN not in text:
            return text
        return _TOKEN.sub(lambda found: show(self._shown(found[1])), text)

    def typed(self, text: str) -> str:
        """A text from outside Markdown, such as a description, in which `@fig-a` and the like are written out."""
        return self.plain(tokens(text)) if "@" in text else text

    def written(self, key: str) -> str:
        """A key as its author would know it."""
        page, marked, id_ = unquote(key).partition("#")
        if not marked and page not in self.titles and "." not in page:
            return f"@{page}"
        return marked + id_ if page.startswith(ANYWHERE) else page + marked + id_

    def ids(self) -> list[str]:
        """Every label, for suggestions."""
        return [*self.labels, *self.labelled()]

    def labelled(self) -> dict[str, list[Section]]:
        """The sections whose authors have labelled them, by label."""
        found = {id_: [one for one in sections if one.labelled] for id_, sections in self._by_id.items()}
        return {id_: sections for id_, sections in found.items() if sections}

    def _shown(self, key: str) -> str:
        target = self.find(key)
        if target is None:
            return self.written(key)
        is_bare = ANYWHERE in key or "." in key
        return target.text if is_bare or target.kind != "Section" else f"“{target.text}”"

    def _anywhere(self, id_: str) -> list[Target]:
        if id_ in self.labels:
            return [_of_label(self.labels[id_])]
        sections = self._by_id.get(id_, [])
        return [self._of_section(one) for one in [one for one in sections if one.labelled] or sections]

    def _of_section(self, section: Section) -> Target:
        labelled = section.labelled
        if section in self._open:
            return Target(section.page, section.id, "Section", section.id, section.id, section.said, labelled)
        self._open.add(section)
        text = self.plain(section.text)
        html = self.plain(section.html, lambda said: escape(said, quote=False))
        self._open.remove(section)
        return Target(section.page, section.id, "Section", text, html, section.said, labelled)


def _of_label(label: Label) -> Target:
    return Target(label.page, label.id, label.kind, label.text, label.text, label.caption, labelled=True)
