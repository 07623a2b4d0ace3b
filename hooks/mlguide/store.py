"""Values kept on disk between builds: named by what they were made from, so that nothing in it can be out of date.

In:  a name (a hash of everything that the value depends on) and a value that `pickle` takes.
Out: the value again, or None if it was never kept, was deleted, or is damaged.

It is one SQLite file, which several builds may use at once: what one of them has not finished writing, no other sees.
Each value stands there with a hash of itself. A file that SQLite cannot read is deleted and begun anew; deleting it
costs time and nothing else. `prune` keeps it small: what was not used for longest goes first.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import sqlite3
import time
from pathlib import Path
from typing import Any

_HASH_BYTES = 16
_WAIT = 10.0  # seconds for another build that is writing
_PAUSE = 0.02  # seconds between two attempts to open the file
_SCHEMA = "CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, used REAL, size INTEGER, hash BLOB, content BLOB)"
_BATCH = 64  # values written at once
_DAMAGED = (
    *(pickle.UnpicklingError, AttributeError, ImportError, EOFError, IndexError),
    *(KeyError, TypeError, ValueError, MemoryError),
)


class Store:
    """A file of values; `max_bytes` is what `prune` leaves of it. Safe to use from several threads."""

    def __init__(self, path: Path, max_bytes: int = 300_000_000) -> None:
        self._path = path
        self._max_bytes = max_bytes
        self._process = 0
        self._database: sqlite3.Connection | None = None
        self._waiting: dict[str, bytes] = {}
        self._used: set[str] = set()

    def get(self, name: str) -> Any:
        """The value of this name; None if there is none that is whole."""
        content = self._waiting.get(name) or self._read(name)
        if content is None:
            return None
        try:
            return pickle.loads(content)  # noqa: S301 - written by `put`, and whole
        except _DAMAGED:  # by an older version of what it is made of, or on purpose
            return None

    def put(self, name: str, value: object) -> None:
        """Keep a value. Where nothing can be written nothing is kept, which costs nothing but time."""
        self._waiting[name] = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        if len(self._waiting) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what `put` was given."""
        now, waiting = time.time(), self._waiting
        rows = [(name, now, len(content), _hash(content), content) for name, content in waiting.items()]
        self._do("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?)", rows)
        self._waiting = {}
        self._do("UPDATE kept SET used = ? WHERE name = ?", [(now, name) for name in self._used])
        self._used = set()

    def prune(self) -> None:
        """Write, and delete what was not used for longest until the file is small enough."""
        self.flush()
        with self._connected() as database:
            if database is None:
                return
            left = database.execute("SELECT coalesce(sum(size), 0) FROM kept").fetchone()[0]
            if left <= self._max_bytes:
                return
            for name, size in database.execute("SELECT name, size FROM kept ORDER BY used").fetchall():
                if left <= self._max_bytes:
                    break
                database.execute("DELETE FROM kept WHERE name = ?", (name,))
                left -= size
            database.commit()
            database.execute("VACUUM")

    def _read(self, name: str) -> bytes | None:
        with self._connected() as database:
            if database is None:
                return None
            row = database.execute("SELECT hash, content FROM kept WHERE name = ?", (name,)).fetchone()
            if row is None or row[0] != _hash(row[1]):
                return None
            self._used.add(name)
            return bytes(row[1])
        return None

    def _do(self, statement: str, rows: list[tuple[Any, ...]]) -> None:
        with self._connected() as database:
            if database is not None and rows:
                database.executemany(statement, rows)
                database.commit()

    @contextlib.contextmanager
    def _connected(self) -> Any:
        """The file, open in this process; None if it cannot be. A file that is damaged is deleted."""
        if self._database is None or self._process != os.getpid():
            self._database, self._process = _open(self._path), os.getpid()
        try:
            yield self._database
        except sqlite3.OperationalError:  # another build holds it, the disk is full, the folder was deleted
            self._database = None
        except sqlite3.DatabaseError:
            self._database = None
            _delete(self._path)


def _open(path: Path) -> sqlite3.Connection | None:
    until = time.monotonic() + _WAIT
    while time.monotonic() < until:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            return _prepared(sqlite3.connect(path, timeout=_WAIT, check_same_thread=False))
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                return None
            time.sleep(_PAUSE)  # another build begins this very file, which SQLite does not wait for by itself
        except sqlite3.DatabaseError:
            _delete(path)
        except OSError:
            return None
    return None


def _prepared(database: sqlite3.Connection) -> sqlite3.Connection:
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=OFF")
    database.execute(_SCHEMA)
    database.commit()
    return database


def _delete(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            path.with_name(path.name + ending).unlink(missing_ok=True)


def _hash(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_HASH_BYTES).digest()
