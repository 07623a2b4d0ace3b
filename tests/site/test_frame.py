"""The frame of the guide's pages: what each opens with, ends with, cites, records and was promised to have."""

from __future__ import annotations

import re

import page_report
import pytest
import yaml
from page_report import Citation

from helpers import ROOT, Built
from mlguide import claims, claimspage
from mlguide.source import Source

PAGES = page_report.guide_pages()


@pytest.fixture(scope="module")
def cited(guide: Built) -> dict[str, list[Citation]]:
    return page_report.citations(guide.site)


@pytest.mark.parametrize("page", PAGES)
def test_page_keeps_to_the_frame(page: str, cited: dict[str, list[Citation]]) -> None:
    """Question and outcome first, a box, what goes wrong, where to go back, a checklist with ids, all that was
    promised, and a record for each citation. To mend: `make pages`."""
    assert page_report.report(page, cited.get(page, [])).problems == ()


@pytest.mark.parametrize("page", PAGES)
def test_page_rests_on_sources(page: str, cited: dict[str, list[Citation]]) -> None:
    found = cited.get(page, [])
    assert len({one.source for one in found}) >= (3 if page in page_report.NO_FRAME else 4)
    assert len(found) >= 4 * page_report.word_count(page_report.read(page)) / 1000


def test_no_sentence_comes_from_the_page_that_the_guide_grew_from() -> None:
    """Compared without case, marks and line breaks; its diagram, names and addresses are not sentences."""
    seed = Source("seed", (ROOT / "tests" / "sites" / "seed" / "index.md").read_text("utf-8"))
    sentences = [_plain(one) for one in re.split(r"(?<=[.:])\s|\n\n", seed.masked)]
    long_ones = [one for one in sentences if len(one.split()) >= 6]
    assert len(long_ones) >= 5
    texts = {page: _plain(page_report.read(page).masked) for page in PAGES}
    assert [(page, one) for page, text in texts.items() for one in long_ones if one in text] == []


def test_no_page_is_without_promises() -> None:
    """Each page of the navigation's text is in the list, so that nothing escapes the tests above."""
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    nav = yaml.safe_load(text[text.index("\nnav:") :])["nav"]
    pages = re.findall(r"'([\w/-]+\.md)'", str(nav))
    ours = [
        page
        for page in pages
        if page.split("/")[0] in {"gap", "lifecycle", "scoping", "data", "modeling", "deployment", "foundation"}
    ]
    assert [page for page in ours if page not in PAGES] == []
    assert [page for page in PAGES if page not in pages] == []


def test_records_show_what_was_opened(cited: dict[str, list[Citation]]) -> None:
    """Every record says what supports the sentence and what was looked at, in words of its own."""
    for page in cited:
        path = ROOT / "docs" / claimspage.file_of(page)
        if page not in PAGES or not path.exists():
            continue
        found, problems = claims.read(path)
        assert problems == []
        for one in found:
            assert len(one.support.split()) >= 5, (page, one.line)
            assert len(one.checked.split()) >= 2, (page, one.line)
            assert one.support != one.claim, (page, one.line)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]+", " ", text.casefold()).split())


# The report itself


SOURCE = """---
title: A page
---
# A page

Is it late? You leave with a rule.

Nine words stand in this paragraph of the page. A claim [@key, p. 3] of *five* words here.

| a | b |
|---|---|
| c | d |

## Checklist

- One thing is true. { #check-page-one }
- Another is, in
  two lines. { #check-page-two }
- A third has none.
"""


def test_words_are_what_a_reader_reads() -> None:
    source = Source(
        "docs/page.md",
        '---\ntitle: x\n---\n\n# Two words\n\n[One](a.md) `code` {{ percent("a.b", 1) }} *two* [@key].\n',
    )
    assert page_report.prose(source).split() == ["Two", "words", "One", "0", "two", "."]


def test_items_without_id_are_found() -> None:
    found = list(page_report._frame("page.md", Source("docs/page.md", SOURCE)))
    assert "the item of the checklist in line 19 has no id" in found
    assert not any("line 16" in one or "line 17" in one for one in found)


def test_grade_rises_with_words_and_sentences() -> None:
    plain = Source("a", "# A\n\nThe dog ran home. The cat sat down. We saw it.\n")
    hard = Source(
        "b",
        "# B\n\nOrganizational considerations notwithstanding, interdepartmental communication deteriorates considerably.\n",
    )
    assert page_report.grade(plain) < 3
    assert page_report.grade(hard) > 15


def test_skeleton_can_be_read_back(tmp_path: object) -> None:
    text = page_report.skeleton([Citation('It said "no: never" & left.', "key2020")])
    (record,) = yaml.safe_load(text)
    assert record == {"claim": 'It said "no: never" & left.', "source": "key2020", "support": "", "checked": ""}
