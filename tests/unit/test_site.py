"""The state of a build: nothing is left over from the last one, and nothing is read twice."""

from __future__ import annotations

import pytest
from conftest import MakeSite

from mlguide import site


def test_hooks_must_be_started_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site._Builds, "site", None)
    with pytest.raises(RuntimeError, match=r"hooks/sources\.py must be the first hook"):
        site.current()


def test_missing_bibliography_and_lifecycle_page_are_reported(make_site: MakeSite) -> None:
    built = make_site({"index.md": "# A\n"}, extra={"bibliography": "docs/none.bib", "lifecycle": "none.md"})
    assert built.warnings == [
        "docs/none.bib: cannot be read: No such file or directory (the bibliography is named in mkdocs.yml)",
        'mkdocs.yml: lifecycle page "none.md" does not exist (see extra.lifecycle)',
    ]
