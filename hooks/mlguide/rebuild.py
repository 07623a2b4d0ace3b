"""Builds that do only what has changed: the second place that knows MkDocs' objects, the only one that replaces any.

In:  MkDocs' events (`hooks/rebuild.py` hands them on).
Out: the same site, byte for byte, as without this module, sooner.

What is replaced, on objects that events hand over, is written against MkDocs 1.6.1 (`mkdocs/commands/build.py`,
`mkdocs/structure/pages.py`) and Material for MkDocs 9 (`material/plugins/search`):

- `page.render` and `page.read_source` give what they gave last time if nothing has changed that they depend on.
- `env.get_template` and `search_index.add_entry_from_context` keep what they make of each page (`outputs`).
- In `mkdocs serve`, from the second build on, pages are finished when a reader asks for them (`deferred`, `preview`),
  so that the time from an edit to its page hardly grows with the number of pages.
- `mkdocs build` shares what is to be done with other processes (`ahead`); the plugins' events for one page are not
  run again for a page that another process has finished.

If MkDocs is not what is expected here, all this is left out, with one notice.
"""

from __future__ import annotations

import copy
import gc
import inspect
import logging
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import mkdocs
from mkdocs.commands import build as mkdocs_build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import clean_directory

from . import outputs
from . import site as sites
from .ahead import Ahead
from .answers import digest
from .deferred import Builders, Deferred, LastBuild
from .outputs import Outputs, plain
from .pagecache import PageCache
from .preview import Preview
from .rendered import Reads, Rendered
from .site import Site
from .store import Store

_LOGGER = logging.getLogger("mkdocs.mlguide")
_VERSIONS = ("1.6.",)  # of MkDocs, and of what takes its place under its name
_FUNCTIONS = {
    "_build_page": ["page", "config", "doc_files", "nav", "env", "dirty", "excluded"],
    "_build_theme_template": ["template_name", "env", "files", "config", "nav"],
    "_build_extra_template": ["template_name", "files", "config", "nav"],
    "_populate_page": ["page", "config", "files", "dirty"],
}
_FOLDER = Path(__file__).resolve().parent.parent
# Plugins whose work on one page does not depend on whether others are built.
_KNOWN_PLUGINS = frozenset(
    {"search", "material/search", "offline", "material/offline", "redirects", "mkdocs-redirects"}
)
# Markdown extensions that look at nothing but the page; those of the second list are exceptions.
_KNOWN_EXTENSIONS = (
    *("abbr", "admonition", "attr_list", "codehilite", "def_list", "fenced_code", "footnotes", "md_in_html", "meta"),
    *("nl2br", "sane_lists", "smarty", "tables", "toc", "wikilinks", "markdown.extensions.", "pymdownx."),
)
_READING_EXTENSIONS = frozenset({"pymdownx.snippets", "pymdownx.b64", "pymdownx.pathconverter"})
_BUILDERS = Builders(
    mkdocs_build._build_page,
    mkdocs_build._build_theme_template,
    mkdocs_build._build_extra_template,
    clean_directory,
)
_SEARCH = ("search", "material/search")
_GARBAGE = (100_000, 50, 50)  # objects: a build makes many that last, and looking through them all takes long
_WORD = re.compile(r"\w+")
_INHERIT = re.compile(r"^INHERIT:(.*)$", re.MULTILINE)


def fits() -> bool:
    """Whether MkDocs is one that this module was written against."""
    found = {name: getattr(mkdocs_build, name, None) for name in _FUNCTIONS}
    same = all(one and list(inspect.signature(one).parameters) == _FUNCTIONS[name] for name, one in found.items())
    return (
        same and mkdocs.__version__.startswith(_VERSIONS) and hasattr(Page, "render") and hasattr(Page, "read_source")
    )


@cache
def code_version() -> str:
    """A short name for all code that a page goes through: this project's hooks, the installed packages, Python."""
    files = [(path.relative_to(_FOLDER).as_posix(), path.read_bytes()) for path in sorted(_FOLDER.rglob("*.py"))]
    packages = {path.name for folder in sys.path for path in Path(folder).glob("*.*-info")}  # name and version
    return digest(files, sorted(packages), sys.version)


