"""References: `@fig-label` and `@tbl-label` become numbered links, `@sec-label` the heading, on other pages too.

    As @fig-debt shows                ->  As <a href="#fig-debt">Figure 2</a> shows
    [@fig-debt; @tbl-costs]           ->  Figure 2, Table 1 in <em>Scoping</em>
    See @sec-drift, or [](#sec-drift) ->  See <em>Which state?</em> in Lifecycle, or Which state?

Labels are Quarto's: https://quarto.org/docs/authoring/cross-references.html. While pages are rendered, the inline
processor leaves a placeholder, and `figure` and `section` tell the labels; when all are rendered, `resolve` fills the
former in (`target` knows what is meant). A link shows its figure, the beginning of its section or the description of
its page in a pop-up, as a citation shows its source; so does an ordinary link to a page, which `link` has marked.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape, unescape
from typing import TYPE_CHECKING

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from . import paths
from .markup import append, ascii_id, free_id
from .problems import Problem, did_you_mean
from .source import Source

if TYPE_CHECKING:
    from .target import Target, Targets

# Before citations (76), which would take a label for an unknown key; after links and raw HTML.
_PRIORITY = 76.5
_LABEL = r"@((?:fig|tbl|sec)-\w+(?:-\w+)*)"
_REFERENCE = rf"(?<![\w@/.=&]){_LABEL}|\[{_LABEL}(?:\s*;\s*{_LABEL})*\](?!\()"
_LABELS = re.compile(_LABEL)
_TYPED = re.compile(rf"(?<![\w@/.=&]){_LABEL}")
# Around a placeholder's key in text, where references are written out later; these characters belong to no alphabet.
TOKEN_OPEN, TOKEN_CLOSE = "\ue000", "\ue001"
# On an ordinary link to a page: its address as the author wrote it, in whose place comes what shows its preview.
LEADS_TO = "data-to"
_PLACE = '<span class="crossref" data-label="'
ADDRESS = "\ue005"  # before that address: no text of a page has this character
_LEADS_TO = f' {LEADS_TO}="{ADDRESS}'
_OWN_ATTRIBUTE = re.compile(r' data-own-([\w:.-]+)="([^"]*)"')
_PREFIXES = {"Figure": "fig-", "Table": "tbl-"}
_LISTS = {"list-of-figures": "Figure", "list-of-tables": "Table"}


@dataclass(frozen=True)
class Label:
    """A numbered figure or table: its id, its page below docs/, its caption as text; `line` is 0 if it has no label.

    The id is the author's label, or made of kind and number.
    """

    id: str
    kind: str
    number: int
    page: str
    caption: str
    file: str
    line: int = 0
    column: int = 0

    @property
    def text(self) -> str:
        """ "Figure 3"."""
        return f"{self.kind}\N{NO-BREAK SPACE}{self.number}"


@dataclass(frozen=True)
class LabelUse:
    """A reference to a label in a page's source."""

    id: str
    file: str
    line: int
    column: int


@dataclass
class CrossrefContext:
    """What the extension needs of its surroundings: the page at work, and where to put what it finds."""

    source: Callable[[], Source]
    used: Callable[[LabelUse], None]
    listed: Callable[[], None] = lambda: None


def token(key: str) -> str:
    """The text that stands for a reference until all pages are known; `target` writes it out."""
    return f"{TOKEN_OPEN}{key}{TOKEN_CLOSE}"


def tokens(text: str) -> str:
    """A text in which tokens stand for what its author typed as `@fig-a`."""
    return _TYPED.sub(lambda found: token(found[1]), text)


def typed_labels(text: str) -> list[str]:
    """The labels of a text from outside Markdown."""
    return _TYPED.findall(text)


class CrossrefExtension(BlocksExtension):  # type: ignore[misc]
    """Registers the inline processor and the two lists; one instance serves a whole build."""

    def __init__(self, context: CrossrefContext) -> None:
        super().__init__()
        self._context = context

    def extendMarkdown(self, md: Markdown) -> None:
        """Called by Python-Markdown for each page's converter."""
        super().extendMarkdown(md)
        md.inlinePatterns.register(_CrossrefInline(_REFERENCE, md, self._context), "mlguide-crossref", _PRIORITY)

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: object) -> None:
        """Register `/// list-of-figures` and `/// list-of-tables`."""
        for block in (_FigureList, _TableList):
            block_mgr.register(block, {"listed": self._context.listed})  # type: ignore[attr-defined]


