"""What one page gives and takes while it is rendered, as plain data: what is needed to leave out rendering it again.

A page is rendered from its own text and from things that others own: files that it links to, entries of the
bibliography, terms of the glossary. `Collected` is what it tells the build; `Reads` what it has asked for, each
question with the answer that it got. As long as every question has the same answer, rendering gives the same page:
the "verifying trace" of Mokhov, Mitchell, Peyton Jones: Build Systems à la Carte (2018,
https://doi.org/10.1145/3236774).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from .checklist import CheckItem
from .crossref import Label, LabelUse
from .lifecycle import Explanation
from .link import PageLinks
from .problems import Problem
from .reference_list import PageReferences
from .section import Section

Value = TypeVar("Value")
# What is asked, such as "file" or "item", and of which one.
Question = tuple[str, str]


@dataclass
class Collected:
    """What a page tells the build while it is rendered; None where it has not told anything."""

    problems: list[Problem] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    label_uses: list[LabelUse] = field(default_factory=list)
    explanations: list[Explanation] = field(default_factory=list)
    definitions: dict[str, str] = field(default_factory=dict)  # of the glossary's terms, by id
    references: PageReferences | None = None
    sections: list[Section] | None = None
    links: PageLinks | None = None
    terms: set[str] | None = None
    checks: list[CheckItem] = field(default_factory=list)
    templates: set[str] = field(default_factory=set)  # that it offers, by name
    shows_bibliography: bool = False
    shows_claims: bool = False
    shows_map: bool = False
    is_live: bool = False
    published: dict[str, Path] = field(default_factory=dict)  # files for the site that it has had made, by address


@dataclass
class Reads:
    """The questions that a page has asked, each with its answer as a short comparable value."""

    answers: dict[Question, Any] = field(default_factory=dict)

    def note(self, kind: str, of: str, answer: Any) -> None:
        """Keep what was asked and answered."""
        self.answers[kind, of] = answer

    def hold(self, ask: Callable[[str, str], Any]) -> bool:
        """Whether every question still has the answer that it had."""
        return all(ask(kind, of) == answer for (kind, of), answer in self.answers.items())


class NotedMapping(Mapping[str, Value]):
    """A mapping that tells `note` which keys were looked up, and "*" if all of them were."""

    def __init__(self, of: Mapping[str, Value], note: Callable[[str], None]) -> None:
        self._of = of
        self._note = note

    def __getitem__(self, key: str) -> Value:
        self._note(key)
        return self._of[key]

    def __contains__(self, key: object) -> bool:
        self._note(str(key))
        return key in self._of

    def get(self, key: str, default: Any = None) -> Any:
        """The value, or `default`."""
        self._note(key)
        return self._of.get(key, default)

    def __iter__(self) -> Iterator[str]:
        self._note("*")
        return iter(self._of)

    def __len__(self) -> int:
        self._note("*")
        return len(self._of)


@dataclass
class Rendered:
    """A page rendered: what MkDocs keeps of it, what it has told, what it has asked.

    `contents` is the table of contents, `links_to_anchors` the links by the path of the page that they lead to.
    """

    content: str
    contents: Any
    title: str | None
    anchors: set[str] | None
    links_to_anchors: dict[str, dict[str, str]] | None
    collected: Collected
    reads: Reads
