"""Templates: pairs of Markdown files to download, one blank and one filled in for the example, offered by a block.

    /// template | gap-inventory
    One row for each missing capability.
    ///

In:  `templates/blank/NAME.md` and `templates/filled/NAME.md` below docs/. They are no pages: who downloads one gets
     Markdown, the filled one with its quoted results (`{{ }}`, see `results`) written out, in code too.
Out: a box with the title of the blank one (its H1), the author's words and a link to each file; what is to be
     published; a `Problem` at its place for everything that is missing or cannot be quoted.
"""

from __future__ import annotations

import functools
import re
import xml.etree.ElementTree as etree
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from markdown import Markdown
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from . import paths, results
from .markup import append, problem_mark
from .problems import Problem, did_you_mean
from .quote import QuoteContext
from .results import QuoteError, Results
from .source import Source

FOLDER = "templates"
KINDS = ("blank", "filled")
_LINKS = {"blank": "Download blank", "filled": "Download filled in for the example"}
_OTHER = {"blank": "filled", "filled": "blank"}
_OPENING = re.compile(r"[\s>]*/{3,}\s*template\s*(?:\|(.*))?")


@dataclass(frozen=True)
class Template:
    """A pair of files; one that is missing is None."""

    name: str
    blank: Source | None = None
    filled: Source | None = None

    @property
    def sources(self) -> dict[str, Source]:
        """The files that there are, by kind."""
        both = {"blank": self.blank, "filled": self.filled}
        return {kind: source for kind, source in both.items() if source}

    @property
    def title(self) -> str:
        """What the template is called: the H1 of the blank one, or else its name."""
        source = self.blank or self.filled
        return (title(source) if source else "") or self.name


@dataclass
class Templates:
    """All templates by name, and which of them each page offers."""

    known: Mapping[str, Template] = field(default_factory=dict)
    offered: dict[str, frozenset[str]] = field(default_factory=dict)


@dataclass
class TemplateContext:
    """What the block needs of its surroundings.

    `known` gives all templates, `page` the path of the page at work below docs/; `offers` is told of a template that
    the page shows, `asks` that the page depends on a file below docs/, `missed` that it named one that is not there.
    """

    known: Callable[[], Mapping[str, Template]]
    page: Callable[[], str]
    source: Callable[[], Source]
    report: Callable[[Problem], None]
    offers: Callable[[str], None]
    asks: Callable[[str], None]
    missed: Callable[[], None]


def uri(kind: str, name: str) -> str:
    """Where a file of a template lies below docs/, and in the finished site."""
    return f"{FOLDER}/{kind}/{name}.md"


def place(path: str) -> tuple[str, str] | None:
    """Kind and name of the template that a path below docs/ belongs to; None if it is none."""
    folder, _, rest = path.partition("/")
    kind, _, name = rest.partition("/")
    is_template = folder == FOLDER and kind in KINDS and name.endswith(".md")
    return (kind, name.removesuffix(".md")) if is_template else None


def pair(found: Mapping[tuple[str, str], Source]) -> dict[str, Template]:
    """The templates by name, from their files by kind and name."""
    names = sorted({name for _, name in found})
    return {name: Template(name, found.get(("blank", name)), found.get(("filled", name))) for name in names}


def title(source: Source) -> str:
    """The text of the first H1; "" if there is none."""
    for line in source.masked.split("\n"):
        if line.startswith("# "):
            return line[2:].strip().rstrip("#").rstrip()
    return ""


def faults(templates: Iterable[Template]) -> Iterator[Problem]:
    """What is wrong with the files themselves: no title, half a pair, a blank one that quotes results."""
    for template in templates:
        for kind, source in template.sources.items():
            other = _OTHER[kind]
            if other not in template.sources:
                message = f'template "{template.name}" is {kind} only'
                yield Problem(source.file, 1, 0, message, f"write docs/{uri(other, template.name)} too")
            if not title(source):
                yield Problem(source.file, 1, 0, "template has no title", "begin it with a line `# Title`")
        if template.blank and (start := template.blank.text.find("{{")) >= 0:
            at = template.blank.position(start)
            suggestion = "leave the field empty, and quote in the filled one"
            yield Problem(template.blank.file, at.line, at.column, "blank template quotes a result", suggestion)


def never_offered(templates: Templates) -> Iterator[Problem]:
    """When every page has been rendered: templates that no page shows."""
    offered = frozenset().union(*templates.offered.values())
    for name, template in templates.known.items():
        if name not in offered:
            source = next(iter(template.sources.values()))
            message = f'no page offers the template "{name}"'
            yield Problem(source.file, 1, 0, message, f"write `/// template | {name}` on the page of its subject")


