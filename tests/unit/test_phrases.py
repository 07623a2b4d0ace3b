"""Phrases in a text: which words are found, and that a text is read once, whatever there is to find."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlguide.phrases import OPAQUE, Automaton, key

PHRASES = [
    ("Drift", "drift"),
    ("drifts", "drift"),
    ("Data drift", "data-drift"),
    ("Point-in-time join", "pit"),
    ("PSI", "psi"),
    ("A/B test", "ab"),
    ("CRISP-ML(Q)", "crisp"),
    ("Cohen's kappa", "kappa"),
    ("MLOps team", "team"),
]


def found(text: str) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], one.value) for one in Automaton(PHRASES).find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Some drift here", [("drift", "drift")]),
        ("DRIFT. Drifts!", [("DRIFT", "drift"), ("Drifts", "drift")]),
        ("data drift and data", [("data drift", "data-drift")]),
        ("data  drift, data\ndrift", [("data  drift", "data-drift"), ("data\ndrift", "data-drift")]),
        ("data-drift alarm", [("data-drift", "data-drift")]),
        ("a point-in-time join", [("point-in-time join", "pit")]),
        ("a point in time join", [("point in time join", "pit")]),
        ("point-in-time joint", []),
        ("PSI, psi and Psi", [("PSI", "psi")]),
        ("MLOps Team, mlops team", [("MLOps Team", "team")]),
        ("an a/b test, A B test", [("a/b test", "ab")]),
        ("CRISP-ML(Q), CRISP-ML", [("CRISP-ML(Q)", "crisp")]),
        ("Cohen’s kappa, Cohen's Kappa", [("Cohen’s kappa", "kappa"), ("Cohen's Kappa", "kappa")]),
        ("drifting adrift drift_a", []),
        ("drift-free, concept-drift, a.drift, drift.py, #drift, @drift, $drift, \\drift, drift/canary", []),
        ("drift\u00ading adrift\u2060drift", []),
        (f"{OPAQUE}drift drift{OPAQUE} {OPAQUE} drift", [("drift", "drift")]),
        ("drift. Next (drift) “drift” drift's", [("drift", "drift")] * 4),
        ("data, drift", [("drift", "drift")]),
        ("data - drift", [("drift", "drift")]),
        ("- drift", [("drift", "drift")]),
        ("", []),
    ],
)
def test_words_are_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_phrase_written_strictly_goes_before_the_same_word_in_any_writing() -> None:
    automaton = Automaton([("who", "pronoun"), ("WHO", "organization")])
    assert [one.value for one in automaton.find("WHO, who, Who")] == ["organization", "pronoun", "pronoun"]


def test_first_of_equal_phrases_counts_and_phrases_without_words_are_never_found() -> None:
    automaton = Automaton([("data drift", "first"), ("Data-Drift", "second"), ("", "none"), ("-", "none")])
    assert [one.value for one in automaton.find("data drift - data drift")] == ["first", "first"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Data drift", "data-drift", True),
        ("Cohen's kappa", "Cohen’s Kappa", True),
        ("PSI", "psi", False),
        ("drift", "drifts", False),
    ],
)
def test_keys_tell_whether_two_phrases_are_the_same(one: str, other: str, same: bool) -> None:
    assert (key(one) == key(other)) is same


def steps(text: str, phrases: list[tuple[str, str]]) -> int:
    automaton = Automaton(phrases)
    automaton.find(text)
    return automaton.steps


TEXT = "some rare words and data drift in a point-in-time world, with an A/B test "


def test_steps_grow_as_the_text_and_not_faster() -> None:
    assert abs(steps(TEXT * 8000, PHRASES) - 8 * steps(TEXT * 1000, PHRASES)) < 10


def test_steps_do_not_grow_with_the_number_of_phrases() -> None:
    others = [(f"nowhere seen {number}", str(number)) for number in range(5000)]
    assert steps(TEXT * 100, PHRASES + others) == steps(TEXT * 100, PHRASES)


def test_steps_for_a_word_are_at_most_those_of_the_longest_phrase_in_the_worst_text() -> None:
    """Every word begins what is nearly the longest phrase."""
    longest = 12
    phrases = [("a " * (longest - 1) + "b", "x"), *((f"{'a ' * number}c", "y") for number in range(longest - 1))]
    words = 5000
    assert words < steps("a " * words, phrases) <= words * longest


@given(st.text(alphabet="adrift AB/tes'’-.(CRISPML)Q\n" + OPAQUE, max_size=80))
def test_any_text_is_read_and_matches_lie_in_order_on_whole_words(text: str) -> None:
    end = 0
    for one in Automaton(PHRASES).find(text):
        assert end <= one.start < one.end <= len(text)
        assert not text[one.start - 1 : one.start].isalnum() or one.start == 0
        assert key(text[one.start : one.end]) in {key(phrase) for phrase, value in PHRASES if value == one.value}
        end = one.end
