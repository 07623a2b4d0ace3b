"""The guide as built: every link leads somewhere, nothing comes from another host, the pages are what was promised."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import page_report
import published
import pytest
import yaml

from helpers import ROOT, Built
from mlguide import glossary, htmlcheck, tracing
from mlguide.sentence import sentence_ends
from mlguide.source import Source

BASE = "https://guide.invalid/some-repo/"
PAGES = page_report.guide_pages()
EXAMPLE = ["example/index.md", "example/scoping.md", "example/data.md", "example/modeling.md", "example/deployment.md"]
MEASURED = ["lifecycle/index.md", "scoping/index.md", "data/index.md", "modeling/index.md", "deployment/index.md"]
BOXES = [page for page in PAGES if 'example "In the example"' in page_report.read(page).text]


@dataclass
class Found(HTMLParser):
    """Ids, links and resources of one page, with their line."""

    text: str
    ids: list[str] = field(default_factory=list)
    links: list[tuple[int, str]] = field(default_factory=list)
    resources: list[tuple[int, str]] = field(default_factory=list)
    images: list[dict[str, str | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        values = dict(attrs)
        if values.get("id"):
            self.ids.append(values["id"] or "")
        if tag == "img":
            self.images.append(values)
        for candidate in filter(None, (values.get("srcset") or "").split(", ")):
            self.resources.append((line, candidate.split(" ")[0]))
        for name in ("href", "src", "poster"):
            if (value := values.get(name)) is None:
                continue
            rel = values.get("rel") or ""
            is_link = tag == "a" or (tag == "link" and rel in ("canonical", "prev", "next"))
            (self.links if is_link else self.resources).append((line, value))

    def __hash__(self) -> int:
        return id(self)


@pytest.fixture(scope="module")
def pages(guide: Built) -> dict[str, Found]:
    return {
        path.relative_to(guide.site).as_posix(): Found(path.read_text("utf-8"))
        for path in sorted(guide.site.rglob("*.html"))
    }


def test_strict_build_has_no_warnings(guide: Built) -> None:
    assert guide.warnings == []


def test_every_page_is_built(pages: dict[str, Found]) -> None:
    built = {name for name in pages if name != "404.html"}
    expected = {page.replace("index.md", "index.html").replace(".md", "/index.html") for page in [*PAGES, *EXAMPLE]}
    assert expected <= built


def test_checker_finds_nothing(guide: Built) -> None:
    """Links, fragments, ids, leftovers of syntax, pages that nobody reaches: see `make check-site`."""
    checked = htmlcheck.check(guide.site)
    assert [str(tracing.trace(one, ROOT / "docs")) for one in checked.problems] == []
    assert checked.references > 2000


def test_old_addresses_still_work(guide: Built) -> None:
    """To mend: a redirect in mkdocs.yml, or an anchor with the old id. New addresses: `make published`."""
    promised = published.LIST.read_text("utf-8").split()
    assert promised
    assert published.lost(promised, guide.site) == []
    assert set(published.addresses(guide.site)) <= set(promised), "run `make published`"


def test_nothing_is_loaded_from_another_host(guide: Built, pages: dict[str, Found]) -> None:
    far = [(name, value) for name, page in pages.items() for _, value in page.resources if urlsplit(value).netloc]
    assert far == []
    for style in guide.site.rglob("*.css"):
        assert not re.search(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//", style.read_text("utf-8")), style


def test_static_pages_carry_no_diagram_script(guide: Built) -> None:
    assert not list(guide.site.rglob("*mermaid*"))
    for page in guide.site.rglob("*.html"):
        scripts = re.findall(r"<script\b.*?</script>|\sclass=\"mermaid", page.read_text("utf-8"), flags=re.DOTALL)
        assert [one for one in scripts if "mermaid" in one or "unpkg" in one] == [], page


def test_images_have_size_and_text(pages: dict[str, Found]) -> None:
    for name, page in pages.items():
        for image in page.images:
            assert image.get("alt") or "decorative" in (image.get("class") or ""), (name, image)
            assert image.get("width"), (name, image)
            assert image.get("height"), (name, image)


def test_no_quoted_result_is_left_unread(guide: Built) -> None:
    for page in guide.site.rglob("*.html"):
        text = re.sub(r"<(script|style|code)\b.*?</\1>|<[^>]*>", " ", page.read_text("utf-8"), flags=re.DOTALL)
        assert not re.search(r"\{\{ \w| \}\}|unknown result", text), page


PLACES = ("data-mlguide=", "data-label=", "data-term=", "transitions-of", '<div class="site-picture"></div>', "/// ")


def test_no_place_is_left_unfilled(guide: Built) -> None:
    """What is rendered of a page first has places for what only the whole site knows."""
    for page in guide.site.rglob("*.html"):
        text = page.read_text("utf-8")
        shown = re.sub(r"<(script|style|pre|code)\b.*?</\1>", "", text, flags=re.DOTALL)
        assert [place for place in PLACES if place in shown] == [], page
        assert not re.search("[\ue000-\uf8ff\x00-\x08]", text), page


@pytest.mark.parametrize("page", [*PAGES, *EXAMPLE])
def test_page_is_finished(page: str) -> None:
    text = (ROOT / "docs" / page).read_text("utf-8")
    assert not re.search(r"(?i)\b(todo|tbd|fixme|lorem ipsum|coming soon)\b", text)
    front_matter = Source(page, text).front_matter.data
    assert front_matter["title"]
    assert 60 <= len(front_matter["description"]) <= 170
    assert front_matter["reviewed"]


@pytest.mark.parametrize("page", EXAMPLE)
def test_page_of_the_example_is_cited_and_no_longer_than_it_should_be(page: str) -> None:
    source = page_report.read(page)
    assert 900 <= page_report.word_count(source) <= 1500
    assert len(set(re.findall(r"(?<=[\[; -])@([A-Za-z][\w:.-]*\w)", source.masked))) >= 3


def typed_numbers(text: str) -> list[str]:
    """The numbers in a piece of prose that no run has written: not in quoted results, citations, links and attributes."""
    text = re.sub(r"\{\{[^{}]*\}\}|\[[^\]\n]*@[A-Za-z][^\]]*\]|\{[^}\n]*\}|\]\([^)]*\)|attrs:.*", " ", text)
    allowed = r"\b2013\b|\b95% (?:interval|certainty)|\bSHA-256\b|1 − \*p\*|\b99th\b|\bhour 18\b|\b(?:[Qq]uestion|rule|level) \d\b"  # names
    return re.findall(r"[^\s|(*]*\d[^\s|)*]*", re.sub(allowed, " ", text))


@pytest.mark.parametrize("page", EXAMPLE)
def test_no_measured_number_is_typed(page: str) -> None:
    source = Source(page, (ROOT / "docs" / page).read_text("utf-8"))
    assert typed_numbers(source.masked) == []
    assert typed_numbers(source.front_matter.data["title"] + source.front_matter.data["description"]) == []
    diagrams = [fence.body for fence in source.fences if fence.info.startswith("mermaid")]
    assert typed_numbers(re.sub(r"2013-\d\d-\d\d|2014-01-01|1month", " ", "".join(diagrams))) == []


@pytest.mark.parametrize("page", BOXES)
def test_box_in_the_example_quotes_what_was_measured(page: str) -> None:
    source = Source(page, (ROOT / "docs" / page).read_text("utf-8"))
    found = re.search(r'!!! example "In the example"\n((?:    .*\n|\n)+)', source.masked)
    box = found[1] if found else ""
    if "assume" in box.casefold() and page not in MEASURED:  # what is assumed is typed, and said to be
        return
    assert box.count("{{") >= 3
    assert "](../example/" in box
    assert typed_numbers(box) == []


def test_typed_numbers_are_found() -> None:
    """The two tests above can fail."""
    text = (
        'Of 2013 flights 24.5% and $300, {{ number("a.b", 3) }}, 9,430 of 1,000 [@key, p. 3]. See [x](y-2.md){ #z9 }.'
    )
    assert typed_numbers(text) == ["24.5%", "$300,", "9,430", "1,000"]


def test_every_plot_of_the_example_is_where_the_results_are() -> None:
    """Plots are not copied below docs/, and those that pages show exist."""
    assert not list((ROOT / "docs" / "example").rglob("*.svg"))
    shown = {
        name
        for page in EXAMPLE
        for name in re.findall(r"\(results/([\w-]+\.svg)\)", (ROOT / "docs" / page).read_text("utf-8"))
    }
    assert len(shown) >= 10
    assert {name for name in shown if not (ROOT / "example" / "results" / name).is_file()} == set()


def test_descriptions_are_unique() -> None:
    everything = [*PAGES, *EXAMPLE]
    descriptions = [
        Source(page, (ROOT / "docs" / page).read_text("utf-8")).front_matter.data["description"] for page in everything
    ]
    assert len(set(descriptions)) == len(everything)


def test_seed_page_is_not_lost_and_not_copied() -> None:
    """What the first page had is there under its own name; its sentences are not."""
    everything = "\n".join((ROOT / "docs" / page).read_text("utf-8") for page in PAGES)
    lifecycle = (ROOT / "docs" / "lifecycle" / "index.md").read_text("utf-8")
    for arrow in ("Scoping --> Data", "Data --> Modeling", "Modeling --> Deployment", "Modeling --> Data",
                  "Deployment --> Modeling", "Deployment --> Data", "dataState1 --> dataState2",
                  "modelState1 --> modelState2", "modelState2 --> modelState1", "deployState1 --> deployState2",
                  "scopingState:"):  # fmt: skip
        assert arrow in lifecycle
    assert "https://www.coursera.org/specializations/machine-learning-engineering-for-production-mlops" in everything
    assert "Machine Learning Engineering for Production (MLOps)" in everything
    assert "[@sculley2015hidden" in everything
    seed = (ROOT / "tests" / "sites" / "seed" / "index.md").read_text("utf-8")
    sentences = [one.strip() for one in re.split(r"(?<=[.:])\s", seed) if len(one.split()) >= 8 and "--" not in one]
    assert sentences
    assert [one for one in sentences if one in everything] == []


def test_navigation_has_the_names_of_the_seed_page() -> None:
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    nav = yaml.safe_load(text[text.index("\nnav:") :])["nav"]
    names = re.findall(r"'([^']+)': '", str(nav))
    for name in (
        "POC to Production Gap",
        "Project Lifecycle",
        "Scoping",
        "Data",
        "Modeling",
        "Deployment",
        "Links and Learn More",
    ):
        assert name in names


def test_builds_without_a_network(tmp_path: Path) -> None:
    """In a network namespace of its own, where there is no network at all, if the system allows one."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")]
    unshare = shutil.which("unshare")
    allowed = unshare and subprocess.run([unshare, "-rn", "true"], check=False, capture_output=True).returncode == 0
    if allowed and unshare:
        command = [unshare, "-rn", *command]
    else:
        blocked = tmp_path / "sitecustomize.py"
        blocked.write_text(
            "import socket\n\ndef refuse(*args, **kwargs):\n    raise OSError('no network')\n\n"
            "socket.socket.connect = refuse\nsocket.getaddrinfo = refuse\n"
        )
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(tmp_path), "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr


