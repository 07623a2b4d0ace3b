"""Sentences: which sentence of a rendered page a mark stands in.

In:  a block element (paragraph, list item, caption, table row) and the elements in it that are marks: citations, links.
Out: for each mark the sentence around it as plain text, fit to be quoted elsewhere: without citations, but with what
     the links say.

A sentence ends at ".", "?" or "!" before white space and something that can begin a sentence. Abbreviations and
initials do not end one; a mark after the full stop belongs to the sentence before it.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as etree
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from itertools import islice

from markdown import Markdown
from markdown.util import AMP_SUBSTITUTE, ETX, HTML_PLACEHOLDER_RE, STX

BLOCKS = frozenset(
    "p li td th tr dd dt figcaption h1 h2 h3 h4 h5 h6 summary blockquote div ul ol dl table figure details pre".split()
)
_APPARATUS = frozenset({"headerlink", "footnote-backref", "references-back", "caption-prefix"})
_CITATIONS = frozenset({"citation", "mlguide-cite"})
_NO_SENTENCE = _APPARATUS | _CITATIONS
_CELLS = frozenset({"td", "th"})
_BETWEEN_CELLS = " · "
_ENDS = re.compile(r"""[.?!…]["'”’)\]]*(?=\s|$)""")
_NEXT = re.compile(r"""\s+["'“‘(\[]*(\S)""")
_LONGEST_ABBREVIATION = 12
_ABBREVIATIONS = frozenset(
    "e.g i.e cf vs viz al fig figs tab eq eqs sec secs ch chs p pp no nos vol vols art arts app ed eds dr mr ms mrs "
    "prof st approx ca resp incl excl min max u.s u.k".split()
)
_BEFORE_PUNCTUATION = re.compile(r" ([.,;:!?)\]])")
_DOUBLED_STOP = re.compile(r"(?<!\.)\.\.(?!\.)")
_TAG = re.compile(r"<[^>]*>")
_ESCAPED = re.compile(f"{STX}(\\d+){ETX}")


def sentences_around(
    block: etree.Element,
    marks: Collection[etree.Element],
    resolve: Callable[[str], str] = lambda text: text,
    least_words: int = 1,
) -> dict[etree.Element, str]:
    """The sentence around each of the `marks` that stand in `block` itself, not in a block within it.

    `resolve` turns placeholders of the Markdown converter into the text they stand for. A sentence of fewer than
    `least_words` goes on to the end of the next.
    """
    wanted = set(marks)
    pieces: list[str] = []
    found: list[tuple[etree.Element, int]] = []
    length = 0
    for piece in _flatten(block, wanted):
        if isinstance(piece, str):
            text = resolve(piece)
            pieces.append(text)
            length += len(text)
        else:
            found.append((piece, length))
    text = "".join(pieces)
    ends = _all_ends(text)
    return {mark: tidy(_slice(text, ends, at, least_words)) for mark, at in found}


def sentence_ends(text: str) -> Iterator[int]:
    """Offsets just after each sentence, the last one included."""
    last = 0
    for match in _ENDS.finditer(text):
        following = _NEXT.match(text, match.end())
        if following and not (following[1].isupper() or following[1].isdigit()):
            continue
        if match[0][0] == "." and following and _is_abbreviated(_last_word(text, match.start())):
            continue
        last = match.end()
        yield last
    if text[last:].strip():
        yield len(text)


def plain_text(element: etree.Element, resolve: Callable[[str], str] = lambda text: text) -> str:
    """What an element says, without citations and the machinery of the page; `resolve` as in `sentences_around`."""
    return tidy(resolve(text_as_kept(element)))


def opening(text: str, most: int = 2, longest: int = 280) -> str:
    """The first sentences of a text: at most `most`, and the first alone if more would exceed `longest` characters."""
    ends = list(islice(sentence_ends(text), most))
    end = next((end for end in reversed(ends) if end <= longest), ends[0] if ends else 0)
    return text[:end].strip()


def text_as_kept(block: etree.Element) -> str:
    """The text of a block as the converter keeps it, with its placeholders for raw HTML."""
    return "".join(piece for piece in _flatten(block) if isinstance(piece, str))


