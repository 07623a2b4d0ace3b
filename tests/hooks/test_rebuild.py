"""Incremental builds: after every edit the served site is, byte for byte, what a new process makes of the same files."""

from __future__ import annotations

import io
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import mkdocs
import pytest
import yaml
from PIL import Image
from served import Served, contents, fresh

from helpers import build, write_files, write_site
from mlguide import ahead

FILES: dict[str, str] = {
    "index.md": "# Home\n\nSee @sec-state, [](b.md) and [C](c.md#intro). A canary sings [@one; @two].\n\n"
    "## Near { #sec-near }\n\nIt begins, as @fig-plot shows.\n\n![A plot of two lines](plot.png){ #fig-plot }\n\n"
    "/// figure-caption\nTwo lines.\n///\n",
    "b.md": "# B\n\nBack to @sec-near. [@one]\n\n## State { #sec-state }\n\nFirst. Second.\n\n## Own\n\n"
    "/// template | row\nA row.\n///\n",
    "c.md": "---\ntitle: Page C\nrender_macros: true\n---\n\n# C\n\n## Intro\n\nText @two, {{ data.rows }} rows. [B](b.md#own).\n",
    "deep/d.md": "# D\n\nCanaries [@two]. [Home](../index.md)[^1]\n\n[^1]: A note.\n\n![A drawn box](../box.svg){ .inline }\n",
    "sources.md": "# Sources\n\n/// bibliography\n///\n",
    "glossary.md": '# Glossary\n\nCanary { #canary stage="S" aliases="canaries" }\n:   A release for few [@one].\n',
    "lifecycle.md": "# Cycle\n\n```mermaid\nstateDiagram-v2\n    accTitle: T\n    accDescr: D\n    S --> T\n"
    '    click S href "s.md"\n    click T href "t.md"\n```\n\n## S to T { data-transition="S T" }\n\nWhen it does.\n',
    "claims.md": "# Records\n\n/// claims\n///\n",
    "claims/b.yml": "- claim: Back to it.\n  source: one\n  support: It says so.\n  checked: text\n",
    "templates/blank/row.md": "# Row\n",
    "templates/filled/row.md": "# Row: {{ data.rows }}\n",
    "tools.md": "# Tools\n\n/// template-list\n///\n\n/// scorecard\n///\n\n/// score | S\n    rubric: true\n\n"
    "- One. [S](s.md#check-s-so){ effort=days }\n///\n",
    "map.md": "# Map\n\n/// site-picture\n///\n",
    "s.md": "---\nstage: S\nreviewed: 2026-01-02\n---\n\n# S\n\n[@two]\n\n## Checklist\n\n- Is it so? { #check-s-so }\n",
    "t.md": "---\nstage: T\n---\n\n# T\n",
    "style.css": "p { color: red }\n",
    "box.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30"><rect width="90" height="30"/></svg>\n',
    "results/data.json": '{"rows": 12}\n',
    "references.bib": "@misc{one, title = {One}, url = {https://example.org/1}}\n@misc{two, title = {Two}, url = {https://example.org/2}}\n",
}
PAGES = ("index.md", "b.md", "c.md", "deep/d.md", "s.md", "t.md", "lifecycle.md", "glossary.md")
MAIN = '{% extends "base.html" %}{% block content %}{{ super() }}{{ claims_note }}<p>WORD</p>{% endblock %}\n'


def picture(width: int) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (width, 20), "white").save(kept, "png")
    return kept.getvalue()


def write(root: Path, cache: Path) -> Path:
    theme = {"name": "material", "custom_dir": "own", "font": False}
    write_site(root, {**FILES, "plot.png": picture(40)}, theme=theme, exclude_docs="/claims/")
    write_files(root / "own", {"main.html": MAIN})
    settings = yaml.safe_load((root / "mkdocs.yml").read_text("utf-8"))
    settings["extra"]["twins"] = True
    write_files(root, {"mkdocs.yml": yaml.safe_dump(settings)})
    (root / ".cache").mkdir()
    for name in ("diagrams", "images"):
        (cache / name).mkdir(exist_ok=True)
        (root / ".cache" / name).symlink_to(cache / name)
    return root


@pytest.fixture
def served(tmp_path: Path, cache: Path) -> Iterator[Served]:
    site = Served(write(tmp_path / "site", cache))
    yield site
    site.close()


