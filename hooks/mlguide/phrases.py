"""Phrases: finds many phrases of several words in a text, all at once.

In:  phrases with a value each; then texts.
Out: for each text the `Match`es from left to right: the longest at each place, whole words only, none within another.

All phrases stand in one trie over words, so a text is read once, however many phrases there are: each of its words is
looked up at most once for each word of the longest phrase. It is the multi-pattern search of Aho and Corasick (1975,
https://doi.org/10.1145/360825.360855) over words instead of characters, where so few phrases begin within another that
failure links would save nothing.

A word with two or more capitals ("PSI", "MLOps") must be written so; capitals count in no other. Hyphens, line ends and
spaces stand for each other, as do both apostrophes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate

# Stands in a text for a word that must not be read, such as code: what touches it is part of a longer word.
OPAQUE = "\ue002"
_HYPHENS = frozenset("-\u2010\u2011")
_TOKEN = re.compile(r"\w+|[^\w\s\u2010\u2011-]")
_PIECES = re.compile(f"({_TOKEN.pattern})")
# Beside one of these with something beyond, a word is part of an address, a name or a compound: a/b, a.py, pre-a.
_JOINS = frozenset("-\u2010\u2011./@#_&=\\$")
_GLUE = frozenset({OPAQUE, "\u00ad", "\u2060"})  # a soft hyphen and a word joiner stand within words
_SIGILS = _GLUE | {"@", "#", "\\", "$"}


@dataclass(frozen=True)
class Match:
    """A phrase in a text: from and to (exclusive) which character, and the phrase's value."""

    start: int
    end: int
    value: str


@dataclass
class _Node:
    """A state: where each further word leads, and the phrases that end here: the words that count as written, by place.

    The strictest comes first.
    """

    after: dict[str, _Node] = field(default_factory=dict)
    ends: list[tuple[tuple[tuple[int, str], ...], str]] = field(default_factory=list)


def key(phrase: str) -> tuple[str, ...]:
    """What makes two phrases the same: their words, small where capitals do not count."""
    return tuple(word if _is_strict(word) else word.casefold() for word in _words(phrase))


class Automaton:
    """The phrases, ready to be found. Of equal phrases the first counts; `steps` counts look-ups of words."""

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        self._root = _Node()
        self.steps = 0
        for phrase, value in phrases:
            words = _words(phrase)
            node = self._root
            for word in words:
                node = node.after.setdefault(word.casefold(), _Node())
            if words:
                node.ends.append((tuple((n, word) for n, word in enumerate(words) if _is_strict(word)), value))
                node.ends.sort(key=lambda end: -len(end[0]))

    def find(self, text: str) -> list[Match]:
        """The phrases in `text`."""
        text = _plain(text)
        pieces = _PIECES.split(text)  # what stands between the words, and the words
        keys = list(map(str.casefold, pieces[1::2]))
        self.steps += len(keys)
        if self._root.after.keys().isdisjoint(keys):
            return []
        read = _Read(text, pieces[1::2], keys, [0, *accumulate(map(len, pieces))])
        begins = [number for number, one in enumerate(keys) if one in self._root.after]
        found, done = [], 0
        for number in begins:
            if number < done:
                continue
            length, value = self._longest(read, number)
            if length:
                done = number + length
                found.append(Match(read.start(number), read.end(done - 1), value))
        return found

    def _longest(self, read: _Read, first: int) -> tuple[int, str]:
        """How many words the longest phrase has that begins with the word `first`, and its value; or (0, "")."""
        node, best = self._root.after[read.keys[first]], (0, "")
        for number in range(first, len(read.keys)):
            if number > first:
                self.steps += 1
                following = node.after.get(read.keys[number])
                if following is None or not read.is_gap(number - 1):
                    break
                node = following
            if node.ends and _is_whole(read.text, read.start(first), read.end(number)):
                value = _ending(node, read.words, first)
                best = (number - first + 1, value) if value else best
        return best


@dataclass(frozen=True)
class _Read:
    """A text and its words, as written and as they are looked up.

    `places` are the beginnings of its pieces and its end: what stands before the first word, that, what follows it ...
    """

    text: str
    words: list[str]
    keys: list[str]
    places: list[int]

    def start(self, number: int) -> int:
        """Where a word begins."""
        return self.places[2 * number + 1]

    def end(self, number: int) -> int:
        """Where it ends."""
        return self.places[2 * number + 2]

    def is_gap(self, number: int) -> bool:
        """Whether what stands behind a word may stand within a phrase."""
        between = self.text[self.end(number) : self.start(number + 1)]
        return between in _HYPHENS or not between.strip()


def _ending(node: _Node, words: list[str], first: int) -> str:
    for strict, value in node.ends:
        if all(words[first + place] == word for place, word in strict):
            return value
    return ""


def _words(phrase: str) -> list[str]:
    return _TOKEN.findall(_plain(phrase))


def _plain(text: str) -> str:
    """As long as before: places in it stay what they are."""
    return text.replace("’", "'")


def _is_strict(word: str) -> bool:
    return sum(map(str.isupper, word)) > 1


def _is_whole(text: str, begin: int, end: int) -> bool:
    """Whether what stands there is no part of a longer word, address or name."""
    before, after = text[max(0, begin - 2) : begin], text[end : end + 2]
    joined_before = len(before) == 2 and before[1] in _JOINS and not before[0].isspace()
    joined_after = len(after) == 2 and after[0] in _JOINS and after[1].isalnum()
    return not (joined_before or before[-1:] in _SIGILS or joined_after or after[:1] in _GLUE)
