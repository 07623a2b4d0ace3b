"""Hook: templates to download, blank and filled in for the example, and the block that offers them."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files, InclusionLevel

from mlguide import paths, site, templates
from mlguide.problems import Problem
from mlguide.source import Source
from mlguide.templates import TemplateContext, TemplateExtension


class _Download(File):
    """A Markdown file that readers get as it is."""

    def is_documentation_page(self) -> bool:
        """It is no page, whatever its name ends in."""
        return False


def on_config(config: MkDocsConfig) -> None:
    """Add the Markdown extension."""
    build = site.current()
    context = TemplateContext(
        lambda: build.templates.known,
        build.page_uri,
        build.page_source,
        build.report,
        build.keep_template,
        lambda uri: build.note("file", uri),
        lambda: build.note("templates", ""),
    )
    config.markdown_extensions.append(TemplateExtension(context))


@event_priority(110)  # before the pages are read: these are none
def on_files(files: Files, config: MkDocsConfig) -> None:
    """Take the templates from the pages, and put what is to be downloaded in their places."""
    build = site.current()
    found: dict[tuple[str, str], Source] = {}
    for file in list(files):
        if (place := templates.place(file.src_uri)) and file.abs_src_path:
            files.remove(file)
            if source := _read(build, file.src_uri, Path(file.abs_src_path)):
                found[place] = source
    build.templates.known = templates.pair(found)
    build.problems.extend(templates.faults(build.templates.known.values()))
    for (kind, name), source in found.items():
        text = templates.fill(source, build.load_results, build.report) if kind == "filled" else source.text
        included = InclusionLevel.INCLUDED  # MkDocs leaves out a folder of this name unless told otherwise
        files.append(_Download.generated(config, templates.uri(kind, name), content=text, inclusion=included))


def on_env(env: object, config: MkDocsConfig, files: Files) -> None:
    """Every page has been rendered: say which templates none of them offers."""
    build = site.current()
    if not build.dirty:
        build.problems.extend(templates.never_offered(build.templates))


def _read(build: site.Site, uri: str, path: Path) -> Source | None:
    try:
        return Source(build.shown(uri), paths.read_text(path))
    except paths.UnreadableFileError as error:
        build.problems.add(Problem(build.shown(uri), error.line, 0, str(error), "save it as UTF-8 text"))
        return None
