"""The state of one build, and the only place that knows MkDocs' objects.

`start` is called first in `on_config`; from then on `current()` is the build at work. Nothing else in the library
keeps anything from one build to the next but what pure functions made of the same values, so two builds in one process
give the same bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import escape, unescape
from pathlib import Path
from typing import Any, ClassVar

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from . import answers, bibliography, paths
from .bibliography import Bibliography
from .bibliography_page import CitingPage, entry_id
from .checklist import CheckItem
from .claimspage import Claims
from .crossref import Label, LabelUse
from .csl import Item
from .diagramlinks import clicks
from .glossary import Glossary
from .lifecycle import Claim, Explanation, Lifecycle, Place
from .link import PageLinks
from .live import LiveDiagrams
from .page_citation import PageFacts
from .pagefoot import PageFoot
from .problems import Problem, Problems, did_you_mean
from .reference_list import PageReferences
from .references import format_item, to_html
from .rendered import Collected, NotedMapping, Reads
from .results import Results
from .section import Section
from .source import Source
from .statediagram import is_state_diagram
from .statediagram import parse as parse_state_diagram
from .target import Targets
from .templates import Templates

_NO_SOURCE = Source("", "")
_NO_REFERENCES = PageReferences()


@dataclass
class Site:
    """Everything that is known of one build. Pages are named by their path below docs/, with "/" (`src_uri`)."""

    config: MkDocsConfig
    root: Path
    docs_dir: Path
    serving: bool
    dirty: bool  # only changed pages are rendered, so nothing that crosses pages can be checked
    problems: Problems = field(default_factory=Problems)
    bibliography: Bibliography = field(default_factory=Bibliography)
    lifecycle: Lifecycle | None = None
    sources: dict[str, Source] = field(default_factory=dict)
    files: Files = field(default_factory=lambda: Files([]))
    page: Page | None = None
    live: LiveDiagrams | None = None
    live_pages: set[str] = field(default_factory=set)
    references: dict[str, PageReferences] = field(default_factory=dict)
    formatted_sources: dict[str, str] = field(default_factory=dict)
    bibliography_page: str = ""
    labels: list[Label] = field(default_factory=list)
    label_uses: list[LabelUse] = field(default_factory=list)
    sections: dict[str, list[Section]] = field(default_factory=dict)
    page_links: dict[str, PageLinks] = field(default_factory=dict)
    targets: Targets = field(default_factory=Targets)
    foot: PageFoot | None = None
    link_checks: set[str] = field(default_factory=set)
    glossary: Glossary = field(default_factory=Glossary)
    terms: dict[str, set[str]] = field(default_factory=dict)  # the glossary terms of each page
    pages_citing: Counter[str] = field(default_factory=Counter)
    map_pages: set[str] = field(default_factory=set)
    templates: Templates = field(default_factory=Templates)
    checks: dict[str, list[CheckItem]] = field(default_factory=dict)  # the items of each page's checklists
    records: Claims = field(default_factory=Claims)  # what citations rest on
    nav_sections: dict[str, str] = field(default_factory=dict)
    reading_order: list[str] = field(default_factory=list)
    diagram_count: int = 0
    generated: dict[str, Path] = field(default_factory=dict)
    # Of the page being rendered: what it has told, and what it has asked for. `leave` gives the former to the build.
    told: Collected | None = None
    reads: Reads = field(default_factory=Reads)
    finishers: list[Callable[[Page], None]] = field(default_factory=list)
    finished: Counter[str] = field(default_factory=Counter)  # how many of them have seen a page
    defers: bool = False  # pages are finished when they are asked for
    load_results: Callable[[], Results] = Results
    load_changes: Callable[[], Mapping[str, str]] = dict  # the date of each file's last commit
    downloads: Callable[[], dict[str, Path]] = dict
    _answered: dict[tuple[str, str], Any] = field(default_factory=dict)

    def report(self, problem: Problem) -> None:
        """Keep a problem; while a page is being rendered, as one of that page."""
        if self.told is None:
            self.problems.add(problem)
        else:
            self.told.problems.append(problem)

    def items(self) -> Mapping[str, Item]:
        """The bibliography by key, as the page being rendered may ask for it."""
        return self._noted_items

    @cached_property
    def _noted_items(self) -> NotedMapping[Item]:
        def note(key: str) -> None:
            self.note("item", key)
            if key not in self.bibliography.items:
                self.note("items", "")  # what is suggested instead may be any

        return NotedMapping(self.bibliography.items, note)

    def note(self, kind: str, of: str) -> None:
        """The page being rendered asks for something that is not its own; `answers` has the kinds."""
        if self.told is not None:
            self.reads.note(kind, of, self.answer(kind, of))

    def answer(self, kind: str, of: str) -> Any:
        """What a page that asks for something gets, as a short comparable value; the same all through a build."""
        question = (kind, of)
        if question not in self._answered:
            self._answered[question] = answers.answer(self, kind, of)
        return self._answered[question]

    def keep_references(self, references: PageReferences) -> None:
        """What the page being rendered cites."""
        self._told.references = references

    def formatted(self, key: str) -> str:
        """The HTML of a source, made once for a build."""
        if key not in self.formatted_sources:
            self.formatted_sources[key] = to_html(format_item(self.bibliography.items[key]))
        return self.formatted_sources[key]

    def keep_sections(self, sections: list[Section]) -> None:
        """The headings of the page being rendered."""
        self._told.sections = sections

    def keep_links(self, links: PageLinks) -> None:
        """The links of the page being rendered."""
        self._told.links = links

    def keep_terms(self, ids: set[str]) -> None:
        """The terms of the glossary that the page being rendered uses."""
        self._told.terms = ids

    def keep_bibliography_page(self) -> None:
        """The page being rendered shows the bibliography."""
        self._told.shows_bibliography = True

    def keep_claims_page(self) -> None:
        """The page being rendered shows what citations rest on."""
        self._told.shows_claims = True

    def keep_map(self) -> None:
        """The page being rendered shows the picture of the whole."""
        self._told.shows_map = True

    def keep_template(self, name: str) -> None:
        """A template that the page being rendered offers."""
        self._told.templates.add(name)

    def keep_checks(self, items: list[CheckItem]) -> None:
        """The items of the checklists of the page being rendered."""
        self._told.checks = items

    def keep_label(self, label: Label) -> None:
        """A numbered figure or table of the page being rendered."""
        self._told.labels.append(label)

    def keep_label_use(self, use: LabelUse) -> None:
        """A reference to one in the page being rendered."""
        self._told.label_uses.append(use)

    def keep_explanation(self, explanation: Explanation) -> None:
        """A section of the page being rendered that explains a transition."""
        self._told.explanations.append(explanation)

    def keep_definition(self, id_: str, text: str) -> None:
        """A definition of the glossary, which is being rendered; the first of each term counts."""
        self._told.definitions.setdefault(id_, text)

    def page_references(self, uri: str) -> PageReferences:
        """What a page cites."""
        return self.references.get(uri, _NO_REFERENCES)

    def cited_items(self, uri: str) -> list[Item]:
        """The sources that a page cites, each once, in its order."""
        return [self.bibliography.items[one.key] for one in self.page_references(uri).entries if one.key]

    def page_uri(self) -> str:
        """The page being rendered."""
        return self.page.file.src_uri if self.page else ""

    def page_source(self) -> Source:
        """The source of the page being rendered."""
        return self.sources.get(self.page_uri(), _NO_SOURCE)

    def page_claim(self) -> Claim:
        """What the page being rendered says of its place in the lifecycle."""
        return _claim(self.page_source())

    def title(self, uri: str) -> str:
        """The title in a page's front matter, which is known before the page is rendered; or else its path."""
        self.note("title", uri)
        return self.front_matter_title(uri)

    def front_matter_title(self, uri: str) -> str:
        """The same, asked by nobody."""
        source = self.sources.get(uri, _NO_SOURCE)
        return str(source.front_matter.data.get("title") or uri.removesuffix(".md"))

    def asked_lifecycle(self) -> Lifecycle | None:
        """The lifecycle, as the page being rendered asks for it."""
        self.note("lifecycle", "")
        return self.lifecycle

    def exists(self, uri: str) -> bool:
        """Whether there is such a file below docs/, published or not, by the letter case of the system."""
        self.note("exists", uri)
        return (self.docs_dir / uri).is_file()

    def shown(self, uri: str) -> str:
        """A file of the site as messages name it: relative to the project's root."""
        path = self.path(uri)
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.as_posix()

    def enter(self, page: Page) -> None:
        """From now on `page` is the one being rendered."""
        self.page = page
        self.diagram_count = 0
        self.told = Collected()
        self.reads = Reads()

    def leave(self) -> None:
        """The page has been rendered, or need not be: what it has told becomes known to the build."""
        uri, told = self.page_uri(), self._told
        self.told = None
        self.problems.extend(told.problems)
        self.labels += told.labels
        self.label_uses += told.label_uses
        self.generated |= told.published
        if told.references is not None:
            self.references[uri] = told.references
        if told.sections is not None:
            self.sections[uri] = told.sections
        if told.links is not None:
            self.page_links[uri] = told.links
        if told.terms is not None:
            self.terms[uri] = told.terms
        self._note_shown(uri, told)
        self.checks[uri] = told.checks
        self.templates.offered[uri] = frozenset(told.templates)
        for id_, text in told.definitions.items():
            self.glossary.definitions.setdefault(id_, text)
        if self.lifecycle:
            self.lifecycle.explanations += told.explanations

    def _note_shown(self, uri: str, told: Collected) -> None:
        """Remember which page shows what other pages lead to, or what needs more than the page."""
        if told.shows_bibliography:
            self.bibliography_page = uri
        if told.shows_claims:
            self.records.shown_on = uri
        if told.shows_map:
            self.map_pages.add(uri)
        if told.is_live:
            self.live_pages.add(uri)

    @property
    def _told(self) -> Collected:
        if self.told is None:
            raise RuntimeError("no page is being rendered")
        return self.told

    def finish_with(self, finisher: Callable[[Page], None]) -> None:
        """Have every page go through `finisher` when all have been rendered, in the order of these calls."""
        self.finishers.append(finisher)

    def finish(self, page: Page) -> None:
        """Take a page as far as finishers are known; what has been done is not done again."""
        uri = page.file.src_uri
        while self.finished[uri] < len(self.finishers):
            self.finished[uri] += 1
            self.finishers[self.finished[uri] - 1](page)

    def next_diagram(self) -> int:
        """The number of the next diagram on the page, from 1."""
        self.diagram_count += 1
        return self.diagram_count

    def mark_live(self) -> None:
        """The page being rendered has a diagram that is drawn in the browser."""
        self._told.is_live = True

    def images(self) -> list[str]:
        """The images below docs/."""
        self.note("images", "")
        return self.media_uris

    @cached_property
    def media_uris(self) -> list[str]:
        """The files below docs/ that are no pages, while pages are rendered."""
        return [file.src_uri for file in self.files.media_files()]

    def path(self, uri: str) -> Path:
        """Where the file `uri` of the site lies: below docs/, or where a hook has found it."""
        self.note("file", uri)
        file = self.files.src_uris.get(uri)
        return Path(file.abs_src_path) if file and file.abs_src_path else self.docs_dir / uri

    def url(self, target: str, page: Page) -> str:
        """The link from `page` to the page `target`, as it stands in the finished site."""
        if self.told is not None:
            self.note("file", target)
        file = self.files.src_uris.get(target)
        return get_relative_url(file.url if file else target, page.file.url)

    def page_url(self) -> str:
        """The address of the page being rendered, below the site's own; "" or "./" for the home page."""
        return self.page.file.url if self.page else ""

    def link(self, target: str) -> str:
        """The link from the page being rendered to the file `target`, as it stands in the finished site."""
        return self.url(target, self.page) if self.page else target

    def publish(self, uri: str, path: Path) -> str:
        """Have the file at `path` copied to `uri` in the finished site; the link to it from the page being rendered."""
        self._told.published[uri] = path
        return self.link(uri)

    def claims(self) -> dict[str, Claim]:
        """What each page that names a stage says of its place in the lifecycle."""
        return {uri: claim for uri, source in self.sources.items() if (claim := _claim(source)).stage}


