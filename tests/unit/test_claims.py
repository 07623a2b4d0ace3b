"""Records of claims: what is one is read with its line, whatever is none is a problem at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlguide import claims
from mlguide.claims import Claim

GOOD = '- claim: "It is so."\n  source: key\n  support: >-\n    Table 2\n    says it.\n  checked: the text\n'


def read(tmp_path: Path, content: str | bytes) -> tuple[list[Claim], list[str]]:
    path = tmp_path / "a.yml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    found, problems = claims.read(path)
    return found, [str(one).removeprefix(f"{tmp_path.as_posix()}/") for one in problems]


def test_claims_are_read_in_order_with_their_lines(tmp_path: Path) -> None:
    found, problems = read(tmp_path, f"# A comment\n{GOOD}{GOOD.replace('key', 'other')}")
    assert found == [
        Claim("It is so.", "key", "Table 2 says it.", "the text", 2),
        Claim("It is so.", "other", "Table 2 says it.", "the text", 8),
    ]
    assert problems == []


@pytest.mark.parametrize("content", ["", "# nothing yet\n"])
def test_empty_file_has_no_claims(tmp_path: Path, content: str) -> None:
    assert read(tmp_path, content) == ([], [])


@pytest.mark.parametrize(
    ("content", "kept", "expected"),
    [
        ("- claim: [\n", 0, "a.yml:2: is not YAML: "),
        ("claim: x\n", 0, "a.yml:1: is no list of claims"),
        (b"- claim: caf\xe9\n", 0, "a.yml:1: is not UTF-8"),
        (f"{GOOD}- x\n", 1, "a.yml:7: is no claim"),
        (f"{GOOD}- claim: So.\n  source: key\n", 2, "a.yml:7: claim has no support and has no checked"),
        (f"{GOOD}- source: key\n  support: a\n  checked: b\n", 1, "a.yml:7: claim has no claim"),
        (f"{GOOD}  suport: x\n", 1, 'a.yml:1: claim has the unknown field "suport"'),
        ("- claim: So.\n  source: [a, b]\n  support: a\n  checked: b\n", 1, "a.yml:1: claim has no source"),
        ("[" * 5000, 0, "a.yml:"),
    ],
)
def test_mistake_is_named_and_costs_no_other_claim(
    tmp_path: Path, content: str | bytes, kept: int, expected: str
) -> None:
    found, problems = read(tmp_path, content)
    assert len(found) == kept
    assert len(problems) == 1
    assert problems[0].startswith(expected)
