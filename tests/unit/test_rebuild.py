"""When builds may leave things out: a known MkDocs, nothing that looks at several pages, the same settings."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import mkdocs
import pytest
from mkdocs.commands import build as mkdocs_build

from mlguide import rebuild


def test_installed_mkdocs_is_the_one_that_is_expected() -> None:
    assert rebuild.fits()


def test_another_version_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mkdocs, "__version__", "2.0.0")
    assert not rebuild.fits()


@pytest.mark.parametrize("name", ["_build_page", "_populate_page"])
def test_other_functions_are_not(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(mkdocs_build, name, lambda page, more: None)
    assert not rebuild.fits()
    monkeypatch.delattr(mkdocs_build, name)
    assert not rebuild.fits()


def config(**values: Any) -> Any:
    known = {"plugins": {"search": None}, "hooks": {}, "markdown_extensions": ["tables", "pymdownx.details", object()]}
    return SimpleNamespace(**{**known, **values})


def test_strangers_are_named() -> None:
    assert rebuild.stranger(config()) == ""
    assert rebuild.stranger(config(plugins={"search": None, "blog": None})) == "blog"
    assert rebuild.stranger(config(markdown_extensions=["pymdownx.snippets"])) == "pymdownx.snippets"
    assert rebuild.stranger(config(markdown_extensions=["somebody.elses"])) == "somebody.elses"
    own = SimpleNamespace(__file__=str(Path(rebuild.__file__).parent.parent / "sources.py"))
    foreign = SimpleNamespace(__file__="/elsewhere/hook.py")
    assert rebuild.stranger(config(plugins={"a.py": own}, hooks={"a.py": own})) == ""
    assert rebuild.stranger(config(plugins={"b.py": foreign}, hooks={"b.py": foreign})) == "b.py"


def test_settings_are_those_of_all_files_of_the_environment_and_of_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mkdocs.yml"
    path.write_text("INHERIT: base.yml\nsite_name: !ENV [SITE_NAME_OF_TEST, A]\n")
    (tmp_path / "base.yml").write_text("copyright: one\n")
    theme = SimpleNamespace(name="material")

    def now(url: str = "http://a/") -> str:
        given: Any = SimpleNamespace(config_file_path=str(path), site_url=url, use_directory_urls=True, theme=theme)
        return rebuild.settings(given)

    found = [now(), now("http://b/")]
    monkeypatch.setenv("SITE_NAME_OF_TEST", "B")
    found.append(now())
    (tmp_path / "base.yml").write_text("copyright: two\n")
    found.append(now())
    assert len(set(found)) == 4
    assert now() == found[-1]
