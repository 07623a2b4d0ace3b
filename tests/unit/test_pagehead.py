"""The line under a page's title."""

from __future__ import annotations

import subprocess
from pathlib import Path

from mlguide import pagehead
from mlguide.source import Source


def test_line_says_minutes_review_and_change() -> None:
    source = Source("docs/a.md", "---\ntitle: A\n---\n# A\n\n" + "word " * 880)
    html = pagehead.to_html(source, "2026-11-28", "2026-11-20")
    assert html.startswith('<p class="page-head" data-search-exclude>4 min read · reviewed ')
    assert html.endswith('changed <time datetime="2026-11-20">2026-11-20</time></p>')


def test_short_page_takes_a_minute_and_code_is_not_read() -> None:
    assert pagehead.minutes(Source("a.md", "# A\n\n```\n" + "code " * 5000 + "\n```\n")) == 1


def test_page_without_review_has_no_line() -> None:
    assert pagehead.to_html(Source("a.md", "# A"), "", "2026-11-20") == ""
    assert pagehead.to_html(Source("a.md", "# A"), "soon<b>", "") == ""


def test_line_stands_behind_the_first_heading() -> None:
    assert pagehead.put("<nav></nav><h1>A</h1><p>B</p>", "<p>L</p>") == "<nav></nav><h1>A</h1>\n<p>L</p><p>B</p>"
    assert pagehead.put("<p>B</p>", "<p>L</p>") == "<p>B</p>"


def test_dates_are_those_of_the_last_commits(tmp_path: Path) -> None:
    git = ["git", "-C", str(tmp_path), "-c", "user.name=T", "-c", "user.email=t@example.org"]
    (tmp_path / "docs").mkdir()
    for number, date in enumerate(("2026-01-02", "2026-03-04")):
        (tmp_path / "docs" / "ä b.md").write_text(f"# {number}", "utf-8")
        (tmp_path / "docs" / f"{number}.md").write_text("x", "utf-8")
        for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "T"]):
            environment = {"GIT_COMMITTER_DATE": f"{date}T12:00:00", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
            subprocess.run([*git, *arguments], check=True, env=environment)
    found = pagehead.changes(tmp_path, tmp_path / "docs")
    assert found == {"docs/ä b.md": "2026-03-04", "docs/0.md": "2026-01-02", "docs/1.md": "2026-03-04"}


def test_folder_without_history_has_no_dates(tmp_path: Path) -> None:
    assert pagehead.changes(tmp_path, tmp_path) == {}
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    assert pagehead.changes(tmp_path, tmp_path) == {}
    (tmp_path / ".git" / "shallow").write_text("")
    assert pagehead.changes(tmp_path, tmp_path) == {}
