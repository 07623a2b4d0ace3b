"""Whole builds of small sites: the seed page, bad input, repeated builds, live diagrams."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import MakeSite
from mkdocs.exceptions import Abort
from PIL import Image

from helpers import ROOT, build, write_files, write_site
from mlguide import site, svg

SEED = (ROOT / "tests" / "sites" / "seed" / "index.md").read_text("utf-8")
SEED_IMAGE = "assets/img/deep-learning/mlops/hidden-technical-debt.jpg"
TEXTS = "    accTitle: Title\n    accDescr: Description\n"
BIB = "@misc{key, title = {Title}, year = {2000}, url = {https://example.org/}}\n"


def jpeg(width: int, height: int) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(data, "JPEG")
    return data.getvalue()


@pytest.mark.parametrize("directory_urls", [True, False])
def test_seed_page_builds_unmodified(make_site: MakeSite, directory_urls: bool) -> None:
    built = make_site({"index.md": SEED, SEED_IMAGE: jpeg(1000, 380)}, use_directory_urls=directory_urls)
    html = built.html()
    image = html[html.index("<img alt=") :].partition("/>")[0]
    for attribute in ('width="500"', 'height="190"', 'loading="lazy"', f'src="{SEED_IMAGE}"'):
        assert attribute in image
    assert '<span class="caption-prefix">Figure 1.</span> Only a small fraction' in html
    diagram = html[html.index("<svg width=") :].partition("</svg>")[0] + "</svg>"
    lines = [" ".join(text.itertext()) for text in svg.parse(diagram).root.iter("text")]
    for label in ("Scoping", "Define Project", "Label and organize data", "Perform error analysis"):
        assert label in lines
    assert "foreignObject" not in diagram
    assert "<script" not in diagram
    assert [one for one in built.warnings if "footnote" in one] == [
        "docs/index.md:58:1: footnote [^1] is defined and never used (refer to it with [^1], or remove it)"
    ]
    assert "Technical Debt in Machine Learning Systems, NIPS 2015" in html
    assert not [one for one in built.warnings if "not found" in one]


def test_seed_page_without_its_image_names_file_and_line(make_site: MakeSite) -> None:
    built = make_site({"index.md": SEED})
    assert [one for one in built.warnings if "not found" in one] == [
        f'docs/index.md:10:3: image not found: "/{SEED_IMAGE}" (put it at docs/{SEED_IMAGE} or correct the link)'
    ]
    assert "Hidden Technical Debt</strong>" in built.html()


BAD = {
    "unknown key": ({"index.md": "# A\n\nText [@kee].\n", "references.bib": BIB}, "docs/index.md:3:7: unknown citation key"),
    "broken .bib entry": ({"index.md": "# A\n\n[@key]\n", "references.bib": BIB + "@misc{b, title = {\n"}, "docs/references.bib:2:18: the brace that opens"),
    "missing image": ({"index.md": "# A\n\n![Alt](no.png)\n"}, "docs/index.md:3:1: image not found"),
    "diagram syntax": (
        {"index.md": f"# A\n\n```mermaid\nflowchart LR\n{TEXTS}    a -->\n```\n"},
        "docs/index.md:7: diagram cannot be drawn",
    ),
    "front matter": ({"index.md": "---\na: [1\n---\n# A\n"}, "docs/index.md:2: front matter is broken"),
    "not UTF-8": ({"index.md": b"# A\n\ncaf\xe9\n"}, "docs/index.md:3: is not UTF-8: byte 0xe9"),
    "NUL": ({"index.md": b"# A\n\nx\0y\n"}, "docs/index.md:3: has a NUL character"),
    "footnote": ({"index.md": "# A\n\n[^1]: Orphan.\n"}, "docs/index.md:3:1: footnote [^1] is defined and never used"),
    "unknown stage": (
        {"index.md": "---\nstage: B\n---\n# A\n", "lifecycle.md": f"# L\n\n```mermaid\nstateDiagram-v2\n{TEXTS}    A\n```\n"},
        'docs/index.md:1: stage "B" is not a state',
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gives_one_clear_line_and_fails_strict(name: str, make_site: MakeSite, tmp_path: Path) -> None:
    files, expected = BAD[name]
    built = make_site(files)
    assert len([one for one in built.warnings if one.startswith(expected)]) == 1, built.warnings
    with pytest.raises(Abort):
        build(tmp_path, strict=True)


def test_text_of_an_unreadable_page_is_not_lost(make_site: MakeSite) -> None:
    assert "caf\ufffd" in make_site({"index.md": b"# A\n\ncaf\xe9\n"}).html()


def test_symbolic_links_are_refused(make_site: MakeSite, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "link.md").symlink_to("/etc/hostname")
    (tmp_path / "docs" / "link.txt").symlink_to("/etc/hostname")
    built = make_site({"index.md": "# A\n"})
    assert [one for one in built.warnings if "symbolic link" in one] == [
        "docs/link.md: is a symbolic link; only files inside the project are published "
        "(it must be a readable file inside docs/)",
        "docs/link.txt: is a symbolic link; only files inside the project are published (copy the file)",
    ]
    published = b"".join(built.all_bytes().values())
    assert Path("/etc/hostname").read_bytes().strip() not in published
    assert not (built.site / "link.txt").exists()


FILES = {
    "index.md": f"# A\n\n[@key]\n\n```mermaid\nflowchart LR\n{TEXTS}    a --> b\n```\n",
    "references.bib": BIB,
    "lifecycle.md": f"# L\n\n```mermaid\nstateDiagram-v2\n{TEXTS}    S --> T\n    T --> S\n"
    '    click S href "s.md"\n    click T href "t.md"\n```\n\n'
    '## S to T { data-transition="S T" }\n\nWhen.\n\n## T to S { data-transition="T S" }\n\nThen.\n',
    "s.md": "---\nstage: S\n---\n# S\n\n[@key]\n",
    "t.md": "---\nstage: T\n---\n# T\n",
}  # fmt: skip


def test_two_builds_in_one_process_give_the_same_bytes(make_site: MakeSite, tmp_path: Path) -> None:
    first = make_site(FILES, strict=True).all_bytes()
    assert build(tmp_path, strict=True).all_bytes() == first


def test_rebuild_after_edits_equals_a_fresh_build_in_a_new_process(tmp_path: Path, cache: Path) -> None:
    root = tmp_path / "edited"
    write_site(root, FILES, cache)
    build(root)
    write_files(root / "docs", {"index.md": "# B\n\n[@nobody]\n", "references.bib": ""})
    assert len(build(root).warnings) == 2
    write_files(root / "docs", FILES)
    edited = build(root).all_bytes()
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "fresh")]
    subprocess.run(command, cwd=root, check=True, capture_output=True)
    fresh = {
        path.relative_to(tmp_path / "fresh").as_posix(): path.read_bytes()
        for path in sorted((tmp_path / "fresh").rglob("*"))
        if path.is_file() and not path.name.startswith("sitemap.xml")
    }
    assert edited == fresh


def test_word_mermaid_in_the_text_wakes_nothing(make_site: MakeSite) -> None:
    files = {"index.md": FILES["index.md"] + '\nAbout mermaid: `<div class="mermaid">`.\n', "references.bib": BIB}
    html = make_site(files, strict=True).html()
    assert "viewBox" in html
    assert html.startswith("\n<!doctype html>")
    assert "mermaid.min.js" not in html
    assert "unpkg" not in html
    assert not [name for name in site.current().config.plugins if "mermaid2" in name]


def test_plugin_listed_in_the_settings_is_reported(make_site: MakeSite) -> None:
    built = make_site({"index.md": "# A\n"}, plugins=["search", {"mermaid2": {"javascript": "a.js"}}])
    assert len([one for one in built.warnings if one.startswith("mkdocs.yml: mermaid2 is listed under plugins")]) == 1


LIVE = f"# A\n\n```mermaid live\nflowchart LR\n{TEXTS}    a --> b\n```\n"


def test_library_for_live_diagrams_is_in_the_site_only_if_a_page_needs_it(make_site: MakeSite) -> None:
    library = {"assets/js/mermaid.min.js": "/* stands for the library */"}
    live = make_site({"index.md": LIVE, "b.md": FILES["index.md"], "references.bib": BIB, **library})
    assert '<script src="assets/js/mermaid.min.js"></script>' in live.html()
    assert "mermaid.min.js" not in live.html("b/index.html")
    assert (live.site / "assets/js/mermaid.min.js").is_file()
    still = make_site({"index.md": FILES["index.md"], **library})
    assert not (still.site / "assets/js/mermaid.min.js").exists()


def test_missing_library_is_reported_and_the_page_is_built(make_site: MakeSite) -> None:
    built = make_site({"index.md": LIVE})
    assert built.warnings == [
        "docs/index.md: page has a live diagram, but the library that draws it is not installed (run `make live`)"
    ]
    assert '<div class="mermaid">' in built.html()


def test_problems_found_before_a_crash_are_still_reported(tmp_path: Path, cache: Path) -> None:
    write_site(tmp_path, {"index.md": "# A\n\n[^1]: Orphan.\n"}, cache)
    crash = tmp_path / "crash.py"
    crash.write_text("def on_env(env, config, files):\n    raise ValueError('crash')\n")
    text = (tmp_path / "mkdocs.yml").read_text()
    (tmp_path / "mkdocs.yml").write_text(text.replace("hooks:\n", f"hooks:\n- {crash}\n", 1))
    command = [sys.executable, "-m", "mkdocs", "build"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "docs/index.md:3:1: footnote [^1] is defined and never used" in done.stderr


def test_dirty_build_checks_nothing_that_it_did_not_render(tmp_path: Path, cache: Path) -> None:
    write_site(tmp_path, FILES, cache)
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    write_files(tmp_path / "docs", {"s.md": FILES["s.md"] + "\nMore.\n"})
    command = [*command[:-1], "--dirty"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert [
        line for line in done.stderr.splitlines() if line.startswith("WARNING") and "'dirty' build" not in line
    ] == []
    assert "More." in (tmp_path / "site" / "s" / "index.html").read_text("utf-8")


ENTRY = 'Drift {{ #drift stage="all" aliases="{}" }}\n:   A change [@key].\n'


def test_glossary_that_does_not_exist_is_reported(make_site: MakeSite) -> None:
    built = make_site({"index.md": "# A\n\nA drift.\n"}, extra={"glossary": "terms.md"})
    assert built.warnings == ['mkdocs.yml: glossary "terms.md" does not exist (see extra.glossary)']
    assert "drift." in built.html()


def test_glossary_of_a_second_build_forgets_the_first(make_site: MakeSite, tmp_path: Path) -> None:
    files = {"index.md": "# A\n\nA drift, a shift.\n", "glossary.md": ENTRY.format("shift"), "references.bib": BIB}
    first = make_site(files, strict=True).all_bytes()
    write_files(tmp_path / "docs", {"glossary.md": "# Glossary\n", "index.md": "# A\n\nA drift.\n"})
    assert "term--" not in build(tmp_path).html()
    write_files(tmp_path / "docs", files)
    assert build(tmp_path, strict=True).all_bytes() == first


def test_glossary_with_broken_front_matter_is_read_all_the_same(make_site: MakeSite) -> None:
    glossary = "---\nterms: [\n---\n" + ENTRY.format("shift")
    built = make_site({"index.md": "# A\n\nA shift.\n", "glossary.md": glossary, "references.bib": BIB})
    assert any(one.startswith("docs/glossary.md:2: front matter is broken") for one in built.warnings)
    assert 'href="glossary/#drift">shift</a>' in built.html()


def test_properdocs_makes_the_same_site(tmp_path: Path, cache: Path) -> None:
    """The fork of MkDocs names itself, and may order what is the same in another way; nothing else differs."""
    files = {"index.md": "# A\n\n[@key] [B](b.md)\n", "b.md": "# B\n\nNobody [@nobody].\n", "references.bib": BIB}
    write_site(tmp_path, files, cache)
    said, sites = [], []
    for engine in ("mkdocs", "properdocs"):
        command = [sys.executable, "-m", engine, "build", "-f", "mkdocs.yml", "-d", str(tmp_path / engine)]
        done = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
        said.append([line for line in done.stderr.splitlines() if "docs/" in line])
        pages = sorted((tmp_path / engine).rglob("*.html"))
        sites.append({page.relative_to(tmp_path / engine): _anonymous(page.read_text("utf-8")) for page in pages})
    assert said[0] == said[1]
    assert any("nobody" in line for line in said[0])
    assert sites[0] == sites[1]


def _anonymous(page: str) -> str:
    return re.sub(r'<meta name="generator" content="[^"]*">', "", page)
