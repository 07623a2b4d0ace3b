"""Reading, writing and joining paths, so that bad files and bad paths give messages instead of tracebacks."""

from __future__ import annotations

import os
import posixpath
import tempfile
from pathlib import Path

MAX_TEXT_BYTES = 10_000_000


class UnreadableFileError(Exception):
    """A file that cannot be used as text; `line` says where (0: unknown), `text` is what can be shown of it."""

    def __init__(self, message: str, line: int = 0, text: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.text = text


def read_text(path: Path, max_bytes: int = MAX_TEXT_BYTES) -> str:
    """The UTF-8 text of `path`, without byte order mark, line ends as "\\n".

    Raises UnreadableFileError for a symbolic link, a missing or too large file, bytes that are not UTF-8, and NUL.
    """
    if path.is_symlink():
        raise UnreadableFileError("is a symbolic link; only files inside the project are published")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"cannot be read: {error.strerror or error}") from error
    if len(data) > max_bytes:
        raise UnreadableFileError(f"has {len(data):,} bytes; at most {max_bytes:,} are read")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        shown = data.decode("utf-8", errors="replace")
        raise UnreadableFileError(
            f"is not UTF-8: byte 0x{data[error.start]:02x} cannot be decoded", line, shown
        ) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise UnreadableFileError("has a NUL character", line, text.replace("\0", "\ufffd"))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text so that a reader sees the old file or the whole new one, never a part."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    """Write bytes so that a reader sees the old file or the whole new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def resolve(page: str, link: str) -> str | None:
    """The path below docs/ that `link`, written in the page or figure `page`, points to.

    Both are POSIX paths relative to docs/; a link that starts with "/" counts from docs/ itself.
    None if the link leaves docs/.
    """
    start = "" if link.startswith("/") else posixpath.dirname(page)
    path = posixpath.normpath(posixpath.join(start, link.lstrip("/")))
    return None if path == ".." or path.startswith("../") else path


def relative(page: str, target: str) -> str:
    """The link to `target` as one would write it in `page`; both relative to docs/."""
    return posixpath.relpath(target, posixpath.dirname(page) or ".")
