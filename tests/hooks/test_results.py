"""Whole builds with a folder of results beside docs/: quoted, shown from where it lies, and no trace of it elsewhere."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from conftest import MakeSite
from mkdocs.exceptions import Abort

from helpers import build, write_files, write_site

PLOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><title>P</title><path d="M 0 0 L 9 9"/></svg>'
FIGURE = "![Line from corner to corner](results/plot.svg){ #fig-p .inline }\n\n/// figure-caption\nSee @fig-p.\n///\n"
PAGE = f'---\nrender_macros: true\n---\n# A\n\nLate: {{{{ percent("data.share", 1) }}}}.\n\n{{{{ table("t") }}}}\n\n{FIGURE}'
FOLDER = {
    "../example/results/data.json": '{"share": 0.2447}',
    "../example/results/t.md": "| a |\n|---|\n| 6 % |\n",
    "../example/results/plot.svg": PLOT,
}
PLAIN = {"plain.md": "# P {#p}\n\n`{{ x }}` {{ data.share }} {% raw %}\n", "index.md": "# Home\n"}


def with_results(**extra: str) -> dict[str, dict[str, str]]:
    return {"extra": {"results": "example/results", **extra}}


def test_folder_beside_docs_is_quoted_and_its_plots_are_shown(make_site: MakeSite) -> None:
    built = make_site({"example/data.md": PAGE, "index.md": "# H\n", **FOLDER}, strict=True, **with_results())
    html = built.html("example/data/index.html")
    assert "Late: 24.5%." in html
    assert "<td>6%</td>" in html
    assert '<path d="M 0 0 L 9 9">' in html
    assert (built.site / "example/results/plot.svg").read_text() == PLOT
    assert not list(built.site.rglob("*.json")) or not (built.site / "example/results/data.json").exists()


def test_page_that_does_not_ask_has_the_same_bytes_with_and_without_results(tmp_path: Path, cache: Path) -> None:
    write_site(tmp_path / "with", {**PLAIN, **FOLDER}, cache, **with_results())
    write_site(tmp_path / "without", PLAIN, cache)
    assert build(tmp_path / "with").html("plain/index.html") == build(tmp_path / "without").html("plain/index.html")


def test_folder_is_not_read_unless_a_page_asks(make_site: MakeSite) -> None:
    broken = {**PLAIN, "../example/results/data.json": "{"}
    assert make_site(broken, **with_results()).warnings == []


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"index.md": PAGE.replace("data.share", "data.shore")}, 'docs/index.md:6:7: unknown result "data.shore" (did you mean data.share?)'),
        ({"index.md": PAGE.replace('"t"', '"u"')}, 'docs/index.md:8:1: there is no table "u" (see the folder of results)'),
        ({"index.md": PAGE.replace("plot.svg", "plat.svg")}, 'docs/index.md:10:1: image not found: "results/plat.svg"'),
        ({"../example/results/data.json": '{"share": 0.2447,\n "x"}'}, "example/results/data.json:2: is not JSON"),
        ({"../example/results/plot.svg": PLOT.replace("<path", "\n<script/><path")}, "example/results/plot.svg:2: <script> is not allowed (remove it)"),
    ],
)  # fmt: skip
def test_mistake_is_one_clear_line_and_fails_strict(
    make_site: MakeSite, tmp_path: Path, files: dict[str, str], expected: str
) -> None:
    page = {"index.md": PAGE.replace("results/", "example/results/")}
    files = {name: text.replace("(results/", "(example/results/") for name, text in files.items()}
    built = make_site({**FOLDER, **page, **files}, **with_results())
    expected = expected.replace('"results/', '"example/results/')
    assert len([one for one in built.warnings if one.startswith(expected)]) == 1, built.warnings
    assert "Traceback" not in built.html()
    with pytest.raises(Abort):
        build(tmp_path, strict=True)


def test_serve_shows_the_mistake_and_the_rest_of_the_page(tmp_path: Path, cache: Path) -> None:
    page = "---\nrender_macros: true\n---\n# A\n\nLate: {{ data.shore }}. The rest.\n"
    write_site(tmp_path, {"index.md": page, **FOLDER}, cache, **with_results())
    html = build(tmp_path, command="serve").html()
    assert 'Late: <strong class="problem">[unknown result "data.shore"]</strong>. The rest.' in html
    assert '<div class="problems" role="alert">' in html
    write_files(tmp_path / "docs", {"index.md": page.replace("{{ data.shore }}", '{{ number("data.share", 2) }}')})
    html = build(tmp_path, command="serve").html()
    assert "Late: 0.24. The rest." in html
    assert 'class="problems"' not in html


def test_results_that_change_are_read_anew(tmp_path: Path, cache: Path) -> None:
    write_site(tmp_path, {"index.md": PAGE.replace(FIGURE, ""), **FOLDER}, cache, **with_results())
    assert "Late: 24.5%." in build(tmp_path).html()
    write_files(tmp_path / "docs", {"../example/results/data.json": '{"share": 0.5}'})
    assert "Late: 50.0%." in build(tmp_path).html()


def test_two_builds_give_the_same_bytes(make_site: MakeSite, tmp_path: Path) -> None:
    first = make_site({"example/data.md": PAGE, "index.md": "# H\n", **FOLDER}, **with_results()).all_bytes()
    assert build(tmp_path).all_bytes() == first


def test_long_page_of_braces_is_read_in_linear_time(make_site: MakeSite) -> None:
    start = time.perf_counter()
    text = "---\nrender_macros: true\n---\n# A\n\n" + "{{ " * 3000 + "\n\n" + "{{ data.no }} " * 300 + "\n"
    built = make_site({"index.md": text, **FOLDER}, **with_results())
    assert time.perf_counter() - start < 10
    assert len([one for one in built.warnings if "data.no" in one]) == 300
