"""`mkdocs serve`: mistakes show as a box on the page, the server lives, and the box goes when they are mended."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers import HOOKS, ROOT, copy_tree, write_files, write_site

GOOD = "# A\n\nAll is well.\n"
BAD_EDITS = {
    "unknown key": "# A\n\nText [@kee].\n",
    "missing image": "# A\n\n![Alt](no.png)\n",
    "diagram syntax": "# A\n\n```mermaid\nflowchart LR\n    a -->\n```\n",
    "front matter": "---\na: [1\n---\n# A\n",
    "not UTF-8": b"# A\n\ncaf\xe9\n",
    "footnote": "# A\n\n[^1]: Orphan.\n",
}


class Server:
    """A running `mkdocs serve` and what it prints."""

    def __init__(self, root: Path, engine: str = "mkdocs") -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = root / "serve.log"
        command = [sys.executable, "-u", "-m", engine, "serve", "-f", "mkdocs.yml", "-a", f"127.0.0.1:{self.port}"]
        with self.log.open("wb") as log:
            environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
            self.process = subprocess.Popen(command, cwd=root, stdout=log, stderr=log, env=environment)

    def get(self) -> str:
        """The home page; raises if there is no answer within 5 s."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5) as answer:
            return str(answer.read().decode())

    def wait_for(self, wanted: str, seconds: float = 30) -> str:
        """The home page as soon as it contains `wanted`."""
        end = time.monotonic() + seconds
        last = ""
        while time.monotonic() < end:
            assert self.process.poll() is None, self.log.read_text("utf-8", "replace")
            try:
                last = self.get()
            except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
                last = str(error)
            if wanted in last:
                return last
            time.sleep(0.1)
        raise AssertionError(
            f"{wanted!r} did not appear; last: {last[-500:]}\n{self.log.read_text('utf-8', 'replace')}"
        )


@pytest.fixture(params=["mkdocs", "properdocs"])
def server(tmp_path: Path, cache: Path, request: pytest.FixtureRequest) -> Iterator[Server]:
    bib = "@misc{key, title = {Title}, url = {https://example.org}}\n"
    write_site(tmp_path, {"index.md": GOOD, "references.bib": bib}, cache)
    running = Server(tmp_path, request.param)
    try:
        yield running
    finally:
        running.process.terminate()
        running.process.wait(timeout=10)


def test_server_shows_each_mistake_and_lives(server: Server, tmp_path: Path) -> None:
    server.wait_for("All is well.")
    for number, (name, text) in enumerate(BAD_EDITS.items()):
        write_files(tmp_path / "docs", {"index.md": text})
        page = server.wait_for('<div class="problems" role="alert">')
        assert "<code>docs/index.md:" in page, name
        write_files(tmp_path / "docs", {"index.md": f"{GOOD}\nMended {number}.\n"})
        page = server.wait_for(f"Mended {number}.")
        assert 'class="problems"' not in page, name


def test_mistake_in_the_bibliography_shows_on_every_page(server: Server, tmp_path: Path) -> None:
    server.wait_for("All is well.")
    write_files(tmp_path / "docs", {"references.bib": "@misc{key, title = {\n"})
    assert "docs/references.bib:1:20: the brace that opens" in server.wait_for('<div class="problems" role="alert">')


@pytest.fixture
def own_code(tmp_path: Path, cache: Path) -> Iterator[Server]:
    """A site with hooks of its own, which may be edited."""
    copy_tree(ROOT / "hooks", tmp_path / "hooks")
    hooks = [f"hooks/{Path(name).name}" for name in HOOKS]
    write_site(tmp_path, {"index.md": f"{GOOD}\n![Alt](no.png)\n"}, cache, hooks=hooks, watch=["hooks"])
    running = Server(tmp_path)
    try:
        yield running
    finally:
        running.process.terminate()
        running.process.wait(timeout=10)


def test_change_to_a_hook_restarts_the_server(own_code: Server, tmp_path: Path) -> None:
    code = tmp_path / "hooks" / "mlguide" / "markup.py"
    good = code.read_text("utf-8")
    own_code.wait_for("To mend in the sources")
    code.write_text(good.replace("To mend in the sources", "Something is wrong"), "utf-8")
    page = own_code.wait_for("Something is wrong")
    assert "link target not found" not in page
    code.write_text(f"def broken(:\n{good}", "utf-8")
    own_code.wait_for("hooks/mlguide/markup.py:1: the new code cannot be used: SyntaxError")
    code.write_text(good, "utf-8")
    assert "cannot be used" not in own_code.wait_for("To mend in the sources")
    assert "hooks/mlguide/markup.py changed: starting the server again" in own_code.log.read_text("utf-8")


def test_terminal_shows_one_line_for_an_edit(server: Server, tmp_path: Path) -> None:
    server.wait_for("All is well.")
    before = server.log.read_text("utf-8")
    write_files(tmp_path / "docs", {"index.md": f"{GOOD}\nMore.\n"})
    server.wait_for("More.")
    time.sleep(0.5)
    said = server.log.read_text("utf-8").removeprefix(before).splitlines()
    lines = [line for line in said if "Browser" not in line and '"GET' not in line]
    assert len(lines) == 1, said
    assert re.search(r"docs/index.md changed: 1 of 1 pages rendered, \d\.\d\d s$", lines[0])
