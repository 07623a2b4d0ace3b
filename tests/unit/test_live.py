"""The plugin for live diagrams. In the browser: tests/browser/."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from mlguide.live import LIBRARY, LiveDiagrams


def test_script_and_arguments_are_added_to_a_page_with_a_diagram(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "assets/js").mkdir(parents=True)
    (tmp_path / LIBRARY).write_text("/* library */")
    monkeypatch.delitem(sys.modules, "mermaid2", raising=False)
    config = {"docs_dir": str(tmp_path), "extra_javascript": [], "markdown_extensions": [], "mdx_configs": {}}
    live = LiveDiagrams(config, {"securityLevel": "strict"})
    page = SimpleNamespace(title="A", url="sub/page/")
    html = live.finish('<html><body><div class="mermaid">a</div></body></html>', page)
    assert '<script src="../../assets/js/mermaid.min.js"></script>' in html
    assert "mermaid.initialize({" in html
    assert 'securityLevel: "strict"' in html
