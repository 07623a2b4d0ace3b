"""The author's loop: `mkdocs serve` shows an edit at once, a failed build as a box on the page, and restarts by itself.

In:  MkDocs' live-reload server, and after each build the pages that are not finished yet.
Out: the same server; a page is finished when it is asked for, so what a reader gets is what a fresh build would give.

Knows nothing of MkDocs but the server's attributes that plugins may use (`builder`, `build_delay`, `observer`,
`serve_request`, `set_app`, `watch`, `unwatch`), written against MkDocs 1.6.1 (`mkdocs/livereload/__init__.py`).
"""

from __future__ import annotations

import gc
import logging
import os
import posixpath
import re
import shutil
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from watchdog import events
from watchdog.observers import Observer

from .answers import signature
from .markup import problem_box
from .problems import Problem

_LOGGER = logging.getLogger("mkdocs.mlguide")
_BUILD_DELAY = 0.02  # seconds without further changes before a build; an editor writes a file in less
_IDLE = 2.0  # seconds after a build until memory is tidied
_CHANGES = [events.FileCreatedEvent, events.FileModifiedEvent, events.FileMovedEvent, events.FileDeletedEvent]
_CHATTER = ("Building documentation", "Cleaning site directory", "Documentation built", "Detected file", "Reloading")
_CHATTY = ("commands.build", "commands.serve", "livereload")  # of MkDocs, or of ProperDocs under its own name
_NAMED = 3  # as many changed files are named in the line about a build
INDEX = "search/search_index.json"
_PLACE = re.compile(r'^  File "(.+)", line (\d+)', re.MULTILINE)  # in what Python prints of an exception
_IMPORT = (
    "import importlib.util, sys\n"
    "for path in sys.argv[1:]:\n"
    "    spec = importlib.util.spec_from_file_location('hook', path)\n"
    "    spec.loader.exec_module(importlib.util.module_from_spec(spec))\n"
)

Finish = Callable[[], None]


@dataclass
class Unfinished:
    """A build whose pages wait for a reader: how to finish each file, by its address below the site."""

    files: dict[str, Finish] = field(default_factory=dict)
    rendered: int = 0
    pages: int = 0


