"""What templates made of pages: taken over only if nothing that they may read has changed."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import pytest

from mlguide import outputs
from mlguide.outputs import Bytecode, Outputs
from mlguide.store import Store


def page(**changes: Any) -> Any:
    file = SimpleNamespace(src_uri="a.md", inclusion=SimpleNamespace(name="INCLUDED"))
    link = SimpleNamespace(title="Part", id="part", level=1, children=[])
    values = {
        "file": file,
        "title": "A",
        "url": "a/",
        "content": "<p>A</p>",
        "meta": {},
        "toc": [link],
        "ancestors": [],
        "canonical_url": None,
        "abs_url": None,
        "edit_url": None,
        "previous_page": None,
        "next_page": None,
        "update_date": "2026-01-01",
    }
    return SimpleNamespace(**{**values, **changes})


def test_page_key_is_that_of_everything_that_a_template_may_read() -> None:
    key = outputs.page_key("site", "main.html", {"page": page(), "more": "1"})
    link = SimpleNamespace(title="Other", id="part", level=1, children=[])
    others = [
        outputs.page_key("other", "main.html", {"page": page(), "more": "1"}),
        outputs.page_key("site", "other.html", {"page": page(), "more": "1"}),
        outputs.page_key("site", "main.html", {"page": page(), "more": "2"}),
        *(
            outputs.page_key("site", "main.html", {"page": page(**change), "more": "1"})
            for change in ({"content": "B"}, {"title": "B"}, {"meta": {"a": 1}}, {"toc": [link]}, {"next_page": page()})
        ),
    ]
    assert key == outputs.page_key("site", "main.html", {"page": page(), "more": "1", "build_date_utc": 5})
    assert len({key, *others}) == len(others) + 1


@pytest.mark.parametrize("context", [{"page": None}, {"page": page(), "more": object()}])
def test_what_cannot_be_told_has_no_key(context: dict[str, Any]) -> None:
    assert outputs.page_key("site", "main.html", context) == ""


def config(folder: Path) -> Any:
    return SimpleNamespace(theme=SimpleNamespace(custom_dir=str(folder)), extra_css=[], extra_javascript=[])


def test_site_key_changes_with_the_navigation_the_pages_and_the_own_templates(tmp_path: Path) -> None:
    nav = SimpleNamespace(items=[SimpleNamespace(title="A", url="a/", children=None)])
    key = outputs.site_key("k", config(tmp_path), nav, [page()])
    other = SimpleNamespace(items=[SimpleNamespace(title="B", url="a/", children=None)])
    found = {key, outputs.site_key("k", config(tmp_path), other, [page()])}
    found.add(outputs.site_key("k", config(tmp_path), nav, [page(title="B")]))
    (tmp_path / "main.html").write_text("<p>")
    found.add(outputs.site_key("k", config(tmp_path), nav, [page()]))
    assert len(found) == 4


def test_template_that_shows_the_time_is_never_taken_over(tmp_path: Path) -> None:
    (tmp_path / "main.html").write_text("{{ build_date_utc }}")
    assert outputs.site_key("k", config(tmp_path), SimpleNamespace(items=[]), [page()]) == ""


def test_template_is_carried_out_once_for_the_same_page(tmp_path: Path) -> None:
    calls: list[str] = []
    env = jinja2.Environment(loader=jinja2.DictLoader({"main.html": "{{ call() }}{{ page.content }}"}))
    env.globals["call"] = lambda: calls.append("") or ""
    Outputs(Store(tmp_path / "kept.sqlite")).keep_templates(env, "site", lambda _: None)
    template = env.get_template("main.html")
    texts = [template.render({"page": page(content=content)}) for content in ("A", "A", "B")]
    assert texts == ["A", "A", "B"]
    assert len(calls) == 2


def test_search_entries_are_made_once_for_the_same_page(tmp_path: Path) -> None:
    class Index:
        def __init__(self) -> None:
            self.entries: list[dict[str, str]] = []

        def add_entry_from_context(self, page: Any) -> None:
            made.append(page.content)
            self.entries.append({"text": page.content})

    made: list[str] = []
    kept = Outputs(Store(tmp_path / "kept.sqlite"))
    for content in ("A", "A", "B"):
        index = Index()
        kept.keep_search(index, "key", lambda uri: None)
        index.add_entry_from_context(page(content=content))
        assert index.entries == [{"text": content}]
    assert made == ["A", "B"]


def test_compiled_templates_are_found_by_their_text(tmp_path: Path) -> None:
    kept = Bytecode(Store(tmp_path / "kept.sqlite"))
    sources = {"a.html": "one"}
    for text in ("one", "one", "two"):
        sources["a.html"] = text
        env = jinja2.Environment(loader=jinja2.DictLoader(sources), bytecode_cache=kept)
        assert env.get_template("a.html").render() == text
    assert len(kept._code) == 2


def test_another_process_need_not_compile_them_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path / "kept.sqlite")
    loader = jinja2.DictLoader({"a.html": "one"})
    jinja2.Environment(loader=loader, bytecode_cache=Bytecode(store)).get_template("a.html")
    store.flush()
    monkeypatch.setattr(jinja2.Environment, "_generate", None)
    env = jinja2.Environment(loader=loader, bytecode_cache=Bytecode(Store(tmp_path / "kept.sqlite")))
    assert env.get_template("a.html").render() == "one"


def test_code_that_cannot_be_read_is_compiled_again(tmp_path: Path) -> None:
    store = Store(tmp_path / "kept.sqlite")
    store.put = lambda name, value: Store.put(store, name, b"damaged")  # type: ignore[method-assign]
    for _ in range(2):
        env = jinja2.Environment(loader=jinja2.DictLoader({"a.html": "one"}), bytecode_cache=Bytecode(store))
        assert env.get_template("a.html").render() == "one"
