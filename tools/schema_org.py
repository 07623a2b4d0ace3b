"""Extracts from schema.org's vocabulary what a test needs: the properties of the types that our pages use.

Usage: schema_org.py schemaorg-current-https.jsonld RELEASE > tests/data/schema-org.json
The file comes from the folder data/releases/RELEASE of https://github.com/schemaorg/schemaorg.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

TYPES = (
    "TechArticle", "ScholarlyArticle", "Book", "Chapter", "Thesis", "Report", "WebPage", "SoftwareSourceCode",
    "Dataset", "CreativeWork", "WebSite", "Organization", "Person",
)  # fmt: skip


def main() -> None:
    """Print, for each type, its properties, its own and inherited, with the types that their values may have."""
    path, release = sys.argv[1:]
    nodes = json.loads(Path(path).read_text("utf-8"))["@graph"]
    parents = {_name(node): _names(node.get("rdfs:subClassOf")) for node in nodes if node["@type"] == "rdfs:Class"}
    properties = [node for node in nodes if node["@type"] == "rdf:Property"]
    found = {}
    for type_ in TYPES:
        ancestors = _ancestors(type_, parents)
        mine = [node for node in properties if ancestors & set(_names(node.get("schema:domainIncludes")))]
        found[type_] = {_name(node): sorted(_names(node.get("schema:rangeIncludes"))) for node in mine}
    supers = {type_: sorted(_ancestors(type_, parents)) for type_ in TYPES}
    print(json.dumps({"release": release, "types": supers, "properties": found}, separators=(",", ":"), sort_keys=True))


def _ancestors(type_: str, parents: dict[str, list[str]]) -> set[str]:
    found = {type_}
    for parent in parents.get(type_, []):
        found |= _ancestors(parent, parents)
    return found


def _name(node: dict[str, Any]) -> str:
    return str(node["@id"]).removeprefix("schema:")


def _names(value: Any) -> list[str]:
    nodes = value if isinstance(value, list) else [value] if value else []
    return [_name(node) for node in nodes]


if __name__ == "__main__":
    main()
