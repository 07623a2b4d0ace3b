"""The copy that is opened as files: complete, with a search, and without a request to anywhere."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import zip_site
from playwright.sync_api import Browser, expect

from helpers import ROOT


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("offline") / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)]
    environment = {**os.environ, "OFFLINE": "true"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return site


def test_search_finds_pages_in_a_folder_of_files(copy: Path, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((copy / "index.html").as_uri())
    page.keyboard.press("/")
    page.keyboard.type("technical debt")
    result = page.locator(".md-search-result__item a").first
    expect(result).to_be_visible(timeout=15_000)
    found = page.locator(".md-search-result__item").all_inner_texts()[:3]
    assert any("Hidden technical debt" in one for one in found), found
    result.click()
    page.wait_for_url("**/*.html*")
    assert page.locator("h1").is_visible()
    assert [one for one in asked if not one.startswith(("file:", "data:", "blob:"))] == []
    context.close()


def test_archive_has_the_same_bytes_each_time(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    (folder / "a").mkdir(parents=True)
    (folder / "a" / "ö.html").write_text("x", "utf-8")
    (folder / "index.html").write_text("y", "utf-8")
    first, second = tmp_path / "1.zip", tmp_path / "2.zip"
    assert zip_site.pack(folder, first, "guide") == 2
    (folder / "index.html").touch()
    zip_site.pack(folder, second, "guide")
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as opened:
        assert opened.namelist() == ["guide/a/ö.html", "guide/index.html"]
