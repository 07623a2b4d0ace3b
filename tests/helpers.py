"""Builds small sites in a temporary folder through MkDocs itself, with the project's own hooks and settings."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml
from markdown import Markdown
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.base import Config

from mlguide.figure import FigureContext, FigureExtension
from mlguide.problems import Problem
from mlguide.source import Source

ROOT = Path(__file__).resolve().parent.parent


class _SettingsLoader(yaml.SafeLoader):
    """Reads mkdocs.yml without carrying out its tags."""


def _default(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    """What `!ENV [NAME, default]` says when the variable is not set."""
    return loader.construct_sequence(node)[-1] if isinstance(node, yaml.SequenceNode) else ""


_SettingsLoader.add_constructor("!ENV", _default)


def settings() -> dict[str, Any]:
    """The project's own mkdocs.yml."""
    loaded: dict[str, Any] = yaml.load((ROOT / "mkdocs.yml").read_text("utf-8"), Loader=_SettingsLoader)
    return loaded


HOOKS = [str(ROOT / "hooks" / Path(name).name) for name in settings()["hooks"]]


@dataclass
class Built:
    """A finished build: the folder of the site and the warnings that were logged, without MkDocs' prefixes."""

    site: Path
    root: Path
    warnings: list[str]
    config: Config

    def html(self, page: str = "index.html") -> str:
        """One page of the site as text."""
        return (self.site / page).read_text("utf-8")

    def all_bytes(self) -> dict[str, bytes]:
        """Every file of the site, but the sitemap's time stamps."""
        return {
            path.relative_to(self.site).as_posix(): path.read_bytes()
            for path in sorted(self.site.rglob("*"))
            if path.is_file() and not path.name.startswith("sitemap.xml")
        }


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files below a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def write_site(root: Path, files: Mapping[str, str | bytes], cache: Path | None = None, **config: Any) -> Path:
    """Write docs/ and a mkdocs.yml like the project's into `root` and return its path; `config` replaces values."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "docs").mkdir(exist_ok=True)
    write_files(root / "docs", files)
    if cache is not None and not (root / ".cache").exists():
        (root / ".cache").symlink_to(cache, target_is_directory=True)
    base = settings()
    base.pop("nav")
    base.pop("watch")
    base["theme"].pop("custom_dir")
    base["hooks"] = HOOKS
    base["extra_css"] = []
    base["extra_javascript"] = []
    base["extra"] = {
        key: value
        for key, value in {
            "bibliography": "docs/references.bib",
            "lifecycle": "lifecycle.md",
            "glossary": "glossary.md",
        }.items()
        if value.removeprefix("docs/") in files
    }
    if any(name.startswith("results/") for name in files):
        base["extra"]["results"] = "docs/results"
    base.update(config)
    path = root / "mkdocs.yml"
    path.write_text(yaml.safe_dump(base, sort_keys=False), "utf-8")
    return path


def build(root: Path, *, strict: bool = False, command: Literal["build", "serve"] = "build") -> Built:
    """Build the site whose mkdocs.yml lies in `root`, in this process. Raises what MkDocs raises."""
    catcher = _Catcher()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(catcher)
    try:
        config = load_config(config_file=str(root / "mkdocs.yml"), strict=strict, site_dir=str(root / "site"))
        config.plugins.on_startup(command=command, dirty=False)
        mkdocs_build(config)
    finally:
        logger.removeHandler(catcher)
    return Built(root / "site", root, catcher.warnings, config)


def render_figures(docs: Path, text: str, **options: Any) -> tuple[str, list[str]]:
    """The HTML of one page, rendered without MkDocs, and its problems; `options` go to the figures' context."""
    problems: list[Problem] = []
    source = Source("docs/index.md", text)
    context = FigureContext(docs, lambda: "index.md", lambda: source, problems.append, **options)
    html = Markdown(extensions=["attr_list", "md_in_html", "toc", FigureExtension(context)]).convert(text)
    return html, [str(problem) for problem in problems]


def copy_tree(source: Path, target: Path) -> None:
    """Copy a folder."""
    shutil.copytree(source, target, dirs_exist_ok=True)


class _Catcher(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.warnings: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.warnings.append(record.getMessage())


def scripts_have_run(page: Any) -> None:
    """Wait for the scripts of a page of the guide, which are asked for when its text has been painted."""
    page.wait_for_function("!document.querySelector('script[data-later]')")
    page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(() => requestAnimationFrame(done))))")


def layout_shift(page: Any) -> tuple[float, list[str]]:
    """The sum of all layout shifts since `page` began to load and until its end has been scrolled to; what moved.

    It scrolls by half a phone's screen and goes on when every image in view is there, so that none of them is missed.
    The list of sections in the sidebar does not count: the theme's script scrolls it with the reader.
    """
    shift, moved = page.evaluate(
        """async () => {
          let sum = 0
          const seen = []
          new PerformanceObserver(list => list.getEntries().forEach(entry => {
            const theirs = source => source.node?.parentElement?.closest(".md-sidebar--secondary")
            if (entry.sources.length && entry.sources.every(theirs)) return
            sum += entry.value
            for (const source of entry.sources) seen.push(source.node?.outerHTML?.slice(0, 80) ?? "?")
          })).observe({type: 'layout-shift', buffered: true})
          const frame = () => new Promise(requestAnimationFrame)
          const inView = image => {
            const box = image.getBoundingClientRect()
            return image.checkVisibility() && box.bottom > 0 && box.top < innerHeight && box.width > 0
          }
          for (let y = 0; y < document.body.scrollHeight; y += 400) {
            scrollTo(0, y)
            await frame()
            await frame()
            const start = performance.now()
            while ([...document.images].some(image => inView(image) && !image.complete)) {
              if (performance.now() - start > 5000) throw new Error(`an image at ${y} px does not load`)
              await frame()
            }
          }
          await new Promise(done => setTimeout(done, 250))
          return [sum, seen]
        }"""
    )
    return shift, moved
