"""Fixtures: small sites built with the project's hooks, the guide itself built once, and a browser."""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, Page

from chromium import launch, serve
from helpers import ROOT, Built, build, scripts_have_run, write_site

os.environ["NO_MKDOCS_2_WARNING"] = "1"

MakeSite = Callable[..., Built]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the expected results of golden tests anew")


@pytest.fixture(scope="session")
def cache() -> Path:
    """Drawn diagrams, kept from run to run: drawing one takes a second."""
    folder = ROOT / ".cache"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def make_site(tmp_path: Path, cache: Path) -> MakeSite:
    """Write and build a small site: `make_site({"index.md": ...}, strict=False, **config)`."""

    def make(files: Mapping[str, str | bytes], *, strict: bool = False, **config: Any) -> Built:
        write_site(tmp_path, files, cache, **config)
        return build(tmp_path, strict=strict)

    return make


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, Path], None]:
    """Compare text with a file, or write the file if --update-golden is given."""

    def compare(actual: str, path: Path) -> None:
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(actual, "utf-8")
            return
        assert path.exists(), f"{path} is missing: run `make golden` and review what it writes"
        expected = path.read_text("utf-8")
        difference = "\n".join(difflib.unified_diff(expected.splitlines(), actual.splitlines(), "expected", "actual"))
        assert actual == expected, f"{path.relative_to(ROOT)} differs:\n{difference}"

    return compare


@pytest.fixture(scope="session")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The guide itself, built strictly by the plain command; a failure shows what the command said."""
    site = tmp_path_factory.mktemp("guide") / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    warnings = [line for line in done.stderr.splitlines() if line.startswith(("WARNING", "ERROR"))]
    assert done.returncode == 0, done.stderr
    return Built(site, ROOT, warnings, None)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def guide_address(guide: Built) -> Iterator[str]:
    """The guide on a web server of this machine, at the root."""
    with serve(guide.site) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with launch() as running:
        yield running


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """`open_page(address, width=1280, scheme="light", **context)`; a JavaScript error on a page fails the test.

    `known_error` names the one error of the theme's own that a test expects.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_(
        address: str, *, width: int = 1280, scheme: str = "light", known_error: str | None = None, **options: Any
    ) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)) if str(error) != known_error else None)
        page.goto(address)
        if options.get("java_script_enabled", True):
            scripts_have_run(page)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not errors, f"JavaScript errors: {errors}"


class LiteralDumper(yaml.SafeDumper):
    """Writes multi-line text of golden files as blocks, so that a diff can be read."""


LiteralDumper.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None),
)
