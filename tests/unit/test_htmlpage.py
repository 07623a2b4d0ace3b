"""What is read of a finished page. What is made of it: test_htmlcheck.py."""

from __future__ import annotations

from mlguide.htmlpage import Piece, Reference, read


def test_references_have_element_attribute_and_place() -> None:
    page = read('<p>\n <a href="x">y</a><img src="z" alt="">')
    assert page.references == [Reference("x", "a", "href", 2, 2), Reference("z", "img", "src", 2, 19)]


def test_first_of_two_equal_attributes_counts() -> None:
    assert [one.value for one in read('<a href="x" href="y">').references] == ["x"]


def test_links_of_navigation_are_known() -> None:
    page = read('<nav><ul><li><a href="in">x</a></ul></nav><a href="out">y</a></nav><a href="out2">')
    assert page.navigation == ["in"]


def test_text_of_code_is_not_read() -> None:
    assert read("<p>a<code>b<b>c</b></code>d</p>").texts == [Piece("a", 1, 4), Piece("d", 1, 27)]


def test_unclosed_elements_do_not_hide_the_rest() -> None:
    assert [one.text for one in read("<pre><code>x</pre>y").texts] == ["y"]


def test_canonical_address_and_redirect() -> None:
    page = read('<link rel="canonical" href="https://e.org/"><meta http-equiv="Refresh" content="0;URL=\'a/\'">')
    assert page.canonical == "https://e.org/"
    assert page.redirects
    assert [one.value for one in page.references] == ["https://e.org/", "a/"]


def test_what_no_declaration_is_does_no_harm() -> None:
    assert [one.text for one in read("<![<p>a</p><![if x]>b<![nope[c]>d").texts] == ["a", "b", "d"]