def fill(source: Source, load: Callable[[], Results], report: Callable[[Problem], None]) -> str:
    """The text of a filled template with its quoted results written out; `\\{{` stays as `{{`."""
    text, problems = _filled(source, load()) if "{{" in source.text else (source.text, ())
    for problem in problems:
        report(problem)
    return text


@functools.lru_cache(maxsize=512)
def _filled(source: Source, found: Results) -> tuple[str, tuple[Problem, ...]]:
    problems: list[Problem] = []
    context = QuoteContext(lambda: found, lambda: source, problems.append)
    text = source.text
    parts, position = [], 0
    while (start := text.find("{{", position)) >= 0:
        if text[:start].endswith("\\"):
            parts += [text[position : start - 1], "{{"]
            position = start + 2
            continue
        parts.append(text[position:start])
        expression, position = _expression(text, start)
        try:
            parts.append(_quoted(context, expression, alone=_stands_alone(text, start, position)))
        except QuoteError as error:
            at = source.position(start)
            problems.append(Problem(source.file, at.line, at.column, str(error), error.suggestion))
            parts.append(f"[{error}]")
    return "".join([*parts, text[position:]]), tuple(problems)


def _expression(text: str, start: int) -> tuple[str | None, int]:
    """What stands in the braces that open at `start`, and where they end; None if they are not closed in the line."""
    line_end = text.find("\n", start)
    end = text.find("}}", start, line_end if line_end >= 0 else len(text))
    return (None, start + 2) if end < 0 else (text[start + 2 : end], end + 2)


def _stands_alone(text: str, start: int, end: int) -> bool:
    before = text[text.rfind("\n", 0, start) + 1 : start]
    return not (before + text[end:].partition("\n")[0]).strip()


def _quoted(context: QuoteContext, expression: str | None, *, alone: bool) -> str:
    if alone and expression is not None and results.is_block(quoted := results.parse(expression)):
        return results.block(context.results(), quoted)
    return context.text(expression)


class TemplateExtension(BlocksExtension):  # type: ignore[misc]
    """Registers the block; one instance serves a whole build."""

    def __init__(self, context: TemplateContext) -> None:
        super().__init__()
        self._context = context

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: object) -> None:
        """Register `/// template | NAME`."""
        block_mgr.register(_TemplateBlock, {"context": self._context})  # type: ignore[attr-defined]


class _TemplateBlock(Block):  # type: ignore[misc]
    NAME = "template"
    ARGUMENT = None  # one is needed: what is missing is reported, where pymdownx would leave the text as it is

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Begin the box; the author's words are put into it."""
        context: TemplateContext = self.config["context"]
        name = (self.argument or "").strip()
        self.template = context.known().get(name)
        box = append(parent, "div", class_="template")
        if self.template is None:
            message, suggestion = _unknown(name, context.known())
            for line in _lines(context.source(), name):
                context.report(Problem(context.source().file, line, 0, message, suggestion))
            context.missed()
            append(box, "p").append(problem_mark(f"[{message}]"))
        else:
            append(box, "p", self.template.title, class_="template-title")
        return box

    def on_end(self, block: etree.Element) -> None:
        """Add the links below the author's words."""
        if self.template is None:
            return
        context: TemplateContext = self.config["context"]
        name = self.template.name
        context.offers(name)
        links = append(block, "p", class_="template-links")
        for kind in KINDS:
            file = uri(kind, name)
            context.asks(file)
            if kind in self.template.sources:
                href = quote(paths.relative(context.page(), file))
                save_as = f"{name.replace('/', '-')}{'' if kind == 'blank' else '-filled'}.md"
                link = append(links, "a", _LINKS[kind], href=href, download=save_as)
                link.tail = "\n"


def _unknown(name: str, known: Iterable[str]) -> tuple[str, str]:
    if not name:
        return "template has no name", "write /// template | name"
    return f'there is no template "{name}"', did_you_mean(name, known, f"write docs/{uri('blank', name)}")


def _lines(source: Source, name: str) -> list[int]:
    """The lines of a page that open a block for this template; [0] if none is found."""
    found = []
    for number, line in enumerate(source.masked.split("\n"), 1):
        opening = _OPENING.fullmatch(line)
        if opening and (opening[1] or "").strip() == name:
            found.append(number)
    return found or [0]
