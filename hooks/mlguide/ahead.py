"""Work done ahead by other processes while this one goes through its own part: what they find, they leave in the store.

In:  pieces of work, each of which leaves its outcome where this process finds it (`store`).
Out: nothing. A piece that fails elsewhere is done again here, where its error is seen.

Only where a process can be split in two as it is (`os.fork`), which on Linux is safe as long as it has one thread.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

_LEAST = 24  # pieces of work that are worth another process


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _alone() -> bool:
    """Whether this process may be split: other threads would be missing in the copy, with what they have locked."""
    return sys.platform == "linux" and threading.active_count() == 1


class Ahead:
    """Who does which piece of work, by name; those of nobody are this process' own."""

    def __init__(self) -> None:
        self._worker: dict[str, int] = {}
        self._running: set[int] = set()

    def share(self, names: Sequence[str], work: Callable[[str], object], end: Callable[[], object]) -> None:
        """Have all but the first part of `names` done elsewhere; `end` comes after the last one there."""
        parts = processors()
        if parts < 2 or len(names) < _LEAST or not _alone():
            return
        size = -(-len(names) // parts)
        for start in range(size, len(names), size):
            mine = names[start : start + size]
            worker = os.fork()
            if worker == 0:
                _work(mine, work, end)
            self._running.add(worker)
            self._worker.update(dict.fromkeys(mine, worker))

    def wait_for(self, name: str) -> None:
        """Return when this piece of work has been done elsewhere, if it was to be."""
        worker = self._worker.get(name)
        if worker in self._running:
            os.waitpid(worker, 0)
            self._running.discard(worker)

    def shared(self, name: str) -> bool:
        """Whether this piece of work was given to another process."""
        return name in self._worker

    def wait(self) -> None:
        """Return when all work has been done."""
        for worker in self._running:
            os.waitpid(worker, 0)
        self._running.clear()


def _work(names: Sequence[str], work: Callable[[str], object], end: Callable[[], object]) -> Any:
    """In the other process: it must not return, and says nothing, since the first one will."""
    loggers = [logging.getLogger(name) for name in [None, *logging.root.manager.loggerDict]]
    for logger in loggers:
        logger.handlers.clear()
    logging.lastResort = None
    try:
        with Path(os.devnull).open("w", encoding="utf-8") as sys.stdout:
            sys.stderr = sys.stdout
            for name in names:
                work(name)
            end()
    finally:  # what was not done is done again, and fails, where it is seen
        os._exit(0)
