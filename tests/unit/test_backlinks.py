"""Lists of the pages that link to a page. What they look like: tests/golden/backlink/."""

from __future__ import annotations

from mlguide.backlinks import Backlink, View, collect, list_html
from mlguide.link import Link, PageLinks


def link(key: str, sentence: str = "S.", place: str = "") -> Link:
    return Link("link", key, key, 0, sentence, place.upper(), place)


def destination(page: str, link: Link) -> tuple[str, str]:
    target, _, id_ = link.key.partition("#")
    return target, id_


VIEW = View(lambda page: (f"../{page}", f"<{page}>"), lambda id_: id_.upper() if id_ != "none" else "")


def test_links_are_gathered_by_target_in_reading_order() -> None:
    links = {"b": PageLinks((link("a", "One."), link("c"))), "c": PageLinks((link("a#x", "Two.", "h"),))}
    found = collect(["c", "b", "a"], links, destination)
    assert found["a"] == [Backlink("c", "Two.", "H", "h", ("x",)), Backlink("b", "One.", "", "")]
    assert found["c"] == [Backlink("b", "S.", "", "")]


def test_links_of_one_sentence_are_one_place() -> None:
    links = {"b": PageLinks((link("a"), link("a#x"), link("a#y"), link("a#x")))}
    assert collect(["b"], links, destination) == {"a": [Backlink("b", "S.", "", "", ("x", "y"))]}


def test_links_to_the_page_itself_and_to_nowhere_are_none() -> None:
    assert collect(["a"], {"a": PageLinks((link("a#x"), link("")))}, destination) == {}


def test_page_that_nothing_links_to_has_no_list() -> None:
    assert list_html([], VIEW) == ""


def test_sentence_is_escaped_and_says_from_and_to_where() -> None:
    html = list_html([Backlink("b", "A < B.", "H & h", "h", ("x", "none", "y"))], VIEW)
    assert '<a href="../b">&lt;b&gt;</a>' in html
    assert (
        '<li><q>A &lt; B.</q> in <a href="../b#h">H &amp; h</a> to <a href="#x">X</a> and <a href="#y">Y</a></li>'
        in html
    )


def test_six_places_are_folded_and_five_are_not() -> None:
    places = [Backlink("b", f"{number}.", "", "") for number in range(6)]
    assert "<summary>6 places on 1 page</summary>" in list_html(places, VIEW)
    assert "<details" not in list_html(places[:5], VIEW)


def test_heading_has_an_id_that_the_page_has_not() -> None:
    view = View(VIEW.link, VIEW.name, taken={"linked-from", "linked-from-2"})
    html = list_html([Backlink("b", "S.", "", "")], view)
    assert html.count('"linked-from-3"') == 2
