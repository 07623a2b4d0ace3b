"""Hook: leaves out of a build what has not changed since the last one, and makes `mkdocs serve` show edits at once."""

from __future__ import annotations

from typing import Any

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from mlguide import site
from mlguide.rebuild import Process

_PROCESS = Process()


def on_startup(command: str, dirty: bool) -> None:
    """Once for a process."""
    _PROCESS.started(command, dirty)


@event_priority(90)  # before anything changes the configuration, but after sources.py has begun the build
def on_config(config: MkDocsConfig) -> None:
    """A build begins."""
    _PROCESS.begin(config)


def on_pre_build(config: MkDocsConfig) -> None:
    """MkDocs is about to empty the folder of the site."""
    if _PROCESS.deferred:
        _PROCESS.deferred.begin()


@event_priority(100)  # before the other hooks add files
def on_files(files: Files, config: MkDocsConfig) -> None:
    """MkDocs has emptied the folder of the site."""
    if _PROCESS.deferred:
        _PROCESS.deferred.collect(files)


@event_priority(-100)  # after every other hook knows what pages may ask for
def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Remember the navigation, which every page shows."""
    if _PROCESS.rebuild:
        _PROCESS.rebuild.nav = nav
        _PROCESS.rebuild.render_ahead(files)


def on_pre_page(page: Page, config: MkDocsConfig, files: Files) -> None:
    """A page is about to be read."""
    if _PROCESS.rebuild:
        _PROCESS.rebuild.replace_reading(page)


@event_priority(-100)  # after whatever else is done with the text
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """A page is about to be rendered."""
    if _PROCESS.rebuild:
        _PROCESS.rebuild.replace_rendering(page, markdown)


@event_priority(-100)  # after every other hook has prepared what crosses pages
def on_env(env: jinja2.Environment, config: MkDocsConfig, files: Files) -> None:
    """Every page has been rendered."""
    if not _PROCESS.rebuild:
        return
    _PROCESS.rebuild.keep_search()
    if _PROCESS.deferred:
        _PROCESS.deferred.defer(env, files)
    else:
        _PROCESS.rebuild.keep_templates(env)
        _PROCESS.rebuild.finish_ahead(env, files)


@event_priority(-100)  # after the plugins have written their files
def on_post_build(config: MkDocsConfig) -> None:
    """The build is over."""
    _PROCESS.done(site.current().files)


def on_build_error(error: Exception) -> None:
    """The build has died."""
    _PROCESS.failed()


def on_serve(server: Any, config: MkDocsConfig, builder: object) -> None:
    """The server is about to start."""
    _PROCESS.serve(server, config)
