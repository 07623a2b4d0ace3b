"""Which sentence a citation stands in."""

from __future__ import annotations

import xml.etree.ElementTree as etree

import pytest

from mlguide.sentence import block_of, opening, plain_text, sentence_at, sentence_ends, sentences_around, text_as_kept


def around(markup: str) -> list[str]:
    """The sentence around each <m/> of a block."""
    block = etree.fromstring(markup)
    return list(sentences_around(block, list(block.iter("m"))).values())


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two? Three!", 3),
        ("One… Two.", 2),
        ("No end", 1),
        ("", 0),
        ("See e.g. Table 3 and Fig. 4. Then stop.", 2),
        ("By D. Sculley et al. in 2015. Next.", 2),
        ("It costs 3.5 units. 20 more.", 2),
        ("He said “Stop.” Then he went.", 2),
        ("A file.txt is one. and so on", 1),
        ("Vs. Chapter No. 5 stays whole.", 1),
    ],
)
def test_sentences_end_where_a_reader_would_say(text: str, count: int) -> None:
    assert len(list(sentence_ends(text))) == count


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>Models rot <m/>. Data too <m/>.</p>", ["Models rot.", "Data too."]),
        ("<p>Models rot.<m/> Data too.</p>", ["Models rot."]),
        ("<p>Models rot. <m/> Data too.</p>", ["Models rot."]),
        ("<p>Both (<m/>) <em>agree</em> <m/>: yes.</p>", ["Both agree: yes."] * 2),
        ("<p>Say <code>a.b</code> &amp; <b>c</b> <m/>.</p>", ["Say a.b & c."]),
        (
            "<p>As <m><span class='citation-authors'>Sculley et al.</span></m> say. More.</p>",
            ["As Sculley et al. say."],
        ),
        (
            "<p>Old. <m><span class='citation-authors'>Wu</span></m> says new.</p>",
            ["Wu says new."],
        ),
        ("<li>Outer <m/>.<ul><li>Inner. Text.</li></ul></li>", ["Outer."]),
        ("<tr><td>Wu <m/></td><td>18 people</td></tr>", ["Wu · 18 people"]),
        ("<h2>Heading <m/><a class='headerlink'>¶</a></h2>", ["Heading"]),
        ("<p>Note<sup id='fnref:1'><a>3</a></sup> here <m/>.</p>", ["Note here."]),
    ],
)
def test_sentence_around_a_mark(markup: str, expected: list[str]) -> None:
    assert around(markup) == expected


def test_block_of_a_cell_is_its_row() -> None:
    row = etree.fromstring("<tr><td><b><m/></b></td></tr>")
    parents = {child: parent for parent in row.iter() for child in parent}
    (mark,) = row.iter("m")
    assert block_of(mark, parents) is row


def test_raw_html_is_resolved() -> None:
    block = etree.fromstring("<p>A RAW<m/>.</p>")
    (mark,) = block.iter("m")
    assert sentences_around(block, [mark], lambda text: text.replace("RAW", "B"))[mark] == "A B."


def test_plain_text_leaves_out_the_machinery() -> None:
    heading = etree.fromstring("<h2>What <em>counts</em><a class='headerlink'>¶</a></h2>")
    assert plain_text(heading) == "What counts"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>One. See the <a>two</a>. Three.</p>", "See the two."),
        ("<p>One. <a>Two</a> is here. Three.</p>", "Two is here."),
        ("<p>One. <a>Two.</a> Three is here.</p>", "Two. Three is here."),
        ("<p><b><a>One</a>.</b> Two is here. Three.</p>", "One. Two is here."),
        ("<p><a>One</a></p>", "One"),
        ("<p>As <a>two</a> <i class='citation'>[1]</i> say.</p>", "As two say."),
        ("<p>As <span class='crossref'>Figure 1</span> <a>says</a>.</p>", "As Figure 1 says."),
    ],
)
def test_sentence_keeps_what_its_links_say(markup: str, expected: str) -> None:
    block = etree.fromstring(markup)
    (mark,) = block.iter("a")
    assert sentences_around(block, [mark], least_words=3)[mark] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two. Three.", "One. Two."),
        ("One", "One"),
        ("", ""),
        (f"One. {'Two ' * 90}.", "One."),
        ("x" * 300, "x" * 300),
    ],
)
def test_opening_is_two_sentences_or_one_if_they_are_long(text: str, expected: str) -> None:
    assert opening(text) == expected


def test_sentence_at_an_offset() -> None:
    assert sentence_at("One. Two three. Four.", 6) == "Two three."


def test_text_as_kept_has_no_machinery() -> None:
    assert text_as_kept(etree.fromstring("<p>One<sup id='fnref:1'>1</sup> <b>two</b></p>")) == "One two"