class _Builds:
    """The one mutable thing at module level: the build at work, how MkDocs was started, sources by root and path."""

    site: Site | None = None
    serving: bool = False
    dirty: bool = False
    read: ClassVar[dict[tuple[str, str], tuple[tuple[int, ...] | None, Source]]] = {}


def started(command: str, dirty: bool) -> None:
    """Remember whether this is `mkdocs serve`, and whether it renders changed pages only (`--dirty`)."""
    _Builds.serving = command == "serve"
    _Builds.dirty = dirty


def start(config: MkDocsConfig) -> Site:
    """Forget the last build and begin a new one."""
    root = Path(config.config_file_path).parent.resolve()
    _Builds.site = Site(config, root, Path(config.docs_dir).resolve(), _Builds.serving, _Builds.dirty)
    return _Builds.site


def resume(site: Site) -> None:
    """The build at work is again an earlier one, since the one after it has died."""
    _Builds.site = site


def current() -> Site:
    """The build at work. Raises RuntimeError before `start`."""
    if _Builds.site is None:
        raise RuntimeError("no build has been started: hooks/sources.py must be the first hook in mkdocs.yml")
    return _Builds.site


def read_sources(site: Site, files: Files) -> None:
    """Read every page once; report what cannot be read and front matter that MkDocs would drop in silence."""
    site.files = files
    for file in files.documentation_pages():
        if file.abs_src_path:
            site.sources[file.src_uri] = _read(site, file, Path(file.abs_src_path))
    for file in list(files):
        if file.abs_src_path and Path(file.abs_src_path).is_symlink() and file.src_uri not in site.sources:
            message = "is a symbolic link; only files inside the project are published"
            site.problems.add(Problem(site.shown(file.src_uri), 0, 0, message, "copy the file"))
            files.remove(file)