def _made_here(folder: str, names: list[str]) -> set[str]:
    """What lies beside the sources and is none of them: of the folders called `site`, only the finished one."""
    made = {
        name for name in names if name in {".git", ".venv", "screenshots", ".hypothesis"} or name.endswith("_cache")
    }
    return made | ({"site"} if Path(folder) == ROOT else set())


def test_publishes_by_gh_deploy(tmp_path: Path, guide: Built) -> None:
    """`mkdocs gh-deploy` pushes the finished site to the branch that GitHub Pages serves."""
    bare, clone = tmp_path / "bare.git", tmp_path / "clone"
    run = {"capture_output": True, "text": True}
    subprocess.run(["git", "init", "--bare", "--initial-branch=main", str(bare)], check=True, **run)  # type: ignore[call-overload]
    shutil.copytree(ROOT, clone, ignore=_made_here)
    git = ["git", "-C", str(clone), "-c", "user.name=Test", "-c", "user.email=test@example.org"]
    for arguments in (
        ["init", "--initial-branch=main"],
        ["add", "-A"],
        ["commit", "-m", "Test"],
        ["remote", "add", "origin", str(bare)],
    ):
        subprocess.run([*git, *arguments], check=True, **run)  # type: ignore[call-overload]
    environment = {"PATH": "/usr/bin:/bin", "NO_MKDOCS_2_WARNING": "1", "GIT_AUTHOR_NAME": "Test", "GIT_COMMITTER_NAME": "Test",
                   "GIT_AUTHOR_EMAIL": "test@example.org", "GIT_COMMITTER_EMAIL": "test@example.org"}  # fmt: skip
    command = [sys.executable, "-m", "mkdocs", "gh-deploy", "--strict"]
    done = subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    listing = subprocess.run(["git", "-C", str(bare), "ls-tree", "-r", "--name-only", "gh-pages"], check=True, **run)  # type: ignore[call-overload]
    published = set(listing.stdout.split())
    assert {"index.html", "data/index.html", "references.bib", ".nojekyll"} <= published


def test_glossary_defines_every_term_in_one_or_two_sentences_with_a_source() -> None:
    source = Source("docs/glossary.md", (ROOT / "docs" / "glossary.md").read_text("utf-8"))
    entries, problems = glossary.parse(source)
    assert problems == []
    assert len(entries) >= 45
    terms = [entry.term.casefold() for entry in entries]
    assert terms == sorted(terms)
    lines = source.text.split("\n")
    for entry in entries:
        definition, ours, _ = lines[entry.line].removeprefix(":   ").partition(" As used in this guide: [")
        assert len(list(sentence_ends(re.sub(r"\s*\[@[^\]]*\]", "", definition)))) <= 2, entry.term
        assert bool(ours) != ("[@" in definition), entry.term


@pytest.mark.parametrize("page", [*PAGES, *EXAMPLE])
def test_page_with_terms_is_calm_to_read(page: str, guide: Built) -> None:
    address = page if page.endswith("index.md") else page.replace(".md", "/index.md")
    html = guide.html(address.replace(".md", ".html"))
    words = page_report.word_count(page_report.read(page))
    assert html.count('<a class="term ') <= words / 15
