"""Hook: begins each build, reads the pages, and reports every problem once at the end. Must be listed first."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from mlguide import site
from mlguide.markup import problem_box


def on_startup(command: str, dirty: bool) -> None:
    """Once for a process: `mkdocs serve` shows problems on the page, `mkdocs build` does not."""
    site.started(command, dirty)


@event_priority(100)  # before the other hooks put anything into the state of the build
def on_config(config: MkDocsConfig) -> None:
    """A new build, with nothing left over from the last one."""
    site.start(config)


@event_priority(100)  # before the other hooks look at the pages
def on_files(files: Files, config: MkDocsConfig) -> None:
    """Read every page, reporting what MkDocs passes over in silence or dies of."""
    site.read_sources(site.current(), files)


def on_page_read_source(page: Page, config: MkDocsConfig) -> str | None:
    """The text that was read already; MkDocs reads generated pages itself."""
    source = site.current().sources.get(page.file.src_uri)
    return source.text if source else None


@event_priority(100)  # before anything is rendered
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Tell the Markdown extensions which page they are working on."""
    site.current().enter(page)


@event_priority(-100)  # after whatever else is done with a rendered page
def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """The page has told what it has to tell."""
    site.current().leave()


@event_priority(-100)  # after the other hooks have resolved and checked what crosses pages
def on_env(env: object, config: MkDocsConfig, files: Files) -> None:
    """In `serve`, put a box with the page's problems, and those of no page, at its top; finish all pages."""
    build = site.current()
    if build.serving:
        by_file = build.problems.by_file()
        pages = {source.file for source in build.sources.values()}
        everywhere = [problem for file, found in by_file.items() if file not in pages for problem in found]

        def show_problems(page: Page) -> None:
            mine = by_file.get(build.shown(page.file.src_uri), [])
            page.content = problem_box([*mine, *everywhere]) + (page.content or "")

        build.finish_with(show_problems)
    for page in site.rendered_pages(build) if not build.defers else []:
        build.finish(page)


@event_priority(-100)  # last, so that one run reports everything
def on_post_build(config: MkDocsConfig) -> None:
    """Log all problems; with --strict MkDocs fails the build on them."""
    site.current().problems.log()


def on_build_error(error: Exception) -> None:
    """A build that dies of something else still says what was found before."""
    site.current().problems.log()
