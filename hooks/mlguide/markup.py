"""Small pieces of HTML that several features share: ids, error boxes, etree helpers."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Container, Iterable
from html import escape

from markdown.util import AtomicString

from .problems import Problem

_NOT_IN_ID = re.compile(r"[^A-Za-z0-9_-]+")


def ascii_id(text: str) -> str:
    """`text` as an ASCII id part: every run of other characters becomes "-"."""
    return _NOT_IN_ID.sub("-", text).strip("-") or "x"


def free_id(wanted: str, taken: Container[str]) -> str:
    """`wanted`, or the first of "wanted-2", "wanted-3" ... that is not in `taken`."""
    number, id_ = 1, wanted
    while id_ in taken:
        number += 1
        id_ = f"{wanted}-{number}"
    return id_


def append_text(parent: etree.Element, text: str) -> None:
    """Add text at the end of `parent`; Python-Markdown will not look for markup in it."""
    if len(parent):
        last = parent[-1]
        last.tail = AtomicString((last.tail or "") + text)
    else:
        parent.text = AtomicString((parent.text or "") + text)


def append(parent: etree.Element, tag: str, text: str = "", **attributes: str) -> etree.Element:
    """Add an element with text; attribute names take "_" for "-" and a trailing "_" is dropped (class_)."""
    named = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    child = etree.SubElement(parent, tag, named)
    if text:
        child.text = AtomicString(text)
    return child


def problem_mark(message: str) -> etree.Element:
    """An inline mark that stands on the page where something could not be shown."""
    mark = etree.Element("strong", {"class": "problem"})
    mark.text = AtomicString(message)
    return mark


def problem_box(problems: Iterable[Problem]) -> str:
    """The box that `mkdocs serve` shows at the top of a page: HTML, one item for each problem; "" if there is none."""
    items = "".join(f"<li><code>{escape(str(problem))}</code></li>" for problem in problems)
    if not items:
        return ""
    return f'<div class="problems" role="alert"><p><strong>To mend in the sources</strong></p><ul>{items}</ul></div>\n'
