"""What pages ask of the rest of the site while they are rendered, each answer as a short value that can be compared.

In:  the kind of a question and of what it is asked, as `Site.note` writes them down.
Out: the answer now. If it is the one that a page got, then this part of the page would be rendered the same again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .site import Site

Answer = Any  # a text, a number, None, or a tuple of these


def digest(*values: object) -> str:
    """A short name for values, by how Python writes them."""
    return hashlib.blake2b(repr(values).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def bytes_digest(content: bytes) -> str:
    """A short name for the content of a file."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def signature(path: Path) -> tuple[int, ...] | None:
    """Changes when the content of a file is written, even if its time stamp is set back; None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def answer(site: Site, kind: str, of: str) -> Answer:
    """The answer to a question. Raises KeyError for a kind that is not known."""
    return _ANSWERS[kind](site, of)


def _file(site: Site, uri: str) -> Answer:
    """A file of the site: where it will be; of an image its content too."""
    file = site.files.src_uris.get(PurePath(uri).as_posix())
    if file is None:
        return None
    if file.is_documentation_page():
        return file.url, file.inclusion.name
    content = digest(signature(Path(file.abs_src_path))) if file.abs_src_path else bytes_digest(file.content_bytes)
    return file.url, file.inclusion.name, content


def _item(site: Site, key: str) -> Answer:
    item = site.bibliography.items.get(key)
    return None if item is None else digest(item)


def _lifecycle(site: Site, _: str) -> Answer:
    cycle = site.lifecycle
    return (
        None
        if cycle is None
        else digest(cycle.diagram, cycle.page, cycle.file, cycle.line, sorted(cycle.places.items()))
    )


def _results(site: Site, _: str) -> Answer:
    found = site.load_results()
    return digest(sorted(found.values.items()), sorted(found.texts.items()))


_ANSWERS: dict[str, Callable[[Site, str], Answer]] = {
    "exists": lambda site, uri: (site.docs_dir / uri).is_file(),
    "file": _file,
    "images": lambda site, _: digest(sorted(site.media_uris)),
    "item": _item,
    "items": lambda site, _: digest(list(site.bibliography.items)),
    "lifecycle": _lifecycle,
    "results": _results,
    "templates": lambda site, _: digest(list(site.templates.known)),
    "terms": lambda site, _: digest([(entry.id, entry.forms) for entry in site.glossary.listed]),
    "title": lambda site, uri: site.front_matter_title(uri),
}
