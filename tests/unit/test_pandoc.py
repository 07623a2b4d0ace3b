"""Our formatted entries beside Pandoc's: its citation engine with our house style written in CSL."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pypandoc

from helpers import ROOT
from mlguide import bibliography, references
from mlguide.csl import Item

STYLE = ROOT / "tests" / "data" / "house-style.csl"
# Where ours is better, and is meant to differ.
INITIALS = {"wilkinson2016fair": ("Ij. J.", "I. J."), "lewis2020rag": ("W. Yih", "W.-t. Yih")}
OWN_PUBLISHER = {"nist2023airmf", "nist2024genai"}  # ours names an institution that publishes its own report once


def test_whole_bibliography_is_formatted_as_pandoc_does(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "references.bib").read_text("utf-8")
    items = bibliography.parse(text, "r.bib").items
    theirs = _by_pandoc(list(items.values()), tmp_path)
    assert theirs.keys() == items.keys()
    for key, item in items.items():
        assert references.to_text(references.format_item(item)) == _as_we_mean_it(key, item, theirs[key])


def _as_we_mean_it(key: str, item: Item, text: str) -> str:
    text = text.replace(", et al.", " et al.").replace(". undated", ". Undated").replace("” undated", "” Undated")
    text = text.replace(*INITIALS.get(key, ("", "")))
    return text.replace(f", {item['publisher']}", "") if key in OWN_PUBLISHER else text


def _by_pandoc(items: list[Item], folder: Path) -> dict[str, str]:
    (folder / "items.json").write_text(json.dumps(items), "utf-8")
    page = "\n\n".join(f"[@{item['id']}]" for item in items)
    command = [
        *(pypandoc.get_pandoc_path(), "--citeproc", "--bibliography", str(folder / "items.json")),
        *("--csl", str(STYLE), "--from", "markdown", "--to", "json"),
    ]
    document = json.loads(subprocess.run(command, input=page, check=True, capture_output=True, text=True).stdout)
    (list_,) = (block["c"][1] for block in document["blocks"] if block["t"] == "Div" and block["c"][0][0] == "refs")
    return {entry["c"][0][0].removeprefix("ref-"): _text(entry).strip() for entry in list_}


def _text(node: Any) -> str:
    """The text of a node of Pandoc's document, quotation marks included."""
    if isinstance(node, list):
        return "".join(map(_text, node))
    kind, content = node["t"], node.get("c")
    if kind == "Str":
        return str(content)
    if kind in ("Space", "SoftBreak"):
        return " "
    if kind == "Quoted":
        opening, closing = "“”" if content[0]["t"] == "DoubleQuote" else "‘’"
        return f"{opening}{_text(content[1])}{closing}"
    return _text(content[1] if kind in ("Div", "Link", "Span") else content)
