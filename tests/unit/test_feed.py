"""The feed of changes."""

from __future__ import annotations

import xml.etree.ElementTree as etree

from mlguide import feed
from mlguide.feed import Entry

ATOM = "{http://www.w3.org/2005/Atom}"


def test_newest_change_comes_first_and_dates_the_feed() -> None:
    entries = [
        Entry("Old & gone", "https://g.invalid/a/", "About <a>.", "2026-01-02"),
        Entry("New", "https://g.invalid/b/", "", "2026-11-28"),
        Entry("Undated", "https://g.invalid/c/", "", ""),
    ]
    root = etree.fromstring(feed.to_xml("The guide", "https://g.invalid/", "People", entries).encode())
    assert root.findtext(f"{ATOM}updated") == "2026-11-28T12:00:00Z"
    assert [one.findtext(f"{ATOM}title") for one in root.iter(f"{ATOM}entry")] == ["New", "Old & gone"]
    assert [one.findtext(f"{ATOM}summary") for one in root.iter(f"{ATOM}entry")] == [None, "About <a>."]
    assert root.find(f"{ATOM}link[@rel='self']").get("href") == "https://g.invalid/feed.xml"  # type: ignore[union-attr]


def test_feed_is_short() -> None:
    entries = [Entry(str(n), f"https://g.invalid/{n}/", "", "2026-01-02") for n in range(99)]
    assert feed.to_xml("T", "https://g.invalid/", "A", entries).count("<entry>") == feed.MOST


def test_without_dates_there_is_no_feed() -> None:
    assert feed.to_xml("T", "https://g.invalid/", "A", [Entry("A", "u", "", "")]) == ""
