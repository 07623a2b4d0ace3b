"""Checklists: ids of items on a page, across pages, and in the ledger."""

from __future__ import annotations

import pytest
from markdown import Markdown

from mlguide import checklist
from mlguide.checklist import CheckItem, ChecklistContext, ChecklistExtension, Entry
from mlguide.problems import Problem
from mlguide.source import Source

PAGE = "---\ntitle: A\n---\n# A\n\n- no item\n\n## Checklist\n\n{}\n\n## After\n\n- no item\n"


def read(items: str) -> tuple[list[CheckItem], list[str], str]:
    problems: list[Problem] = []
    kept: list[CheckItem] = []
    source = Source("docs/a.md", PAGE.format(items))
    extension = ChecklistExtension(ChecklistContext(lambda: source, problems.append, kept.extend))
    html = Markdown(extensions=["attr_list", extension]).convert(source.text.partition("---\n# A")[2])
    return kept, [str(one) for one in problems], html


def test_items_are_told_with_id_and_line() -> None:
    items, problems, html = read(
        "- One. { #check-a-one }\n- Two\n  lines. { #check-a-two }\n\n- Three. { #check-a-three }"
    )
    assert items == [CheckItem("check-a-one", 10), CheckItem("check-a-two", 11), CheckItem("check-a-three", 14)]
    assert problems == []
    assert "{" not in html


def test_item_links_to_itself() -> None:
    _, _, html = read("- One. { #check-a-one }")
    link = '<a class="headerlink" data-search-exclude="" href="#check-a-one" title="Link to this item">¶</a>'
    assert f'<ul class="checklist">\n<li id="check-a-one">One.{link}</li>\n</ul>' in html


@pytest.mark.parametrize(
    "text", ["Ends in { braces }", "Ends in `{ #check-a-one }`", "{ #check-a-one } begins", "a {# check }"]
)
def test_braces_that_are_no_attributes_stay(text: str) -> None:
    items, _, html = read(f"- {text}")
    assert items == [CheckItem("", 10)]
    assert text.replace("`", "") in html.replace("<code>", "").replace("</code>", "")


def test_item_without_id_is_reported_beside_others_that_have_one() -> None:
    _, problems, _ = read("- One. { #check-a-one }\n- Two.\n- Three.")
    assert problems == [
        f"docs/a.md:{line}: item of the checklist has no id (end it with {{ #check-page-word }})" for line in (11, 12)
    ]


def test_page_that_has_no_ids_yet_is_no_mistake() -> None:
    assert read("- One.\n- Two.")[:2] == ([CheckItem("", 10), CheckItem("", 11)], [])


@pytest.mark.parametrize("id_", ["a-one", "check-", "check-One", "check-ä", "check_a"])
def test_id_of_another_form_is_reported(id_: str) -> None:
    _, problems, _ = read(f"- One. {{ #{id_} }}")
    assert problems == [
        f'docs/a.md:10: id of a checklist item is "{id_}" (write check- and then small letters, digits and hyphens)'
    ]


def test_id_that_is_used_twice_or_was_taken_away_is_reported() -> None:
    files = {"a.md": Source("docs/a.md", ""), "b.md": Source("docs/b.md", "")}
    pages = {
        "b.md": [CheckItem("check-x", 5), CheckItem("", 6), CheckItem("", 7)],
        "a.md": [CheckItem("check-x", 3), CheckItem("check-y", 4)],
    }
    assert [str(one) for one in checklist.crossing_faults(pages, files, {"check-y"})] == [
        'docs/a.md:4: id "check-y" belongs to an item that was taken away (choose one that was never used)',
        'docs/b.md:5: id "check-x" of a checklist item is used in docs/a.md:3 too (give each item an id of its own)',
    ]


def test_ledger_is_written_as_it_is_read() -> None:
    text = "check-a /gap/\ncheck-b / retired\n"
    found, problems = checklist.read_ledger(text, "ids.txt")
    assert found == {"check-a": Entry("/gap/"), "check-b": Entry("/", retired=True)}
    assert problems == []
    assert checklist.write_ledger(found) == text


def test_lines_of_the_ledger_that_are_none_are_reported() -> None:
    found, problems = checklist.read_ledger("check-a /gap/\ncheck-b\n\ncheck-c /x/ retried\ncheck-a /y/\n", "ids.txt")
    assert found == {"check-a": Entry("/gap/")}
    assert [(one.line, one.message) for one in problems] == [
        (2, "is no line of an id"),
        (4, "is no line of an id"),
        (5, '"check-a" stands here twice'),
    ]


@pytest.mark.parametrize(
    ("ledger", "published", "expected"),
    [
        ({"check-a": Entry("/a/")}, {"check-a": "/a/"}, []),
        ({"check-a": Entry("/a/", retired=True)}, {}, []),
        ({"check-a": Entry("/a/")}, {}, ["check-a is gone from /a/: put it back, or write `retired` behind it in ids.txt"]),
        ({"check-a": Entry("/a/")}, {"check-a": "/b/"}, ["check-a has moved from /a/ to /b/: put it back, or write `retired` behind it in ids.txt and give the item on /b/ a new id"]),
        ({}, {"check-a": "/a/"}, ["check-a on /a/ is new: run `make published`"]),
        ({"check-a": Entry("/a/", retired=True)}, {"check-a": "/a/"}, ["check-a on /a/ was taken away: choose an id that was never used"]),
    ],
)  # fmt: skip
def test_difference_from_the_site_says_what_to_do(
    ledger: dict[str, Entry], published: dict[str, str], expected: list[str]
) -> None:
    assert checklist.differences(ledger, published, "ids.txt") == expected