def add_generated(site: Site, files: Files) -> None:
    """Add what was published while the pages were rendered to the files that MkDocs copies."""
    for uri, path in sorted(site.generated.items()):
        if files.get_file_from_path(uri) is None:
            files.append(File.generated(site.config, uri, abs_src_path=str(path)))


def load_bibliography(site: Site, path: Path) -> None:
    """Read the .bib file that `extra.bibliography` names, and the records of how its entries were checked, if any."""
    text = _read_text(site, path, "the bibliography is named in mkdocs.yml")
    if text is None:
        return
    found = bibliography.load(text, _shown(site, path), site.root / ".cache" / "bibliography")
    site.problems.extend(found.problems)
    table = path.with_name(f"{path.stem}-verified.tsv")
    if table.exists() and (rows := _read_text(site, table, "the table lies beside the bibliography")) is not None:
        records, problems = bibliography.parse_records(rows, _shown(site, table), found.items)
        site.problems.extend(problems)
        found = replace(found, records=records)
    site.bibliography = found


def _read_text(site: Site, path: Path, suggestion: str) -> str | None:
    try:
        return paths.read_text(path)
    except paths.UnreadableFileError as error:
        site.problems.add(Problem(_shown(site, path), error.line, 0, str(error), suggestion))
        return None


def _shown(site: Site, path: Path) -> str:
    return path.relative_to(site.root).as_posix() if path.is_relative_to(site.root) else path.as_posix()


