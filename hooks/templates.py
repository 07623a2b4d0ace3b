"""Hook: templates to download, blank and filled in for the example, the block that offers them, the list of all."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from mlguide import paths, site, templatelist, templates
from mlguide.problems import Problem
from mlguide.source import Source
from mlguide.templatelist import Row, TemplateListExtension
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
    config.markdown_extensions += [TemplateExtension(context), TemplateListExtension()]


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
    packed = {}
    included = InclusionLevel.INCLUDED  # MkDocs leaves out a folder of this name unless told otherwise
    for (kind, name), source in found.items():
        text = templates.fill(source, build.load_results, build.report) if kind == "filled" else source.text
        files.append(_Download.generated(config, templates.uri(kind, name), content=text, inclusion=included))
        packed[f"{kind}/{name}.md"] = text.encode()
    if packed:
        files.append(
            _Download.generated(config, templatelist.ARCHIVE, content=templatelist.archive(packed), inclusion=included)
        )


def on_env(env: object, config: MkDocsConfig, files: Files) -> None:
    """Every page has been rendered: say which templates none of them offers, and list them all."""
    build = site.current()
    if not build.dirty:
        build.problems.extend(templates.never_offered(build.templates))
    pages = [page for page in site.rendered_pages(build) if build.templates.offered.get(page.file.src_uri)]

    def show(here: Page) -> None:
        if here.content and templatelist.PLACE in here.content:
            listed = templatelist.to_html(_groups(build, here, pages), build.url(templatelist.ARCHIVE, here))
            here.content = here.content.replace(templatelist.PLACE, listed)

    build.finish_with(show)


def _groups(build: site.Site, here: Page, pages: list[Page]) -> dict[str, list[Row]]:
    """The rows by part of the guide, in reading order; one that several pages offer stands with the first."""
    offering: dict[str, list[Page]] = {}
    for page in pages:
        for name in sorted(build.templates.offered[page.file.src_uri]):
            offering.setdefault(name, []).append(page)
    found: dict[str, list[Row]] = {}
    for name, offered_by in offering.items():
        template = build.templates.known[name]
        row = Row(
            template.title,
            [(site.page_title(page), build.url(page.file.src_uri, here)) for page in offered_by],
            {kind: build.url(templates.uri(kind, name), here) for kind in template.sources},
        )
        found.setdefault(site.part_of(build, offered_by[0].file.src_uri)[0], []).append(row)
    return found


def _read(build: site.Site, uri: str, path: Path) -> Source | None:
    try:
        return Source.of(build.shown(uri), paths.read_text(path))
    except paths.UnreadableFileError as error:
        build.problems.add(Problem(build.shown(uri), error.line, 0, str(error), "save it as UTF-8 text"))
        return None
