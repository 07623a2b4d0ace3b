"""`mkdocs serve` without a socket: the first build, the server object, edits, and requests as the browser would make."""

from __future__ import annotations

import logging
import multiprocessing
import shutil
import tempfile
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.livereload import LiveReloadServer

from helpers import Config

URL = "http://127.0.0.1:8000/"


class Served:
    """A site as `mkdocs serve` has it; `rebuild` is what the server does when it has noticed a change."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.site = Path(tempfile.mkdtemp(prefix="served-"))
        config = _config(root, self.site)
        config.plugins.on_startup(command="serve", dirty=False)
        self.server = LiveReloadServer(self._build, "127.0.0.1", 8000, str(self.site))
        build(config, serve_url=URL)
        self.server.watch(config.docs_dir)
        self.server.watch(str(root / "mkdocs.yml"))
        self.server.error_handler = lambda code: (self.site / f"{code}.html").read_bytes() if code == 404 else None
        config.plugins.on_serve(self.server, config=config, builder=self._build)

    def _build(self) -> None:
        build(_config(self.root, self.site), serve_url=URL)

    def rebuild(self) -> None:
        """Build after a change, as the server does."""
        self.server.builder()

    def get(self, path: str) -> tuple[str, bytes]:
        """The status and the body that a browser gets."""
        environ: dict[str, Any] = {"PATH_INFO": "/" + path}
        setup_testing_defaults(environ)
        said: list[str] = []
        answer = self.server.get_app()
        assert answer is not None
        body = b"".join(answer(environ, lambda status, headers, *_: said.append(status)))  # type: ignore[arg-type, return-value]
        return said[0], body

    def everything(self) -> dict[str, bytes]:
        """Every file of the site, as it stands once a reader has asked for all pages."""
        for path in _addresses(self.root / "docs"):
            self.get(path)
        return contents(self.site)

    def close(self) -> None:
        """Give back what the server holds."""
        self.server.server_close()
        shutil.rmtree(self.site, ignore_errors=True)


def fresh(root: Path, folder: Path) -> dict[str, bytes] | None:
    """What a new process makes of a copy of `root` in `folder` for `mkdocs serve`, with drawings as its only cache.

    None if the site cannot be built.
    """
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(root, folder / "root", ignore=shutil.ignore_patterns(".cache"))
    (folder / "root" / ".cache").mkdir()
    for name in ("diagrams", "images"):
        (folder / "root" / ".cache" / name).symlink_to(root / ".cache" / name)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["mkdocs.commands.build", "material", "pymdownx.superfences", "material.plugins.search.plugin"]
    )
    process = context.Process(target=_build_fresh, args=(folder / "root", folder / "site"))
    process.start()
    process.join()
    return contents(folder / "site") if process.exitcode == 0 else None


def contents(site: Path) -> dict[str, bytes]:
    """Every file of a site, but the sitemap's time stamps."""
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file() and not path.name.startswith("sitemap.xml")
    }


def _build_fresh(root: Path, site: Path) -> None:
    logging.disable(logging.CRITICAL)
    config = _config(root, site)
    config.plugins.on_startup(command="serve", dirty=False)
    build(config, serve_url=URL)


def _config(root: Path, site: Path) -> Any:
    config: Config = load_config(config_file=str(root / "mkdocs.yml"), site_dir=str(site))
    config["site_url"] = URL
    return config


def _addresses(docs: Path) -> list[str]:
    found = []
    for path in docs.rglob("*.md"):
        page = path.relative_to(docs)
        folder = page.parent if page.stem in ("index", "README") else page.with_suffix("")
        found.append("" if str(folder) == "." else f"{folder.as_posix()}/")
    return [*sorted(found), "no-such-page/", "search/search_index.json", "sitemap.xml"]