def load_lifecycle(site: Site, page: str) -> None:
    """Find the lifecycle diagram: the first state diagram of `page`, which `extra.lifecycle` in mkdocs.yml names."""
    source = site.sources.get(page)
    if source is None:
        site.problems.add(Problem("mkdocs.yml", 0, 0, f'lifecycle page "{page}" does not exist', "see extra.lifecycle"))
        return
    drawn = (fence for fence in source.fences if fence.info.split()[:1] == ["mermaid"])
    found = next((fence for fence in drawn if is_state_diagram(fence.body)), None)
    if found is None:
        message = "the lifecycle page has no state diagram"
        site.problems.add(Problem(source.file, 1, 0, message, "add a `mermaid` fence with stateDiagram-v2"))
        return
    diagram = parse_state_diagram(found.body)
    places: dict[str, Place] = {}
    for click in clicks(found.body):
        path, _, fragment = click.target.partition("#")
        uri = paths.resolve(page, path) if path else page
        if uri in site.sources:  # the diagram itself reports what leads nowhere
            places.setdefault(click.id, Place(uri or "", fragment))
    site.lifecycle = Lifecycle(diagram, page, source.file, found.line, places)


def _read(site: Site, file: File, path: Path) -> Source:
    """A page's source; what was sound and has not been written to since the last build is not read again."""
    place, now = (str(site.root), str(path)), answers.signature(path)
    before, source = _Builds.read.get(place, (None, _NO_SOURCE))
    if before is not None and before == now:
        return source
    _Builds.read.pop(place, None)
    shown = site.shown(file.src_uri)
    try:
        source = Source(shown, paths.read_text(path))
    except paths.UnreadableFileError as error:
        suggestion = "save it as UTF-8 text" if error.text else "it must be a readable file inside docs/"
        site.problems.add(Problem(shown, error.line, 0, str(error), suggestion))
        return Source(shown, error.text or f"# {file.name}\n\nThis page {error}.\n")
    front_matter = source.front_matter
    if front_matter.error:
        line = front_matter.error_line
        site.problems.add(Problem(shown, line, 0, front_matter.error, "write `key: value` lines between two ---"))
    else:
        _Builds.read[place] = now, source
    return source


