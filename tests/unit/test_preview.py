"""The author's loop: where an exception points, where its box goes, which log lines are left out, which files count."""

from __future__ import annotations

import logging
from pathlib import Path

import jinja2
import pytest
import yaml
from watchdog import events

from mlguide import preview
from mlguide.preview import problem_of, with_box


def raised(function: object) -> BaseException:
    try:
        function()  # type: ignore[operator]
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


def test_mistake_in_a_template_points_to_its_line(tmp_path: Path) -> None:
    (tmp_path / "main.html").write_text("<p>\n{% if %}\n")
    env = jinja2.Environment(loader=jinja2.FileSystemLoader(tmp_path))
    problem = problem_of(raised(lambda: env.get_template("main.html")), tmp_path)
    assert str(problem).startswith("main.html:2: the site cannot be built: Expected an expression")


def test_mistake_in_yaml_points_to_its_line(tmp_path: Path) -> None:
    path = tmp_path / "mkdocs.yml"
    path.write_text("site_name: A\nnav: [\n")

    def load() -> None:
        with path.open() as file:
            yaml.safe_load(file)

    assert str(problem_of(raised(load), tmp_path)).startswith("mkdocs.yml:3: the site cannot be built")


def test_other_mistakes_point_to_where_they_were_raised_or_to_the_settings(tmp_path: Path) -> None:
    here = Path(__file__)
    problem = problem_of(raised(lambda: 1 / 0), here.parent)
    assert (problem.file, problem.line > 0) == (here.name, True)
    assert problem_of(ValueError("no"), tmp_path).file == "mkdocs.yml"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (
            b"<body><article class=a><h1>A</h1></article></body>",
            b"<body><article class=a>BOX<h1>A</h1></article></body>",
        ),
        (b"<body>text</body>", b"<body>BOXtext</body>"),
        (b"text", b"BOXtext"),
    ],
)
def test_box_stands_at_the_top(page: bytes, expected: bytes) -> None:
    assert with_box(page, "BOX") == expected


@pytest.mark.parametrize(
    ("level", "message", "shown"),
    [
        (logging.INFO, "Building documentation...", False),
        (logging.INFO, "[12:03:04] Detected file changes", False),
        (logging.INFO, "[12:03:04] Serving on http://127.0.0.1:8000/", True),
        (logging.WARNING, "Building documentation failed", True),
    ],
)
def test_log_of_a_rebuild_is_one_line(level: int, message: str, shown: bool) -> None:
    record = logging.LogRecord("mkdocs", level, "", 0, message, None, None)
    assert preview._is_no_chatter(record) == shown


def test_files_that_editors_and_python_leave_behind_do_not_count(tmp_path: Path) -> None:
    for name in ("a.md", "deep/b.md", ".a.md.swp", "__pycache__/c.pyc", ".git/HEAD"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    found = {Path(path).relative_to(tmp_path).as_posix() for path in preview._files(str(tmp_path))}
    assert found == {"a.md", "deep/b.md"}


def test_single_file_is_watched_through_its_folder() -> None:
    seen: list[str] = []

    class Handler(events.FileSystemEventHandler):
        def on_any_event(self, event: events.FileSystemEvent) -> None:
            seen.append(str(event.dest_path or event.src_path))

    one = preview._OneFile(Handler(), "/site/mkdocs.yml")
    one.on_any_event(events.FileModifiedEvent("/site/other.yml"))
    one.on_any_event(events.FileMovedEvent("/site/mkdocs.yml.tmp", "/site/mkdocs.yml"))
    assert seen == ["/site/mkdocs.yml"]