class Author:
    """Somebody who edits a site at random; `random` decides what."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.docs = root / "docs"
        self.random = random.Random(seed)
        self.count = 0
        self.old: dict[Path, tuple[bytes, float]] = {}

    def edits(self) -> list[Callable[[], object]]:
        return [
            *(self.body, self.heading_added, self.heading_removed, self.heading_renamed, self.front_matter, self.title),
            *(self.label_renamed, self.page_created, self.page_deleted, self.page_moved, self.navigation, self.term),
            *(self.source, self.figure, self.drawing, self.template, self.stylesheet, self.settings, self.result),
            *(self.restored, self.many_at_once, self.broken_citation, self.broken_diagram, self.link_added),
            *(self.template_file, self.record, self.check),
        ]

    def edit(self) -> str:
        self.count += 1
        chosen = self.random.choice(self.edits())
        chosen()
        return chosen.__name__

    def _page(self) -> Path:
        alone = ("map.md", "sources.md", "claims.md")
        pages = [path for path in sorted(self.docs.rglob("*.md")) if path.name not in alone]
        return self.random.choice([path for path in pages if self.docs / "templates" not in path.parents])

    def _write(self, path: Path, text: str) -> None:
        if path.exists():
            self.old[path] = (path.read_bytes(), path.stat().st_mtime)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def _add(self, text: str) -> None:
        path = self._page()
        self._write(path, f"{path.read_text('utf-8')}\n{text}\n")

    def _replace(self, path: Path, old: str, new: str) -> None:
        self._write(path, path.read_text("utf-8").replace(old, new))

    def body(self) -> None:
        self._add(f"A sentence, the {self.count}th, about canaries [@one].")

    def link_added(self) -> None:
        self._add("It leads on to [home](/index.md) and to [](/b.md#own).")

    def heading_added(self) -> None:
        self._add(f"## Heading {self.count}\n\nWith a text.")

    def heading_removed(self) -> None:
        path = self._page()
        lines = path.read_text("utf-8").split("\n")
        kept = [line for line in lines if not line.startswith("## Heading")]
        self._write(path, "\n".join(kept))

    def heading_renamed(self) -> None:
        path = self._page()
        self._replace(path, "\n# ", f"\n# {self.count} ")

    def front_matter(self) -> None:
        path = self._page()
        text = path.read_text("utf-8")
        said = f"---\ndescription: Number {self.count}, see @sec-near.\n"
        self._write(path, said + (text[4:] if text.startswith("---\n") else f"---\n\n{text}"))

    def title(self) -> None:
        self._replace(
            self.docs / "c.md" if (self.docs / "c.md").exists() else self._page(), "title: Page", "title: A page"
        )

    def label_renamed(self) -> None:
        old, new = self.random.choice(
            [("#sec-state", "#sec-stat"), ("#sec-stat", "#sec-state"), ("fig-plot", "fig-plo")]
        )
        for path in sorted(self.docs.rglob("*.md")):
            self._replace(path, old, new)

    def page_created(self) -> None:
        self._write(self.docs / f"new-{self.count}.md", f"# New {self.count}\n\nA canary [@two]. [B](b.md)\n")

    def page_deleted(self) -> None:
        self._page().unlink()
        if not (self.docs / "index.md").exists():
            self._write(self.docs / "index.md", FILES["index.md"])

    def page_moved(self) -> None:
        path = self._page()
        if path.name != "index.md":
            path.rename(path.with_name(f"moved-{self.count}-{path.name}"))

    def _settings(self, name: str, value: object) -> None:
        path = self.root / "mkdocs.yml"
        settings = yaml.safe_load(path.read_text("utf-8"))
        settings[name] = value
        self._write(path, yaml.safe_dump(settings, sort_keys=False))

    def navigation(self) -> None:
        pages = [path.relative_to(self.docs).as_posix() for path in sorted(self.docs.rglob("*.md"))]
        self.random.shuffle(pages)
        self._settings("nav", [*pages[:3], {"Group": pages[3:]}])

    def settings(self) -> None:
        self._settings("site_name", f"Site {self.count}")

    def term(self) -> None:
        path = self.docs / "glossary.md"
        if path.exists():
            old, new = self.random.choice(
                [("few", "some"), ("some", "few"), ('aliases="', 'aliases="sentence, '), ("Canary {", "Bird {")]
            )
            self._replace(path, old, new)

    def source(self) -> None:
        self._replace(self.docs / "references.bib", "title = {T", f"title = {{{self.count} T")

    def figure(self) -> None:
        (self.docs / "plot.png").write_bytes(picture(40 + self.count))

    def drawing(self) -> None:
        self._replace(self.docs / "box.svg", "<rect", f'<rect x="{self.count}"')

    def template(self) -> None:
        self._replace(self.root / "own" / "main.html", "WORD", f"WORD {self.count}")

    def stylesheet(self) -> None:
        self._write(self.docs / "style.css", f"p {{ margin: {self.count}px }}\n")

    def result(self) -> None:
        self._write(self.docs / "results" / "data.json", f'{{"rows": {self.count}}}\n')

    def template_file(self) -> None:
        name = self.random.choice(["blank/row.md", "filled/row.md"])
        self._write(self.docs / "templates" / name, f"# Row {self.count}\n\nOf {{{{ data.rows }}}} rows.\n")

    def record(self) -> None:
        page = self.random.choice(["b", "s", "nobody"])
        text = FILES["claims/b.yml"].replace("says so", f"says so, in {self.count} places")
        self._write(self.docs / "claims" / f"{page}.yml", text)

    def check(self) -> None:
        self._add(f"## Checklist\n\n- Item {self.count}? {{ #check-item-{self.random.randrange(3)} }}")

    def restored(self) -> None:
        for path, (content, when) in list(self.old.items())[-2:]:
            if path.exists():
                path.write_bytes(content)
                os.utime(path, (when, when))

    def many_at_once(self) -> None:
        for number in range(100):
            self._write(self.docs / "many" / f"{number}.md", f"# {number}, {self.count}\n\nText [@one]. [B](../b.md)\n")
        for number in range(self.random.randrange(100), 100):
            (self.docs / "many" / f"{number}.md").unlink()

    def broken_citation(self) -> None:
        self._add("Nobody knows this one [@nobody].")

    def broken_diagram(self) -> None:
        self._add("```mermaid\nflowchart LR\n    a -->\n```")


def same(served: Served, folder: Path) -> None:
    expected = fresh(served.root, folder)
    assert expected is not None
    actual = served.everything()
    assert actual.keys() == expected.keys()
    assert [name for name in expected if actual[name] != expected[name]] == []


@pytest.mark.parametrize("seed", range(4))
def test_any_edits_give_what_a_new_process_gives(served: Served, tmp_path: Path, seed: int) -> None:
    author = Author(served.root, seed)
    done = []
    for _ in range(9):
        done.append(author.edit())
        served.rebuild()
        try:
            same(served, tmp_path / "fresh")
        except AssertionError as error:
            raise AssertionError(f"after {done}: {error}") from error


def test_two_saves_during_a_build_are_both_seen(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    author = Author(served.root, 0)
    inner = served._build

    def build_while_somebody_writes() -> None:
        author._write(served.root / "docs" / "b.md", FILES["b.md"] + "\nFirst save.\n")
        inner()
        author._write(served.root / "docs" / "b.md", FILES["b.md"] + "\nSecond save.\n")
        author._write(served.root / "docs" / "s.md", FILES["s.md"] + "\nAnother page.\n")

    author.body()
    monkeypatch.setattr(served.server.builder.__self__, "_builder", build_while_somebody_writes)  # type: ignore[attr-defined]
    served.rebuild()
    monkeypatch.undo()
    served.rebuild()
    same(served, tmp_path / "fresh")


BROKEN = {
    "settings": ("mkdocs.yml", "site_name: [\n", "mkdocs.yml:"),
    "template": ("own/main.html", "{% extends 'base.html' %}\n{% if %}\n", "own/main.html:2: the site cannot be built"),
    "template that is missing": ("own/main.html", "{% extends 'nothing.html' %}\n", "nothing.html"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_site_that_cannot_be_built_shows_why_and_lives(served: Served, tmp_path: Path, name: str) -> None:
    file, text, message = BROKEN[name]
    path = served.root / file
    good = path.read_text("utf-8")
    served.get("b/")
    path.write_text(text, "utf-8")
    served.rebuild()
    for address in ("b/", "c/", "b/"):
        status, body = served.get(address)
        assert status == "200 OK"
        assert '<div class="problems" role="alert">' in body.decode()
        assert message in body.decode()
    path.write_text(good, "utf-8")
    served.rebuild()
    assert "problems" not in served.get("b/")[1].decode()
    same(served, tmp_path / "fresh")


def test_only_the_page_that_was_edited_is_rendered(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "mkdocs.mlguide")
    Author(served.root, 0)._write(served.root / "docs" / "b.md", FILES["b.md"] + "\nMore.\n")
    served.rebuild()
    said = [record.getMessage() for record in caplog.records if record.name == "mkdocs.mlguide"]
    assert [line.rpartition(",")[0] for line in said] == ["docs/b.md changed: 1 of 12 pages rendered"]


def test_new_page_has_only_those_rendered_that_link_to_it(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    docs = served.root / "docs"
    (docs / "s.md").write_text(FILES["s.md"] + "\n[E](e.md)\n", "utf-8")
    served.rebuild()
    caplog.set_level("INFO", "mkdocs.mlguide")
    (docs / "e.md").write_text("# E\n", "utf-8")
    served.rebuild()
    assert "docs/e.md changed: 2 of 13 pages rendered" in caplog.text


def test_broken_link_shows_on_its_page_only_and_goes_when_mended(served: Served, tmp_path: Path) -> None:
    page = served.root / "docs" / "b.md"
    page.write_text(FILES["b.md"] + "\n[Nobody](nobody.md)\n", "utf-8")
    served.rebuild()
    assert "docs/b.md:15:10: link target not found: &quot;nobody.md&quot;" in served.get("b/")[1].decode()
    assert "problems" not in served.get("s/")[1].decode()
    page.write_text(FILES["b.md"], "utf-8")
    served.rebuild()
    assert "problems" not in served.get("b/")[1].decode()
    same(served, tmp_path / "fresh")


def test_page_asked_for_in_vain_gets_the_sites_own_answer(served: Served) -> None:
    Author(served.root, 0).template()
    served.rebuild()
    status, body = served.get("no-such-page/")
    assert status == "404 Not Found"
    assert body == (served.site / "404.html").read_bytes()


# mkdocs build


def build_again(root: Path) -> dict[str, bytes]:
    return build(root).all_bytes()


def large(root: Path, cache: Path) -> Path:
    """A site with more pages than one process renders alone."""
    write(root, cache)
    write_files(root / "docs", {f"many/{number}.md": f"# {number}\n\n[B](../b.md) [@one]\n" for number in range(60)})
    return root


def test_build_with_a_full_cache_gives_the_same_bytes_as_without(tmp_path: Path, cache: Path) -> None:
    root = large(tmp_path, cache)
    cold = build_again(root)
    assert build_again(root) == cold
    page = root / "docs" / "b.md"
    page.write_text(FILES["b.md"].replace("## State", "## Other state"), "utf-8")
    warm = build_again(root)
    for path in (root / ".cache").glob("pages.sqlite*"):
        path.unlink()
    assert warm == build_again(root)
    assert warm != cold


@pytest.mark.parametrize("damage", ["file", "values"])
def test_damaged_cache_is_made_anew(tmp_path: Path, cache: Path, damage: str) -> None:
    root = write(tmp_path, cache)
    whole = build_again(root)
    path = root / ".cache" / "pages.sqlite"
    if damage == "file":
        path.write_bytes(b"\0" * 4096)
    else:
        with sqlite3.connect(path) as database:
            database.execute("UPDATE kept SET content = randomblob(200)")
        database.close()
    assert build_again(root) == whole
    assert build_again(root) == whole


def test_warnings_are_the_same_whoever_renders_a_page(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = large(tmp_path, cache)
    write_files(root / "docs", {"many/59.md": "# 59\n\n[At the root](/nowhere.md) and [@nobody]\n"})
    monkeypatch.setattr(ahead, "processors", lambda: 2)
    monkeypatch.setattr(ahead, "_alone", lambda: True)
    shared = build(root)
    monkeypatch.setattr(ahead, "processors", lambda: 1)
    for path in (root / ".cache").glob("pages.sqlite*"):
        path.unlink()
    alone = build(root)
    assert shared.warnings == alone.warnings
    assert len(alone.warnings) >= 2
    assert shared.all_bytes() == alone.all_bytes()


def test_two_builds_at_once_do_not_disturb_each_other(tmp_path: Path, cache: Path) -> None:
    root = large(tmp_path, cache)
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-d"]
    builds = [subprocess.Popen([*command, str(tmp_path / f"site{number}")], cwd=root) for number in range(2)]
    assert [one.wait(120) for one in builds] == [0, 0]
    assert contents(tmp_path / "site0") == contents(tmp_path / "site1") == contents(build(root).site)


def test_unknown_mkdocs_is_built_in_full_with_one_notice(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    root = write(tmp_path / "site", cache)
    expected = build_again(root)
    monkeypatch.setattr(mkdocs, "__version__", "1.7.0")
    caplog.set_level("INFO", "mkdocs.mlguide")
    site = Served(root)
    (root / "docs" / "b.md").write_text("# B\n\nOther.\n", "utf-8")
    site.rebuild()
    assert b"Other." in site.get("b/")[1]
    site.close()
    notices = [record for record in caplog.records if "Every page is built each time" in record.getMessage()]
    assert [record.getMessage() for record in notices] == [
        "Every page is built each time: MkDocs 1.7.0 is not known to hooks/mlguide/rebuild.py"
    ]
    (root / "docs" / "b.md").write_text(FILES["b.md"], "utf-8")
    full = {name: content.replace(b"mkdocs-1.7.0", b"mkdocs-1.6.1") for name, content in build_again(root).items()}
    assert full == expected