@dataclass
class Kept:
    """What a process keeps from one build to the next."""

    store: Store
    pages: PageCache
    outputs: Outputs
    read: dict[str, tuple[str, str | None, dict[str, Any]]] = field(default_factory=dict)


class Rebuild:
    """One build and what it can take over from earlier ones."""

    def __init__(self, kept: Kept, config: MkDocsConfig, build: Site) -> None:
        self.kept = kept
        self.config = config
        self.build = build
        self.nav: Navigation | None = None
        self.rendered = 0  # pages that had to be
        self.key = digest(code_version(), settings(config), build.serving)
        self._made: dict[str, bool] = {}  # whether another process has finished a page
        self._rendering, self._finishing = Ahead(), Ahead()
        kept.outputs.keep_environment(config.theme)

    def replace_reading(self, page: Page) -> None:
        """Do not parse front matter again: MkDocs does so in pure Python, which takes as long as all else."""
        original = page.read_source

        def read_source(config: MkDocsConfig) -> None:
            uri = page.file.src_uri
            source = self.build.sources.get(uri)
            text, markdown, meta = self.kept.read.get(uri, ("", None, {}))
            if source is not None and markdown is not None and text == source.text:
                page.markdown, page.meta = markdown, copy.deepcopy(meta)
                return
            original(config)
            if source is not None:
                self.kept.read[uri] = (source.text, page.markdown, copy.deepcopy(dict(page.meta)))

        page.read_source = read_source  # type: ignore[method-assign]

    def replace_rendering(self, page: Page, markdown: str) -> None:
        """Render the page only if it would not come out as the last time."""
        original, file = page.render, page.file
        key = digest(self.key, file.src_uri, file.url, file.inclusion.name, markdown, page.meta)

        def render(config: MkDocsConfig, files: Files) -> None:
            self._rendering.wait_for(file.src_uri)
            found = self.kept.pages.get(file.src_uri, key, self.build.answer)
            if found is None:
                self.rendered += 1
                found = self._render(page, original, config, files)
                if found is not None:
                    self.kept.pages.put(file.src_uri, key, found)
                return
            _restore(page, found, files, anchors_are_checked=config.validation.links.anchors > logging.DEBUG)
            self.build.told = found.collected

        page.render = render  # type: ignore[method-assign]

    def _render(self, page: Page, original: Callable[..., None], config: MkDocsConfig, files: Files) -> Rendered | None:
        """Render; None if MkDocs had something to say, which it must say the next time too."""
        said = _Said()
        logging.getLogger("mkdocs").addHandler(said)
        try:
            original(config, _NotedFiles(files, self.build))
        finally:
            logging.getLogger("mkdocs").removeHandler(said)
        if said.anything or self.build.told is None:
            return None
        anchors = getattr(page, "links_to_anchors", None)
        return Rendered(
            page.content or "",
            [plain(item) for item in page.toc],
            page._title_from_render,
            page.present_anchor_ids,
            None if anchors is None else {to.src_uri: dict(found) for to, found in anchors.items()},
            self.build.told,
            Reads(self.build.reads.answers),
        )

    def render_ahead(self, files: Files) -> None:
        """The files are known: have part of the pages rendered elsewhere, unless an earlier build has done so."""
        if self.kept.store.get(self.key) is not None:
            return
        pages = {file.src_uri: file for file in files.documentation_pages(inclusion=self._inclusion)}

        def work(uri: str) -> None:
            page = pages[uri].page or Page(None, pages[uri], self.config)
            mkdocs_build._populate_page(page, self.config, files)

        self.kept.store.flush()
        self._rendering.share(list(pages), work, self.kept.store.flush)

    def finish_ahead(self, env: jinja2.Environment, files: Files) -> None:
        """Every page has been rendered: have part of them put into their templates and written elsewhere."""
        self.kept.store.put(self.key, len(files))
        self.kept.store.flush()
        if self.nav is None:
            return
        nav = self.nav
        listed = files.documentation_pages(inclusion=self._inclusion)
        pages = {file.src_uri: file for file in listed}

        def work(uri: str) -> None:
            file = pages[uri]
            if file.page is not None:
                level: Any = file.inclusion
                mkdocs_build._build_page(file.page, self.config, listed, nav, env, excluded=level.is_excluded())

        self._finishing.share(list(pages), work, self.kept.store.flush)
        self._replace_events()

    def _replace_events(self) -> None:
        """Let the plugins and hooks pass by pages that have been finished elsewhere; the search index needs them."""
        plugins, search = self.config.plugins, search_plugin(self.config)
        prepare, change = plugins.on_page_context, plugins.on_post_page

        def on_page_context(context: Any, *, page: Page, config: MkDocsConfig, nav: Navigation) -> Any:
            if not self._is_made(page):
                return prepare(context, page=page, config=config, nav=nav)
            if search is not None:
                search.on_page_context(context, page=page, config=config, nav=nav)
            return context

        def on_post_page(output: str, *, page: Page, config: MkDocsConfig) -> str:
            return output if self._is_made(page) else change(output, page=page, config=config)

        plugins.on_page_context = on_page_context  # type: ignore[method-assign]
        plugins.on_post_page = on_post_page  # type: ignore[method-assign]

    def _is_made(self, page: Page) -> bool:
        """Whether another process has finished and written the page."""
        uri = page.file.src_uri
        if uri not in self._made:
            self._finishing.wait_for(uri)
            written = Path(page.file.abs_dest_path).is_file()  # by this build: MkDocs empties the folder first
            self._made[uri] = self._finishing.shared(uri) and written
        return self._made[uri]

    def _made_text(self, page: Page) -> str | None:
        """What another process has written for the page, if it has."""
        return Path(page.file.abs_dest_path).read_text("utf-8") if self._is_made(page) else None

    def end(self) -> None:
        """The build is over: what was done elsewhere is done."""
        self._rendering.wait()
        self._finishing.wait()
        self.kept.store.flush()

    def _inclusion(self, level: InclusionLevel) -> bool:
        asked: Any = level
        return bool(asked.is_in_serve() if self.build.serving else asked.is_included())

    def keep_search(self) -> None:
        """Every page has been rendered, and the search index is about to be filled."""
        index = getattr(search_plugin(self.config), "search_index", None)
        if hasattr(index, "entries") and hasattr(index, "add_entry_from_context"):
            self.kept.outputs.keep_search(index, self.key, self._finishing.wait_for)

    def keep_templates(self, env: jinja2.Environment) -> None:
        """Every page has been rendered, and templates are about to be."""
        if self.nav is not None:
            key = outputs.site_key(self.key, self.config, self.nav, sites.rendered_pages(self.build))
            self.kept.outputs.keep_templates(env, key, self._made_text)