def _claim(source: Source) -> Claim:
    data = source.front_matter.data
    return Claim(str(data.get("stage") or ""), str(data.get("state") or ""))


def page_link(site: Site, written: str) -> tuple[str, str]:
    """The address of a file by its path as written in the page being rendered; "" and a suggestion if there is none."""
    target = paths.resolve(site.page_uri(), written) or ""
    site.note("file", target)
    if site.page is None or site.files.get_file_from_path(target) is None:
        known = [paths.relative(site.page_uri(), uri) for uri in site.sources]
        return "", did_you_mean(written, known, "correct the path")
    return site.url(target, site.page), ""


def rendered_pages(site: Site) -> list[Page]:
    """Every page that has been rendered, in reading order: as in the navigation, then those outside it."""
    pages = [file.page for file in site.files.documentation_pages() if file.page and file.page.content is not None]
    order = {uri: number for number, uri in enumerate(site.reading_order)}
    return sorted(pages, key=lambda page: (order.get(page.file.src_uri, len(order)), page.file.src_uri))


def citing_pages(site: Site, bibliography_page: Page) -> list[CitingPage]:
    """The pages that cite something, in reading order, with their addresses as seen from the bibliography."""
    found = []
    for page in rendered_pages(site):
        citings = [
            replace(citing, sentence=site.targets.plain(citing.sentence))
            for citing in site.page_references(page.file.src_uri).citings
        ]
        if citings:
            found.append(CitingPage(page_title(page), site.url(page.file.src_uri, bibliography_page), citings))
    return found


def count_citing_pages(site: Site) -> None:
    """When every page has been rendered: for each cited key the number of pages that cite it."""
    keys = (entry.key for references in site.references.values() for entry in references.entries if entry.key)
    site.pages_citing = Counter(keys)


def cited_elsewhere(site: Site, page: Page, key: str) -> str:
    """The link from a reference of `page` to the entry in the bibliography, if other pages cite it too."""
    others = site.pages_citing[key] - 1
    if not others or not site.bibliography_page:
        return ""
    href = escape(f"{site.url(site.bibliography_page, page)}#{entry_id(key)}")
    return f' <a class="references-elsewhere" href="{href}">also cited on {others} other page{"s"[: others > 1]}</a>'


def part_of(site: Site, uri: str) -> tuple[str, str]:
    """The part of the guide that a page is in, and its CSS class: its stage, or else its section of the navigation."""
    stages = {state.id: state.text for state in site.lifecycle.diagram.stages()} if site.lifecycle else {}
    stage = _claim(site.sources[uri]).stage if uri in site.sources else ""
    if stage in stages:
        return stages[stage], f"stage-{stage.lower()}"
    return site.nav_sections.get(uri, "Outside the navigation"), ""


def page_title(page: Page) -> str:
    """The title of a page as text: MkDocs keeps it as HTML."""
    return unescape(str(page.title))


def ordered_labels(site: Site) -> list[Label]:
    """Every numbered figure and table, in reading order."""
    order = {page.file.src_uri: number for number, page in enumerate(rendered_pages(site))}
    return sorted(site.labels, key=lambda label: (order.get(label.page, 0), label.number))


def author_labels(site: Site) -> dict[str, Label]:
    """The figures and tables that their authors have labelled, by label; the first where one is used twice."""
    return {label.id: label for label in reversed(ordered_labels(site)) if label.line}


def link_and_title(site: Site, page: Page, target: str) -> tuple[str, str]:
    """The address of the page `target` as seen from `page`, and its title."""
    file = site.files.src_uris.get(target)
    return site.url(target, page), page_title(file.page) if file and file.page else target


def page_facts(site: Site, page: Page) -> PageFacts:
    """What is said of a page where it is cited."""
    config = site.config
    title = config.site_name if page.is_homepage else page_title(page)
    return PageFacts(
        title=title,
        description=str(page.meta.get("description") or ""),
        uri=page.file.src_uri,
        url=page.canonical_url or "",
        site_name=config.site_name,
        site_url=config.site_url or "",
        author=config.site_author or f"{config.site_name} contributors",
        language=config.theme.get("language", "en"),
        reviewed=str(page.meta.get("reviewed") or ""),
    )
