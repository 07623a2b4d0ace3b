"""What templates and the search index made of pages, kept so that it need not be made again.

In:  MkDocs' template environment and the search plugin's index, as events hand them over; finished pages.
Out: the same texts and entries. Each is named by all that it may depend on: the page, its neighbours, the navigation,
     the templates, the settings, the code. Where that cannot be told, it is made anew.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import jinja2
from jinja2.bccache import Bucket

from .answers import digest
from .store import Store

_NOT_PLAIN = " at 0x"  # in how Python writes a value that says only where it lies
_CHANGING = b"build_date_utc"  # a template that shows it is different in each build
_OWN_CONTEXT = frozenset(
    {"nav", "pages", "base_url", "extra_css", "extra_javascript", "mkdocs_version", "build_date_utc", "config", "page"}
)


class Bytecode(jinja2.BytecodeCache):
    """Compiled templates, by their text: each build of MkDocs would compile them anew, and each process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._code: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Called by Jinja before it compiles a template; the bucket leaves code of another Jinja or Python aside."""
        bucket.code = self._code.get((bucket.key, bucket.checksum))
        kept = None if bucket.code else self._store.get(_code_name(bucket))
        if isinstance(kept, bytes):
            bucket.bytecode_from_string(kept)
            self._code[bucket.key, bucket.checksum] = bucket.code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Called by Jinja when it has."""
        self._code[bucket.key, bucket.checksum] = bucket.code
        self._store.put(_code_name(bucket), bucket.bytecode_to_string())


def _code_name(bucket: Bucket) -> str:
    return f"template-{bucket.key}-{bucket.checksum}-{jinja2.__version__}"


class Outputs:
    """What one process keeps; `store` has what others have made."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._bytecode = Bytecode(store)
        self._listed: dict[tuple[object, ...], list[str]] = {}
        self._entries: dict[str, tuple[str, list[Any]]] = {}

    def keep_environment(self, theme: Any) -> None:
        """Have the theme's environments share compiled templates, and the list of the theme's thousands of files."""
        original = theme.get_env

        def get_env() -> jinja2.Environment:
            env: jinja2.Environment = original()
            env.bytecode_cache = self._bytecode
            list_all = env.list_templates
            env.list_templates = functools.partial(self._list, theme, list_all)  # type: ignore[method-assign]
            return env

        theme.get_env = get_env

    def _list(self, theme: Any, list_all: Callable[..., list[str]], **options: Any) -> list[str]:
        """Only the folder of the project's own templates may change while the process runs."""
        mine = tuple(str(path) for path in _own_files(theme))
        key = (tuple(theme.dirs), frozenset(theme.static_templates), mine, tuple(sorted(options)))
        if key not in self._listed:
            self._listed.clear()
            self._listed[key] = list_all(**options)
        return self._listed[key]

    def keep_search(self, index: Any, key: str, wait_for: Callable[[str], object]) -> None:
        """Do not take pages apart again for the search index that have not changed."""
        original = index.add_entry_from_context

        def add(page: Any) -> None:
            uri = page.file.src_uri
            wait_for(uri)
            name = digest(key, page.url, page.content, page.title, page.meta, [plain(item) for item in page.toc])
            kept_name, entries = self._entries.get(uri, ("", None))
            if kept_name != name:
                entries = self._store.get(name)
            if entries is None:
                before = len(index.entries)
                original(page)
                entries = index.entries[before:]
                del index.entries[before:]
                self._store.put(name, entries)
            self._entries[uri] = (name, entries)
            index.entries += copy.deepcopy(entries)

        index.add_entry_from_context = add

    def keep_templates(self, env: jinja2.Environment, site_key: str, made: Callable[[Any], str | None]) -> None:
        """Have templates remember what they made, if the site has a key; `made` gives what another process has made."""
        get_template = env.get_template

        def get(name: Any, *arguments: Any, **options: Any) -> Any:
            template = get_template(name, *arguments, **options)
            return _KeptTemplate(template, site_key, self._store, made)

        env.get_template = get  # type: ignore[method-assign]


class _KeptTemplate:
    """A template that gives what it gave for the same page."""

    def __init__(
        self, template: jinja2.Template, site_key: str, store: Store, made: Callable[[Any], str | None]
    ) -> None:
        self._template = template
        self._site_key = site_key
        self._store = store
        self._made = made

    def __getattr__(self, name: str) -> Any:
        return getattr(self._template, name)

    def render(self, context: Mapping[str, Any]) -> str:
        """The text of the page."""
        if (page := context["page"]) and (text := self._made(page)) is not None:
            return text
        key = page_key(self._site_key, str(self._template.name), context) if self._site_key else ""
        found = self._store.get(key) if key else None
        if isinstance(found, str):
            return found
        text = self._template.render(context)
        if key:
            self._store.put(key, text)
        return text


def site_key(key: str, config: Any, nav: Any, pages: Iterable[Any]) -> str:
    """A short name for whatever a template may read of the site; "" if it cannot be told."""
    texts = [(str(path), path.read_bytes()) for path in _own_files(config.theme) if path.is_file()]
    told = [
        (page.title, page.url, page.meta, page.file.src_uri, page.file.inclusion.name, page.update_date)
        for page in pages
    ]
    if any(_CHANGING in text for _, text in texts) or _NOT_PLAIN in repr(told):
        return ""
    lists = ([str(one) for one in config.extra_css], [str(one) for one in config.extra_javascript])
    return digest(key, texts, [_plain_nav(item) for item in nav.items], told, lists)


def page_key(site_key: str, template: str, context: Mapping[str, Any]) -> str:
    """A short name for whatever a template may read of a page; "" if it cannot be told."""
    page = context["page"]
    more = repr(sorted((key, value) for key, value in context.items() if key not in _OWN_CONTEXT))
    if page is None or _NOT_PLAIN in more:
        return ""
    around = [one and (one.title, one.url, one.meta) for one in (page.previous_page, page.next_page)]
    seen = (page.content, page.title, page.meta, page.url, page.canonical_url, page.abs_url, page.edit_url)
    contents = [plain(item) for item in page.toc]
    places = [one.title for one in page.ancestors]
    return digest(site_key, template, page.file.src_uri, seen, contents, around, places, more)


def plain(item: Any) -> tuple[str, str, int, list[Any]]:
    """An entry of a table of contents with those below it: text, id, level."""
    return item.title, item.id, item.level, [plain(one) for one in item.children]


def _plain_nav(item: Any) -> tuple[Any, ...]:
    children = [_plain_nav(one) for one in item.children or []]
    return type(item).__name__, item.title, getattr(item, "url", ""), children


def _own_files(theme: Any) -> list[Path]:
    return sorted(Path(theme.custom_dir).rglob("*")) if theme.custom_dir else []