class _NotedFiles:
    """The files of the site, as MkDocs asks for them while it renders a page."""

    def __init__(self, files: Files, build: Site) -> None:
        self._files = files
        self._build = build

    def get_file_from_path(self, path: str) -> Any:
        """The file, whose absence is an answer too."""
        self._build.note("file", path)
        return self._files.get_file_from_path(path)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._files, name)


class _Said(logging.Handler):
    """Notices whether anything is logged."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.anything = False

    def emit(self, record: logging.LogRecord) -> None:
        self.anything = True


def settings(config: MkDocsConfig) -> str:
    """A short name for mkdocs.yml, what it inherits from, the environment that it reads, and the command line."""
    texts: list[str] = []
    variables: dict[str, str | None] = {}
    path: Path | None = Path(config.config_file_path)
    while path is not None and path.is_file():
        text = path.read_text("utf-8", "replace")
        texts.append(text)
        lines = [line for line in text.splitlines() if "!ENV" in line]
        variables |= {name: os.environ.get(name) for line in lines for name in _WORD.findall(line)}
        parent = _INHERIT.search(text)
        path = path.parent / parent[1].strip("\"' ") if parent else None
    given = (config.site_url, config.use_directory_urls, config.theme.name)
    return digest(texts, sorted(variables.items()), given)


def search_plugin(config: MkDocsConfig) -> BasePlugin[Any] | None:
    """The plugin that makes the search index, if there is one."""
    return next((config.plugins[name] for name in _SEARCH if name in config.plugins), None)


def stranger(config: MkDocsConfig) -> str:
    """What takes part in the build and is not known to work on one page at a time; "" if there is nothing."""
    plugins = [name for name in config.plugins if name not in _KNOWN_PLUGINS and name not in config.hooks]
    modules: Any = config.hooks  # by name, other than its type says
    hooks = [name for name, hook in modules.items() if Path(str(hook.__file__)).resolve().parent != _FOLDER]
    named = [one for one in config.markdown_extensions if isinstance(one, str)]
    extensions = [one for one in named if not one.startswith(_KNOWN_EXTENSIONS) or one in _READING_EXTENSIONS]
    return next(iter([*plugins, *hooks, *extensions]), "")


def keep(root: Path) -> Kept:
    """What a process keeps, and what is found on disk of earlier ones."""
    store = Store(root / ".cache" / "pages.sqlite")
    return Kept(store, PageCache(store), Outputs(store))


def _restore(page: Page, found: Rendered, files: Files, *, anchors_are_checked: bool) -> None:
    page.content = found.content
    page.toc = TableOfContents([_link(item) for item in found.contents])
    if page.toc.items:
        page.toc.items[0].active = True  # type: ignore[attr-defined]
    page._title_from_render = found.title
    page.present_anchor_ids = found.anchors
    if found.links_to_anchors is not None and anchors_are_checked:
        linked = {files.get_file_from_path(uri): links for uri, links in found.links_to_anchors.items()}
        page.links_to_anchors = {file: dict(links) for file, links in linked.items() if file}


def _link(item: tuple[str, str, int, list[Any]]) -> AnchorLink:
    link = AnchorLink(*item[:3])
    link.children = [_link(one) for one in item[3]]
    return link


class Process:
    """One `mkdocs` command: its builds, and what they hand on to each other."""

    def __init__(self) -> None:
        self._serving = False
        self._dirty = False
        self._noticed = False
        self._kept: Kept | None = None
        self._preview: Preview | None = None
        self._last = LastBuild()
        self.rebuild: Rebuild | None = None
        self.deferred: Deferred | None = None

    def started(self, command: str, dirty: bool) -> None:
        """Which command it is; nothing is left of one before."""
        self.__init__()  # type: ignore[misc]
        self._serving, self._dirty = command == "serve", dirty

    def begin(self, config: MkDocsConfig) -> None:
        """A build begins: decide how much of it can be left out."""
        self.rebuild = self.deferred = None
        reason = "" if fits() else f"MkDocs {mkdocs.__version__} is not known to hooks/mlguide/rebuild.py"
        if not reason and (found := stranger(config)):
            reason = f'"{found}" may look at more than one page at a time'
        if reason and not self._noticed:
            self._noticed = True
            _LOGGER.info("Every page is built each time: %s", reason)
        if reason or self._dirty:
            return
        if not self._serving:
            gc.set_threshold(*_GARBAGE)
        build = sites.current()
        self._kept = self._kept or keep(build.root)
        self.rebuild = Rebuild(self._kept, config, build)
        if self._preview:
            self.deferred = Deferred(build, self.rebuild.key, self._preview, self._last, _BUILDERS)
            build.defers = True

    def done(self, files: Files) -> None:
        """A build has come to its end."""
        if self.rebuild is None:
            return
        self.rebuild.end()
        self.rebuild.kept.pages.forget_others({file.src_uri for file in files})
        if self.deferred and self._preview:
            search = search_plugin(self.rebuild.config)
            unfinished = self.deferred.finish(self.rebuild.nav, search, self.rebuild.rendered)
            self.deferred.end()
            self._preview.built(unfinished)
        elif self._serving:
            self._last.key, self._last.build = self.rebuild.key, self.rebuild.build
            self._last.outputs = {file.dest_uri for file in files if file.is_documentation_page()}
            self._last.static = {file.dest_uri: ("", None) for file in files if not file.is_documentation_page()}
        else:
            self.rebuild.kept.store.prune()

    def failed(self) -> None:
        """A build has died: what the last one left is what readers see."""
        if self.rebuild:
            self.rebuild.end()
        if self.deferred:
            self.deferred.end()
            if self._last.build:
                sites.resume(self._last.build)

    def serve(self, server: Any, config: MkDocsConfig) -> None:
        """The first build is done, and the server is about to start."""
        if self.rebuild is None:
            return
        build = self.rebuild.build
        own = [config.docs_dir, *([config.config_file_path] if config.config_file_path else [])]
        self._preview = Preview(server, build.root, Path(config.site_dir), _FOLDER)
        self._preview.watch_at_once(own)
        self._preview.attach([*own, *config.watch])
