"""Draws many diagrams at once, in processes of their own: a diagram takes seconds, and each needs one core.

In:  sources of diagrams. Out: entries of the cache that `diagram.render` reads; a source that cannot be drawn is left
to `diagram.fence`, which reports it at its line. Run as `python -m mlguide.draw CACHE_DIR` it is one such process: a
JSON list of sources on standard input.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from . import diagram, renderer

SECONDS = 20.0  # as long as one diagram may take


def draw_ahead(texts: Iterable[str], cache_dir: Path, announce: Callable[[int], None] = lambda _: None) -> int:
    """Draw what the cache does not have, on all cores; returns how many diagrams that were, and announces it before.

    One alone is left to the page that shows it: starting a process would save nothing.
    """
    missing = [text for text in dict.fromkeys(texts) if not diagram.is_known(text, cache_dir)]
    workers = min(os.cpu_count() or 1, len(missing))
    if workers < 2:
        return 0
    announce(len(missing))
    running = [_start(cache_dir) for _ in range(workers)]
    for number, process in enumerate(running):
        # A process that died said why on standard error; the page draws its diagrams then.
        with contextlib.suppress(BrokenPipeError), process.stdin or contextlib.nullcontext() as pipe:
            if pipe is not None:
                pipe.write(json.dumps(missing[number::workers]).encode())
    for process in running:
        try:
            process.wait(SECONDS * len(missing))
        except subprocess.TimeoutExpired:  # the page will say which of them it was
            process.kill()
            process.wait()
    return len(missing)


def draw_in_time(text: str, cache_dir: Path, seconds: float = SECONDS) -> None:
    """Draw one diagram into the cache, in a process that is stopped after `seconds`. Raises DiagramError then.

    A source that cannot be drawn is left to the page, which finds and reports its mistake.
    """
    if diagram.is_known(text, cache_dir):
        return
    process = _start(cache_dir)
    try:
        process.communicate(json.dumps([text]).encode(), seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise renderer.DiagramError(f"drawing it takes more than {seconds:g} s", 0) from None


def _start(cache_dir: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)}
    command = [sys.executable, "-m", __name__, str(cache_dir)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=environment)  # noqa: S603


def _main(cache_dir: Path) -> None:
    for text in json.load(sys.stdin):
        with contextlib.suppress(renderer.DiagramError):
            diagram.render(text, cache_dir)


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
