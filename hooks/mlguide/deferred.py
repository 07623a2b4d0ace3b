"""A build of `mkdocs serve` that leaves its pages unfinished until somebody asks for them.

In:  MkDocs' configuration, environment, navigation and files, as events hand them over, and the folder of the site as
     the build before has left it.
Out: that folder with what has changed of the files that are only copied; for all else how to finish it (`preview`).

MkDocs empties the folder before each build and fills it after; here it is shown another folder while it empties, and no
pages and no templates while it fills.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2

from .answers import bytes_digest, signature
from .preview import INDEX, Preview, Unfinished
from .site import Site


@dataclass
class LastBuild:
    """What the last build has left in the folder of the site: under which settings, which files, from what."""

    key: str = ""
    static: dict[str, tuple[str, Any]] = field(default_factory=dict)
    outputs: set[str] = field(default_factory=set)
    build: Site | None = None


@dataclass(frozen=True)
class Builders:
    """MkDocs' own functions for one page, one template of the theme, one of the project, and to empty a folder."""

    page: Callable[..., None]
    theme_template: Callable[..., None]
    extra_template: Callable[..., None]
    empty: Callable[[str], None]


class Deferred:
    """One such build; `search` is the plugin that makes the search index, if there is one."""

    def __init__(self, build: Site, key: str, preview: Preview, last: LastBuild, builders: Builders) -> None:
        self._build = build
        self._key = key
        self._config = build.config
        self._preview = preview
        self._last = last
        self._builders = builders
        self._site_dir = self._config.site_dir
        self._templates: list[str] = []
        self._own_templates: list[str] = []
        self._env: jinja2.Environment | None = None
        self._files: Any = None

    def begin(self) -> None:
        """Before MkDocs empties the folder of the site: show it another one, which is not there."""
        self._preview.lock.acquire()
        if self._last.key != self._key:  # plugins may have written anything
            self._builders.empty(self._site_dir)
            self._last.static, self._last.outputs = {}, set()
        self._last.key = self._key
        self._config.site_dir = f"{self._site_dir}-none"

    def collect(self, files: Iterable[Any]) -> None:
        """The files are known, and go where they belong."""
        self._config.site_dir = self._site_dir
        for file in files:
            file.dest_dir = self._site_dir

    def defer(self, env: jinja2.Environment, files: Any) -> None:
        """Every page has been rendered: have MkDocs copy what has changed and finish nothing."""
        self._env, self._files = env, files
        self._templates = sorted(self._config.theme.static_templates)
        self._own_templates = [str(name) for name in self._config.extra_templates]
        self._config.theme.static_templates = set()
        self._config.extra_templates = []
        files.copy_static_files = self._copy
        files.documentation_pages = lambda **_: []

    def _copy(self, **_: object) -> None:
        written: dict[str, tuple[str, Any]] = {}
        for file in self._files:
            if file.is_documentation_page() or not file.inclusion.is_in_serve():
                continue
            path = Path(file.abs_src_path) if file.abs_src_path else None
            written[file.dest_uri] = (str(path), signature(path)) if path else ("", bytes_digest(file.content_bytes))
            if self._last.static.get(file.dest_uri) != written[file.dest_uri] or not Path(file.abs_dest_path).exists():
                file.copy_file()
        self._remove(self._last.static.keys() - written.keys())
        self._last.static = written

    def finish(self, nav: Any, search: Any, rendered: int) -> Unfinished:
        """The build is over: what is left to do, by the address of each file."""
        del self._files.documentation_pages
        pages = self._files.documentation_pages(inclusion=lambda level: level.is_in_serve())
        todo: dict[str, Callable[[], None]] = {}
        for file in pages:
            todo[file.dest_uri] = functools.partial(self._finish_page, file, pages, nav)
        for names, build in (
            (self._templates, functools.partial(self._builders.theme_template, env=self._env)),
            (self._own_templates, self._builders.extra_template),
        ):
            for name in names:
                todo[name] = functools.partial(build, name, files=self._files, config=self._config, nav=nav)
        if "sitemap.xml" in todo:
            todo["sitemap.xml.gz"] = todo["sitemap.xml"]
        if search is not None:
            index = search.search_index
            contents: dict[str, str] = {}
            add = index.add_entry_from_context
            index.add_entry_from_context = lambda page: contents.update({page.file.src_uri: page.content})
            todo[INDEX] = functools.partial(self._finish_index, search, add, contents, pages)
        self._remove(self._last.outputs - todo.keys())
        self._last.outputs = set(todo)
        self._last.build = self._build
        return Unfinished(todo, rendered, len(pages))

    def end(self) -> None:
        """The build is over, well or not."""
        self._config.site_dir = self._site_dir
        self._preview.lock.release()

    def _remove(self, names: Iterable[str]) -> None:
        for name in names:
            Path(self._site_dir, name).unlink(missing_ok=True)

    def _finish_page(self, file: Any, pages: Sequence[Any], nav: Any) -> None:
        self._build.finish(file.page)
        excluded = file.inclusion.is_excluded()
        self._builders.page(file.page, self._config, pages, nav, self._env, excluded=excluded)
        self._build.problems.log()

    def _finish_index(self, search: Any, add: Any, contents: Mapping[str, str], pages: Sequence[Any]) -> None:
        """The search index has every page: finished ones as they were then, and those that nobody has asked for."""
        search.search_index.entries = []
        for file in pages:
            page = file.page
            self._build.finish(page)
            shown, page.content = page.content, contents.get(file.src_uri, page.content)
            add(page)
            page.content = shown
        search.on_post_build(config=self._config)