class _CrossrefInline(InlineProcessor):
    """Leaves a placeholder for each label; nothing within a link is a reference."""

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, pattern: str, md: Markdown, context: CrossrefContext) -> None:
        super().__init__(pattern, md)
        self._context = context
        self._seen: dict[str, int] = {}

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element | None, int | None, int | None]:
        group = etree.Element("span")
        for number, label in enumerate(_LABELS.findall(m[0])):
            if number:
                group[-1].tail = AtomicString(", ")
            append(group, "span", token(label), class_="crossref", data_label=label)
            self._tell(label)
        return (group if len(group) > 1 else group[0]), m.start(0), m.end(0)

    def _tell(self, label: str) -> None:
        if label.startswith("sec-"):  # `link` tells of these
            return
        source, nth = self._context.source(), self._seen.get(label, 0)
        self._seen[label] = nth + 1
        at = source.find(f"@{label}", nth, whole_word=True)
        self._context.used(LabelUse(label, source.file, at.line if at else 0, at.column if at else 0))


class _ListBlock(Block):  # type: ignore[misc]
    """A place that is filled when every page has been rendered."""

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Leave the place, and tell that the page has one."""
        self.config["listed"]()
        return append(parent, "div", class_=self.NAME)


class _FigureList(_ListBlock):
    NAME = "list-of-figures"


class _TableList(_ListBlock):
    NAME = "list-of-tables"


def check(labels: Iterable[Label], uses: Sequence[LabelUse], linked: Collection[str] = ()) -> Iterator[Problem]:
    """Labels that do not exist, exist twice or are never referred to, and labels of the wrong kind.

    `linked` are the ids that ordinary links lead to.
    """
    known: dict[str, Label] = {}
    for label in labels:
        if label.id in known and label.line:
            first = known[label.id]
            hint = f"the other is in {first.file}:{first.line}; rename one"
            yield Problem(label.file, label.line, label.column, f'label "{label.id}" is used twice', hint)
        known.setdefault(label.id, label)
        if label.line and not label.id.startswith(prefix := _PREFIXES[label.kind]):
            hint = f'write "{prefix}{re.sub("^(?:fig|tbl|sec)-", "", label.id)}"'
            message = f'label "{label.id}" belongs to a {label.kind.lower()}'
            yield Problem(label.file, label.line, label.column, message, hint)
    for use in uses:
        if use.id not in known:
            labelled = [label.id for label in known.values() if label.line]
            hint = did_you_mean(use.id, labelled, f"label the figure or table {{ #{use.id} }}")
            yield Problem(use.file, use.line, use.column, f'unknown label "@{use.id}"', hint)
    referred = {use.id for use in uses}.union(linked)
    for label in known.values():
        if label.line and label.id not in referred:
            hint = f"refer to it with @{label.id}, or take the label away"
            yield Problem(label.file, label.line, label.column, f'nothing refers to "{label.id}"', hint)


def resolve(
    html: str,
    page: str,
    targets: Targets,
    link: Callable[[str], tuple[str, str]],
    taken: Collection[str] = (),
) -> str:
    """Fill in the placeholders of a rendered page. `link` gives the address and the title of a page by its path.

    A figure of the page is its own preview. Hidden copies of what is said of all else stand at the page's end, under
    the id of what they copy, which is where the theme looks; if the page itself has that id (`taken`), under another
    one, which the link names in `data-shows`.
    """
    first, *others = html.split(_PLACE)
    previews = _Previews(page, taken)

    def preview(html: str) -> str:
        return _with_previews(html, targets, previews, page)

    parts: list[str] = [preview(first)]
    for other in others:
        key, _, rest = other.partition('"')
        attributes, _, rest = rest.partition(">")
        target = targets.find(key)
        if target is None:
            said = escape(targets.written(key).removeprefix("@"))
            shown = f'<strong class="problem">unknown label: {said}</strong>'
        else:
            bare = not _LABELS.fullmatch(f"@{key}")
            shown = _with_own(_link_html(target, page, link, previews.id_of(target), bare=bare), attributes)
        parts += [shown, preview(rest.partition("</span>")[2])]
    copies = (previews.html(target, targets.plain(target.said), link) for target in previews.copied)
    return "".join([*parts, *copies])


class _Previews:
    """The copies at the end of one page."""

    def __init__(self, page: str, taken: Collection[str]) -> None:
        self._page = page
        self._taken = set(taken)
        self._ids: dict[Target, str] = {}
        self.copied: list[Target] = []

    def id_of(self, target: Target) -> str:
        """The id of what the pop-up shows; "" if there is nothing to show."""
        if target not in self._ids:
            self._ids[target] = self._id_for(target)
        return self._ids[target]

    def _id_for(self, target: Target) -> str:
        near, numbered = target.page == self._page, target.kind in _PREFIXES
        if target.kind == "Page" and target.said and not near:
            id_ = free_id(f"about-{ascii_id(target.page)}", self._taken)
            self._taken.add(id_)
            self.copied.append(target)
            return id_
        if near and numbered:
            return target.id
        if not target.id or (near and not target.said):
            return ""
        id_ = target.id
        if near or id_ in self._taken or not id_.isascii():
            if numbered:
                return ""  # the script that fetches the picture needs the id
            id_ = free_id(f"about-{ascii_id(id_)}", self._taken)
        self._taken.add(id_)
        self.copied.append(target)
        return id_

    def html(self, target: Target, said: str, link: Callable[[str], tuple[str, str]]) -> str:
        """One copy; a script adds the picture of a figure."""
        if target.kind in _PREFIXES:
            shown = f"<p>{escape(f'{target.text}. {said}', quote=False)}</p>"
        else:
            shown = f"<p><strong>{target.html}</strong></p>" + (f"<p>{escape(said, quote=False)}</p>" if said else "")
        if target.page != self._page and target.kind != "Page":
            href, title = link(target.page)
            shown += f'<p>In <a href="{escape(href)}#{escape(target.id)}">{escape(title, quote=False)}</a></p>'
        id_ = self._ids[target]
        return f'<div class="crossref-preview" id="{id_}" hidden data-search-exclude>{shown}</div>\n'


def fill_lists(
    html: str, labels: Sequence[Label], link: Callable[[str], tuple[str, str]], plain: Callable[[str], str]
) -> str:
    """Put the lists of figures and tables into a page that asks for them; `labels` in reading order."""
    for name, kind in _LISTS.items():
        place = f'<div class="{name}"></div>'
        if place in html:
            shown = [replace(label, caption=plain(label.caption)) for label in labels if label.kind == kind]
            items = "".join(_item_html(label, *link(label.page)) for label in shown)
            html = html.replace(place, f'<ul class="{name}">\n{items}</ul>' if items else "<p>There are none.</p>")
    return html


def _link_html(target: Target, page: str, link: Callable[[str], tuple[str, str]], preview: str, *, bare: bool) -> str:
    """`preview` is an id or ""; `bare`: the text alone, for a link without one, where `@label` adds the page."""
    numbered = target.kind in _PREFIXES
    shown = target.html if numbered or bare else f"<em>{target.html}</em>"
    address = f"#{escape(target.id)}" if target.id else ""
    if target.page != page:
        href, title = link(target.page)
        address = escape(href) + address
        if not bare and target.text != title:
            said = escape(title, quote=False)
            shown += f" in <em>{said}</em>" if numbered else f" in {said}"
    attributes = _preview_attributes(target, page, preview)
    class_ = "crossref footnote-ref" if preview else "crossref"
    return f'<a class="{class_}" href="{address}"{attributes}>{shown}</a>'


def _preview_attributes(target: Target, page: str, preview: str) -> str:
    """What scripts read of a link on `page`: that a picture is to be fetched, or which copy is shown."""
    if preview and preview != target.id:
        return f' data-shows="{preview}"'
    return " data-preview" if preview and target.kind in _PREFIXES and target.page != page else ""


def _with_previews(html: str, targets: Targets, previews: _Previews, page: str) -> str:
    """Give the ordinary links in a piece of a page's HTML that `link` has marked their previews."""
    first, *others = html.split(_LEADS_TO)
    parts = [first]
    for other in others:
        address, _, rest = other.partition('"')
        path, marked, id_ = unescape(address).partition("#")
        to = paths.resolve(page, path) if path else page
        target = targets.find(f"{to}{marked}{id_}") if to is not None else None
        id_ = previews.id_of(target) if target and target.said else ""
        attributes = (
            f' class="crossref footnote-ref page-link"{_preview_attributes(target, page, id_)}'
            if target and id_
            else ""
        )
        parts += [attributes, rest]
    return "".join(parts)


def _with_own(link: str, attributes: str) -> str:
    """The attributes that an author gave to a link without a text; a class is added to ours."""
    own = dict(_OWN_ATTRIBUTE.findall(attributes))
    if class_ := own.pop("class", ""):
        link = link.replace('<a class="crossref', f'<a class="crossref {class_}', 1)
    return link.replace("<a ", "<a " + "".join(f'{name}="{value}" ' for name, value in own.items()), 1)


def _item_html(label: Label, href: str, title: str) -> str:
    said = escape(label.caption, quote=False)
    place = f"{escape(href)}#{label.id}"
    return f'<li><a href="{place}">{label.text} in <em>{escape(title, quote=False)}</em></a> {said}</li>\n'
