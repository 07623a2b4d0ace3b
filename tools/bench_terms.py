"""Measures terms of the glossary: what finding and linking them costs on one large page.

Usage: bench_terms.py [--words N] [--terms N] [--repeat N]

The same page is rendered without and with the terms, by turns, in this process; the least time counts. A fifth of the
terms occurs on it. Twice as long a page should cost about twice as much, and ten times as many terms no more.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

from markdown import Markdown

from mlguide.phrases import Automaton
from mlguide.terms import TermContext, TermExtension

ROOT = Path(__file__).resolve().parent.parent
EXTENSIONS = ["tables", "footnotes", "attr_list", "def_list", "md_in_html", "toc"]
_WORDS_IN_PARAGRAPH, _PARAGRAPHS_IN_SECTION = 80, 5


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser()
    for name, default in (("words", 20_000), ("terms", 200), ("repeat", 5)):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    for words, terms in ((asked.words, asked.terms), (2 * asked.words, asked.terms), (asked.words, 10 * asked.terms)):
        phrases = _phrases(terms, asked.terms)
        page = _page(words, [phrase for phrase, _ in phrases[: asked.terms : 5]])
        _measure(page, phrases, words, asked.repeat)


def _measure(page: str, phrases: list[tuple[str, str]], words: int, repeat: int) -> None:
    automaton = Automaton(phrases)
    context = TermContext(lambda: "a.md", lambda: "glossary.md", lambda: automaton, lambda _: None)
    plain, linking = [], []
    html = ""
    for _ in range(repeat):
        plain.append(_seconds(page, [])[0])
        seconds, html = _seconds(page, [TermExtension(context)])
        linking.append(seconds)
    steps = automaton.steps / repeat
    more = min(linking) - min(plain)
    print(
        f"{words} words, {len(phrases)} terms: without {min(plain):.3f} s, with {min(linking):.3f} s, "
        f"{more * 1000:.1f} ms more ({more / min(plain):.1%}), {html.count('data-shows=')} links, "
        f"{steps / words:.2f} look-ups a word"
    )


def _seconds(page: str, extensions: list[TermExtension]) -> tuple[float, str]:
    md = Markdown(extensions=[*EXTENSIONS, *extensions])
    start = time.process_time()
    html = md.convert(page)
    return time.process_time() - start, html


def _phrases(count: int, seed: int) -> list[tuple[str, str]]:
    """Terms of one to three words."""
    chance = random.Random(seed)
    stems = [f"{first}{second}" for first in ("drift", "leak", "label", "gate") for second in "abcdefghijklmnop"]
    return [(" ".join([*chance.sample(stems, number % 3), f"term{number}"]), f"t{number}") for number in range(count)]


def _page(words: int, used: list[str]) -> str:
    """Ordinary text, with a term in every twentieth place."""
    chance = random.Random(words)
    common = (ROOT / "docs" / "gap" / "index.md").read_text("utf-8").split()
    plain = [word for word in common if word.isalpha()]
    parts = []
    for number in range(words // _WORDS_IN_PARAGRAPH):
        if number % _PARAGRAPHS_IN_SECTION == 0:
            parts.append(f"## Section {number}")
        body = [chance.choice(used) if n % 20 == 0 else chance.choice(plain) for n in range(_WORDS_IN_PARAGRAPH)]
        parts.append(" ".join(body) + ".")
    return "\n\n".join(parts)


if __name__ == "__main__":
    main()
