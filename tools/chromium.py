"""Starts the system's Chromium through Playwright, and a web server for a folder, for tests and measurements."""

from __future__ import annotations

import functools
import gzip
import http.server
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PIECES, _PIECE_BYTES, _PAUSE_S = 12, 1500, 0.02
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def executable() -> str:
    """The path of Chromium or Chrome. Raises FileNotFoundError if there is none."""
    for name in _NAMES:
        if path := shutil.which(name):
            return path
    raise FileNotFoundError("no Chromium or Chrome found: run tests/browser/install-chromium.sh")


@contextmanager
def launch() -> Iterator[Browser]:
    """A running headless browser with a new, empty profile."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=_ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def serve(folder: Path, base: str = "/", *, compress: bool = False, trickle: bool = False) -> Iterator[str]:
    """Serve `folder` under the path `base` on a free port of this machine; yields the address of its home page.

    With `trickle` the first part of each article comes in small pieces, and the browser paints between them.
    """
    handler = functools.partial(_Handler, directory=str(folder), base=base, compress=compress, trickle=trickle)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{base}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Static files as GitHub Pages serves them: below a base path, 404.html for what is missing, gzip if asked."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: object, directory: str, base: str, compress: bool, trickle: bool) -> None:
        self._base = base
        self._compress = compress
        self._trickle = trickle
        super().__init__(*args, directory=directory)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer one request."""
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path = path / "index.html"
        inside = self.path.startswith(self._base)
        status = 200 if inside and path.is_file() else 404
        path = path if status == 200 else Path(self.directory) / "404.html"
        body = path.read_bytes() if path.is_file() else b"not found"
        self.send_response(status)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if self._compress and path.suffix in {".html", ".css", ".js", ".json", ".svg", ".xml"}:
            body = gzip.compress(body, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        start = body.find(b"<article") if self._trickle else -1
        if start >= 0:
            for _ in range(_PIECES):
                self.wfile.write(body[:start])
                self.wfile.flush()
                time.sleep(_PAUSE_S)
                body, start = body[start:], _PIECE_BYTES
        self.wfile.write(body)

    def translate_path(self, path: str) -> str:
        """The file for an address below the base path."""
        return super().translate_path("/" + path.removeprefix(self._base))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is given
        """Say nothing of requests."""
