"""The guide for readers who want text: a Markdown twin of every page, `llms.txt`, `llms-full.txt`.

In:  the sources of the pages, measured results, what each page cites.
Out: for each page its Markdown without front matter, with quoted results written out and its references as a list; a
     table of contents in the form of https://llmstxt.org; all twins in one file. A twin lies where its source lies, so
     links between pages lead to twins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from .source import Source


@dataclass(frozen=True)
class Twin:
    """A page: where its twin lies, title, description, text."""

    uri: str
    title: str
    description: str
    text: str


def text(source: Source, fill: Callable[[Source], str], references: Mapping[str, str]) -> str:
    """The Markdown of a page; `fill` writes quoted results out, `references` are the sources it cites, text by key."""
    lines = fill(source).split("\n")[source.front_matter.lines :]
    listed = [f"- `@{key}`: {said}" for key, said in references.items()]
    parts = ["\n".join(lines).strip(), *(["## References", "\n".join(listed)] if listed else [])]
    return "\n\n".join(parts) + "\n"


def contents(site: Twin, groups: Mapping[str, Sequence[Twin]], address: Callable[[str], str]) -> str:
    """`llms.txt`: the site's title and description, then its pages by part; `address` gives the link to a twin."""
    parts = [f"# {site.title}", f"> {site.description}", site.text]
    for name, twins in groups.items():
        lines = [f"- [{one.title}]({address(one.uri)}): {one.description}".rstrip(": ") for one in twins]
        parts += [f"## {name}", "\n".join(lines)]
    return "\n\n".join(filter(None, parts)) + "\n"


def everything(site: Twin, twins: Iterable[Twin]) -> str:
    """`llms-full.txt`: all twins, each with where it lies."""
    return "\n".join(
        [f"# {site.title}\n\n> {site.description}\n", *(f"<!-- {one.uri} -->\n\n{one.text}" for one in twins)]
    )