class Preview:
    """The server of `mkdocs serve` with what is added to it."""

    def __init__(self, server: Any, root: Path, site_dir: Path, hooks: Path) -> None:
        self._server = server
        self._root = root
        self._site_dir = site_dir
        self._hooks = hooks
        self._answer: Callable[..., Iterable[bytes]] = server.serve_request
        self._builder: Callable[[], None] = server.builder
        self._unfinished = Unfinished()
        self._generation = 0
        self._failure: list[Problem] = []
        self._watched: list[Path] = []
        self._seen: dict[str, tuple[int, ...] | None] = {}
        self._collector: threading.Timer | None = None
        self.lock = threading.RLock()  # held during a build, and while a page is finished

    # Attaching to the server

    def attach(self, watched: Iterable[str]) -> None:
        """Take the place of the server's builder and of what answers requests; notice changes at once."""
        self._watched = [Path(path) for path in watched]
        self._seen = dict(self._signatures())
        self._server.builder = self.build
        self._server.build_delay = _BUILD_DELAY
        self._server.set_app(self.serve_request)
        package = type(self._server).__module__.partition(".")[0]
        for name in _CHATTY:
            logging.getLogger(f"{package}.{name}").addFilter(_is_no_chatter)

    def watch_at_once(self, already: Iterable[str]) -> None:
        """Have the system tell of changes, where MkDocs would look for them twice a second."""
        for path in already:
            self._server.unwatch(path)
        self._server.observer = _Changes()
        for path in already:
            self._server.watch(path)

    # Builds

    def build(self) -> None:
        """What the server calls after a change."""
        changed = self._changes()
        if any(self._is_hook(path) for path in changed):
            self._restart(changed)
            return
        started = time.monotonic()
        gc.disable()  # looking for garbage among all pages takes longer than to build one; it is done when nobody waits
        try:
            self._builder()
        except (Exception, SystemExit) as error:
            self._fail(error)
            self._generation += 1
            return
        finally:
            gc.enable()
            self._collect_later()
        self._failure = []
        took = time.monotonic() - started
        work = f"{self._unfinished.rendered} of {self._unfinished.pages} pages rendered"
        _LOGGER.info("%s: %s, %.2f s", self._named(changed), work, took)

    def built(self, unfinished: Unfinished) -> None:
        """A build has come to its end."""
        self._unfinished = unfinished
        self._generation += 1

    def _collect_later(self) -> None:
        if self._collector:
            self._collector.cancel()
        self._collector = threading.Timer(_IDLE, gc.collect)
        self._collector.daemon = True
        self._collector.start()

    def _fail(self, error: BaseException) -> None:
        self._failure = [problem_of(error, self._root)]
        _LOGGER.error("The site is as it was before the last change. %s", self._failure[0])

    def _named(self, changed: list[Path]) -> str:
        names = [self._shown(path) for path in changed]
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        return (", ".join(names[:_NAMED]) + more + " changed") if names else "Nothing changed"

    def _shown(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix() if path.is_relative_to(self._root) else path.as_posix()

    # What has changed

    def _changes(self) -> list[Path]:
        seen = dict(self._signatures())
        paths = sorted(path for path in seen.keys() | self._seen.keys() if seen.get(path) != self._seen.get(path))
        self._seen = seen
        return [Path(path) for path in paths]

    def _signatures(self) -> Iterator[tuple[str, tuple[int, ...] | None]]:
        for top in self._watched:
            if top.is_dir():
                for path in _files(str(top)):
                    yield path, signature(Path(path))
            else:
                yield str(top), signature(top)

    def _is_hook(self, path: Path) -> bool:
        return path.suffix == ".py" and path.is_relative_to(self._hooks)

    def _restart(self, changed: list[Path]) -> None:
        """Python keeps the code that it has read: begin anew, unless the new code cannot be read at all."""
        names = [str(path) for path in sorted(self._hooks.glob("*.py"))]
        tried = subprocess.run(  # noqa: S603 - our own interpreter, on our own files
            [sys.executable, "-c", _IMPORT, *names],
            capture_output=True,
            check=False,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(self._hooks), os.environ.get("PYTHONPATH", "")])},
        )
        if tried.returncode:
            last = tried.stderr.strip().rpartition("\n")[2]
            places = [(Path(name), int(line)) for name, line in _PLACE.findall(tried.stderr)]
            file, line = next((one for one in reversed(places) if self._is_hook(one[0])), (self._hooks, 0))
            message = f"the new code cannot be used: {last}"
            self._failure = [Problem(self._shown(file), line, 0, message, "the server runs the old code")]
            self._generation += 1
            _LOGGER.error("%s\n%s", self._failure[0], tried.stderr.strip())
            return
        _LOGGER.info("%s: starting the server again", self._named(changed))
        shutil.rmtree(self._site_dir, ignore_errors=True)
        logging.shutdown()
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - this command again

    # Requests

    def serve_request(self, environ: Mapping[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request as MkDocs does, once what it asks for is finished."""
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
        if path.startswith("/livereload/"):
            return self._answer(environ, start_response)
        generation = self._prepare(path)
        status, headers, body = self._whole_answer(environ)
        while generation != self._generation:  # a build has come in between
            generation = self._prepare(path)
            status, headers, body = self._whole_answer(environ)
        if self._failure and ("Content-Type", "text/html") in headers:
            body = with_box(body, problem_box(self._failure))
            headers = [(name, value) for name, value in headers if name != "Content-Length"]
            headers.append(("Content-Length", str(len(body))))
        start_response(status, headers)
        return [body]

    def _whole_answer(self, environ: Mapping[str, Any]) -> tuple[str, list[tuple[str, str]], bytes]:
        """Status, headers and body as MkDocs gives them."""
        said: list[tuple[str, list[tuple[str, str]]]] = []
        parts = self._answer(environ, lambda status, headers: said.append((status, headers)))
        try:
            return (*said[0], b"".join(parts))
        finally:
            if hasattr(parts, "close"):
                parts.close()

    def _prepare(self, path: str) -> int:
        below = path.removeprefix(self._server.mount_path.rstrip("/")) if self._server.mount_path != "/" else path
        name = posixpath.normpath("/" + unquote(below) + ("index.html" if below.endswith("/") else "")).lstrip("/")
        with self.lock:
            generation = self._generation
            waiting = [name, f"{name}/index.html"]
            if not any((self._site_dir / one).exists() or one in self._unfinished.files for one in waiting):
                waiting = list(self._unfinished.files.keys() & {"404.html"})
            for one in waiting:
                self._finish(one)
            return generation

    def _finish(self, name: str) -> None:
        finish = self._unfinished.files.pop(name, None)
        if finish is None:
            return
        try:
            finish()
        except Exception as error:  # a template that cannot be carried out, for one: the page says so
            self._fail(error)
            self._unfinished.files[name] = finish
            (self._site_dir / name).parent.mkdir(parents=True, exist_ok=True)
            (self._site_dir / name).write_text("<!doctype html>\n<title>Not built</title>\n<body>\n</body>\n", "utf-8")


def problem_of(error: BaseException, root: Path) -> Problem:
    """An exception as a problem: where it says that something is wrong, or else where in the project it was raised."""
    cause = error.__cause__ or error
    file, line = getattr(cause, "filename", None), getattr(cause, "lineno", 0)  # of templates
    mark = getattr(cause, "problem_mark", None)  # of YAML
    if mark is not None:
        file, line = mark.name, mark.line + 1
    if not file:
        frames = [one for one in traceback.extract_tb(error.__traceback__) if Path(one.filename).is_relative_to(root)]
        file, line = (frames[-1].filename, frames[-1].lineno or 0) if frames else ("mkdocs.yml", 0)
    path = Path(str(file))
    shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(file)
    message = " ".join(str(error).split()) or type(error).__name__
    return Problem(shown, int(line or 0), 0, f"the site cannot be built: {message}", "the page is as it was before")


def with_box(page: bytes, box: str) -> bytes:
    """A page with a box at the beginning of its article, or else of its body."""
    for tag in (b"<article", b"<body"):
        start = page.find(tag)
        if start >= 0:
            end = page.index(b">", start) + 1
            return page[:end] + box.encode() + page[end:]
    return box.encode() + page


def _files(top: str) -> Iterator[str]:
    """Every file below a folder; what Python and editors leave behind does not count."""
    try:
        entries = list(os.scandir(top))
    except OSError:
        return
    for entry in entries:
        if entry.name == "__pycache__" or entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path)
        else:
            yield entry.path


def _is_no_chatter(record: logging.LogRecord) -> bool:
    return record.levelno > logging.INFO or not record.getMessage().removeprefix("[").lstrip(
        "0123456789:] "
    ).startswith(_CHATTER)


class _Changes(Observer):  # type: ignore[misc, valid-type]
    """Tells of what is written, not of what is read: a build reads every file."""

    def schedule(self, event_handler: Any, path: str, *, recursive: bool = False, event_filter: Any = None) -> Any:
        """Called by the server for each path; a single file is watched through its folder, since editors replace it."""
        if Path(path).is_file():
            event_handler, path, recursive = _OneFile(event_handler, path), str(Path(path).parent), False
        return super().schedule(event_handler, path, recursive=recursive, event_filter=event_filter or _CHANGES)


class _OneFile(events.FileSystemEventHandler):
    """Hands on what happens to one file of a folder."""

    def __init__(self, to: Any, path: str) -> None:
        self._to = to
        self._path = path

    def on_any_event(self, event: Any) -> None:
        """Called for every file of the folder."""
        if self._path in (event.src_path, event.dest_path):
            self._to.on_any_event(event)