def sentence_at(text: str, at: int) -> str:
    """The sentence of a plain text that holds the offset `at`, tidied."""
    return tidy(_slice(text, _all_ends(text), at))


def resolver(md: Markdown) -> Callable[[str], str]:
    """Turns what the converter has put aside, raw HTML and escaped characters, into the text that it shows."""

    def resolve(text: str) -> str:
        if STX not in text:
            return text
        stash = md.htmlStash.rawHtmlBlocks
        text = HTML_PLACEHOLDER_RE.sub(lambda found: _strip_tags(str(stash[int(found[1])])), text)
        return _ESCAPED.sub(lambda found: chr(int(found[1])), text)

    return resolve


def block_of(mark: etree.Element, parents: dict[etree.Element, etree.Element]) -> etree.Element:
    """The block around an element; for a table cell its whole row, so that a quotation says what it is about."""
    element = mark
    while element.tag not in BLOCKS and element in parents:
        element = parents[element]
    return parents[element] if element.tag in _CELLS else element


def tidy(text: str) -> str:
    """White space folded, and none before punctuation where a mark was taken out."""
    text = html.unescape(text.replace(AMP_SUBSTITUTE, "&"))
    text = " ".join(text.replace("()", "").split())
    text = _BEFORE_PUNCTUATION.sub(r"\1", text)
    return (_DOUBLED_STOP.sub(".", text) if ".." in text else text).strip(" ·")


def _flatten(element: etree.Element, marks: Collection[etree.Element] = ()) -> list[str | etree.Element]:
    """The texts of an element, and the marks among them."""
    pieces: list[str | etree.Element] = []
    _gather(element, marks, pieces)
    return pieces


def _gather(element: etree.Element, marks: Collection[etree.Element], pieces: list[str | etree.Element]) -> None:
    if element.text:
        pieces.append(element.text)
    for number, child in enumerate(element):
        if child in marks:
            if _is_link(child):
                _gather(child, marks, pieces)
            else:
                pieces.append(_authors(child))
            pieces.append(child)
        elif child.get("class") in _CITATIONS:
            pieces.append(_authors(child))
        elif element.tag == "tr" and child.tag in _CELLS:
            pieces.append(_BETWEEN_CELLS if number else "")
            _gather(child, marks, pieces)
        elif isinstance(child.tag, str) and child.tag not in BLOCKS and not is_apparatus(child):
            _gather(child, marks, pieces)
        if child.tail:
            pieces.append(child.tail)


def _authors(citation: etree.Element) -> str:
    """What of a citation belongs to the sentence: "Sculley et al." in the narrative form."""
    return next((one.text or "" for one in citation if one.get("class") == "citation-authors"), "")


def _is_link(element: etree.Element) -> bool:
    """A link, or the place of a reference that will be one."""
    return element.tag == "a" or element.get("class") == "crossref"


def _strip_tags(markup: str) -> str:
    return html.unescape(_TAG.sub("", markup))


def is_apparatus(element: etree.Element) -> bool:
    """What belongs to the page's machinery and not to its sentences."""
    class_ = element.get("class")
    if class_ and not _NO_SENTENCE.isdisjoint(class_.split()):
        return True
    return element.tag == "sup" and element.get("id", "").startswith("fnref")


def _last_word(text: str, end: int) -> str:
    words = text[max(0, end - _LONGEST_ABBREVIATION) : end].split()
    return words[-1].lstrip("[(“‘\"'") if words else ""


def _is_abbreviated(word: str) -> bool:
    return word.lower() in _ABBREVIATIONS or (len(word) == 1 and word.isalpha())


@lru_cache(maxsize=1024)  # a paragraph with links and citations is looked at for both
def _all_ends(text: str) -> tuple[int, ...]:
    return tuple(sentence_ends(text))


def _slice(text: str, ends: tuple[int, ...], at: int, least_words: int = 1) -> str:
    """The sentence that holds the offset `at`; what follows a full stop belongs to the sentence before."""
    number = bisect_right(ends, at)
    if number and not text[ends[number - 1] : at].strip():
        number -= 1
    start = ends[number - 1] if number else 0
    if number < len(ends) and len(text[start : ends[number]].split()) < least_words:
        number += 1
    return text[start : ends[number]] if number < len(ends) else text[start:]
