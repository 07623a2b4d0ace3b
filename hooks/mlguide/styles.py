"""One style sheet in place of many: each file is written for one concern, and a page loads them in one request.

In:  the style sheets of `extra_css` in mkdocs.yml, by their paths below docs/, in order.
Out: one text, and the list of what is loaded with it in their place. Sheets that lie elsewhere keep their place before
     it. Nothing is rewritten, so only sheets of one folder can be joined: their addresses are relative to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from posixpath import dirname

NAME = "guide.css"


def joined_uri(uris: Sequence[str]) -> str:
    """Where the joined sheet lies: in the folder of the first; "" if there are not two to be joined."""
    return f"{dirname(uris[0])}/{NAME}".lstrip("/") if len(uris) > 1 else ""


def joinable(listed: Sequence[str], exists: Mapping[str, object]) -> list[str]:
    """Those of the listed sheets that lie in the same folder below docs/ as the first one that lies there."""
    own = [uri for uri in listed if uri in exists]
    return [uri for uri in own if dirname(uri) == dirname(own[0])]


def join(texts: Mapping[str, str]) -> str:
    """The texts of sheets by path, one after the other, each under its name."""
    return "\n".join(f"/* {uri.rpartition('/')[2]} */\n{text.strip()}\n" for uri, text in texts.items())
