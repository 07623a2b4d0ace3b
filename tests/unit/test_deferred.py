"""A deferred build: what is copied, what is removed, and that MkDocs is shown nothing to finish."""

from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from mlguide.deferred import Builders, Deferred, LastBuild


class Level:
    def is_in_serve(self) -> bool:
        return True

    def is_excluded(self) -> bool:
        return False


class File:
    """A file of the site as MkDocs has it."""

    inclusion = Level()

    def __init__(self, folder: Path, uri: str, site: Path) -> None:
        self.src_uri, self.dest_uri = uri, uri.replace(".md", ".html")
        self.abs_src_path, self.dest_dir, self.page = str(folder / uri), str(site), SimpleNamespace(file=self)
        self.copied = 0

    @property
    def abs_dest_path(self) -> str:
        return str(Path(self.dest_dir) / self.dest_uri)

    def is_documentation_page(self) -> bool:
        return self.src_uri.endswith(".md")

    def copy_file(self) -> None:
        self.copied += 1
        Path(self.abs_dest_path).write_bytes(Path(self.abs_src_path).read_bytes())


class Files(list[File]):
    def documentation_pages(self, **_: object) -> list[File]:
        return [file for file in self if file.is_documentation_page()]

    def copy_static_files(self, **_: object) -> None:
        raise AssertionError("MkDocs would copy everything")


def build(tmp_path: Path, last: LastBuild, names: list[str], built: list[str], key: str = "key") -> tuple[Files, Any]:
    site = tmp_path / "site"
    site.mkdir(exist_ok=True)
    theme = SimpleNamespace(static_templates={"404.html"})
    config = SimpleNamespace(site_dir=str(site), theme=theme, extra_templates=[])
    state: Any = SimpleNamespace(config=config, finish=lambda page: None, problems=SimpleNamespace(log=lambda: None))
    preview: Any = SimpleNamespace(lock=threading.RLock())

    def empty(folder: str) -> None:
        for path in Path(folder).iterdir():
            path.unlink()

    builders = Builders(
        lambda page, *_, **__: built.append(page.file.dest_uri), lambda name, **_: built.append(name), print, empty
    )
    one = Deferred(state, key, preview, last, builders)
    one.begin()
    assert not Path(config.site_dir).exists()  # which MkDocs would empty
    files = Files(File(tmp_path, name, site) for name in names)
    one.collect(files)
    assert config.site_dir == str(site)
    env: Any = object()
    one.defer(env, files)
    files.copy_static_files()
    assert files.documentation_pages() == []
    assert config.theme.static_templates == set()
    unfinished = one.finish(nav=None, search=None, rendered=1)
    one.end()
    return files, unfinished


def test_only_what_has_changed_is_copied(tmp_path: Path) -> None:
    last = LastBuild()
    (tmp_path / "a.css").write_text("a")
    (tmp_path / "b.css").write_text("b")
    first, _ = build(tmp_path, last, ["a.css", "b.css", "p.md"], [])
    (tmp_path / "b.css").write_text("c")
    second, _ = build(tmp_path, last, ["a.css", "b.css", "p.md"], [])
    assert [(file.copied, again.copied) for file, again in zip(first, second, strict=True)] == [(1, 0), (1, 1), (0, 0)]
    assert (tmp_path / "site" / "b.css").read_text() == "c"


def test_what_is_no_more_is_removed(tmp_path: Path) -> None:
    last = LastBuild()
    (tmp_path / "a.css").write_text("a")
    build(tmp_path, last, ["a.css", "p.md"], [])
    (tmp_path / "site" / "p.html").write_text("finished meanwhile")
    build(tmp_path, last, ["q.md"], [])
    assert list((tmp_path / "site").iterdir()) == []


def test_pages_and_templates_are_finished_when_asked_for(tmp_path: Path) -> None:
    built: list[str] = []
    _, unfinished = build(tmp_path, LastBuild(), ["p.md", "q.md"], built)
    assert built == []
    unfinished.files["q.html"]()
    unfinished.files["404.html"]()
    assert built == ["q.html", "404.html"]
    assert (unfinished.rendered, unfinished.pages) == (1, 2)


def test_other_settings_begin_with_an_empty_folder(tmp_path: Path) -> None:
    last = LastBuild()
    build(tmp_path, last, ["p.md"], [])
    (tmp_path / "site" / "written-by-a-plugin.html").write_text("")
    build(tmp_path, last, ["p.md"], [])
    assert (tmp_path / "site" / "written-by-a-plugin.html").exists()
    build(tmp_path, last, ["p.md"], [], key="other")
    assert not (tmp_path / "site" / "written-by-a-plugin.html").exists()
