"""Hook: the ids of the items of checklists, and the ledger of them that `extra.checklist_ids` names."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from mlguide import checklist, paths, site
from mlguide.checklist import ChecklistContext, ChecklistExtension
from mlguide.problems import Problem


def on_config(config: MkDocsConfig) -> None:
    """Add the Markdown extension."""
    build = site.current()
    context = ChecklistContext(build.page_source, build.report, build.keep_checks)
    config.markdown_extensions.append(ChecklistExtension(context))  # type: ignore[arg-type]


def on_env(env: object, config: MkDocsConfig, files: Files) -> None:
    """Every page has been rendered: no two items share an id, and none has one that was taken away."""
    build = site.current()
    if not build.dirty:
        retired = _retired(build, str(config.extra.get("checklist_ids") or ""))
        build.problems.extend(checklist.crossing_faults(build.checks, build.sources, retired))


def _retired(build: site.Site, name: str) -> set[str]:
    if not name:
        return set()
    try:
        ledger, problems = checklist.read_ledger(paths.read_text(build.root / name), name)
    except paths.UnreadableFileError as error:
        build.report(Problem(name, error.line, 0, str(error), "see extra.checklist_ids in mkdocs.yml"))
        return set()
    build.problems.extend(problems)
    return {id_ for id_, entry in ledger.items() if entry.retired}
