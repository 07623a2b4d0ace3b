"""Rendered pages: taken over if nothing has changed that they asked for."""

from __future__ import annotations

from pathlib import Path

from mlguide.pagecache import PageCache
from mlguide.problems import Problem
from mlguide.rendered import Collected, Reads, Rendered
from mlguide.store import Store


def page(content: str, **told: object) -> Rendered:
    return Rendered(content, [], None, set(), None, Collected(**told), Reads({("file", "b.md"): "there"}))  # type: ignore[arg-type]


def there(kind: str, of: str) -> str:
    return "there"


def gone(kind: str, of: str) -> None:
    return None


def test_page_is_taken_over_by_its_key_and_answers(tmp_path: Path) -> None:
    pages = PageCache(None)
    kept = page("<p>A</p>")
    pages.put("a.md", "key", kept)
    assert pages.get("a.md", "key", there) is kept
    assert pages.get("a.md", "other key", there) is None
    assert pages.get("a.md", "key", gone) is None


def test_page_is_found_on_disk_by_another_process(tmp_path: Path) -> None:
    store = Store(tmp_path / "kept.sqlite")
    PageCache(store).put("a.md", "key", page("<p>A</p>"))
    store.flush()
    found = PageCache(Store(tmp_path / "kept.sqlite")).get("a.md", "key", there)
    assert found == page("<p>A</p>")


def test_page_with_problems_is_rendered_again(tmp_path: Path) -> None:
    pages = PageCache(None)
    pages.put("a.md", "key", page("A"))
    pages.put("a.md", "key", page("A", problems=[Problem("docs/a.md", 1, 1, "wrong")]))
    assert pages.get("a.md", "key", there) is None


def test_page_whose_files_are_gone_is_rendered_again(tmp_path: Path) -> None:
    made = tmp_path / "a-480.webp"
    made.write_bytes(b"picture")
    pages = PageCache(None)
    pages.put("a.md", "key", page("A", published={"assets/a-480.webp": made}))
    assert pages.get("a.md", "key", there) is not None
    made.unlink()
    assert pages.get("a.md", "key", there) is None


def test_what_is_kept_of_deleted_pages_is_let_go() -> None:
    pages = PageCache(None)
    pages.put("a.md", "key", page("A"))
    pages.put("b.md", "key", page("B"))
    pages.forget_others({"b.md"})
    assert pages.get("a.md", "key", there) is None
    assert pages.get("b.md", "key", there) is not None
