"""Links in raw HTML."""

from __future__ import annotations

import pytest

from mlguide.rawlink import RawLink, find, may_have


def test_link_has_address_tag_and_sentence() -> None:
    found = find('One. Two <a class="x" href="b/?c&amp;d">three</a>. Four.')
    assert found == [RawLink("b/?c&d", '<a class="x" href="b/?c&amp;d">', "Two three.")]


def test_sentence_that_begins_with_a_link_is_its_own() -> None:
    assert [link.sentence for link in find('One. <a href="b/">Two</a> three.')] == ["Two three."]


def test_blocks_end_sentences() -> None:
    found = find('<ul><li>One <a href="a/">a</a></li><li><a href="b/">b</a> two</li></ul>')
    assert [link.sentence for link in found] == ["One a", "b two"]


@pytest.mark.parametrize(
    "markup",
    [
        "<a id='x'></a>",
        "<code><a href='b'>b</a></code>",
        "<pre><span><a href='#l1'></a></span></pre>",
        "<svg><a href='b'></a></svg>",
        "<nav><a href='b'>b</a></nav>",
        "<!-- <a href='b'>b</a> -->",
        "&lt;a href='b'&gt;",
        "<a class='term' href='b'>b</a>",
        "</code>",
    ],
)
def test_no_link_of_the_text(markup: str) -> None:
    assert find(markup) == []


def test_markup_that_does_not_end_is_read_to_its_end() -> None:
    assert [link.sentence for link in find('<p>One <a href="b">two')] == ["One two"]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("text <b>bold</b>", False),
        ('<div class="highlight"><pre><a id="line-1" href="#line-1"></a>code</pre></div>', False),
        ('<pre><a href="#a">1</a></pre> and <A HREF="page/">this</A>', True),
        ('<a href="page/">this</a><pre>code</pre>', True),
        ('<pre>code <a href="#a">never closed', False),
        ("<pre>one</pre><pre>two</pre>", False),
    ],
)
def test_quick_look_finds_links_outside_of_code(markup: str, expected: bool) -> None:
    assert may_have(markup) is expected
    assert expected or not find(markup)
