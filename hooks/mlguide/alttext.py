"""Alternative text: what an image says to readers who do not see it, and when that says nothing.

In:  the text, the image's file name and its caption.
Out: what is wrong and what to write instead, or nothing.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_SAY = "say what it shows and what to see in it"
_WORD = re.compile(r"\w+")
_FILE_NAME = re.compile(r"(?i)^\S+\.(?:png|jpe?g|webp|avif|gif|svg)$")
_EMPTY_WORDS = frozenset(
    """image img picture photo photograph figure fig graphic illustration screenshot screen shot chart graph plot
    diagram drawing table logo icon the a an of this""".split()
)


def fault(text: str, file_name: str, caption: str = "") -> tuple[str, str] | None:
    """What is wrong with an alternative text that is there, as (message, suggestion); None if nothing is."""
    plain = _plain(text)
    stem = PurePosixPath(file_name).stem
    if plain == _plain(caption) and plain:
        return "alternative text repeats the caption", f"{_SAY}; the caption is read aloud as well"
    if _FILE_NAME.match(text.strip()) or plain == _plain(stem):
        return f'alternative text "{text.strip()}" is the name of the file', _SAY
    if all(word in _EMPTY_WORDS or word.isdecimal() for word in plain.split()):
        return f'alternative text "{text.strip()}" says only that there is an image', _SAY
    return None


def _plain(text: str) -> str:
    """The words alone: letter case, punctuation and the "_" and "-" of file names aside."""
    return " ".join(_WORD.findall(text.casefold().replace("_", " ")))
