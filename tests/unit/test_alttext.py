"""Alternative text that says nothing, and text that does."""

from __future__ import annotations

import pytest

from mlguide import alttext


@pytest.mark.parametrize(
    ("text", "name", "caption", "message"),
    [
        ("Costs rise.", "a.png", "Costs rise", "alternative text repeats the caption"),
        ("Costs  RISE", "a.png", "costs — rise!", "alternative text repeats the caption"),
        ("cost-curve", "img/cost-curve.png", "", 'alternative text "cost-curve" is the name of the file'),
        ("Cost curve", "img/cost_curve.png", "", 'alternative text "Cost curve" is the name of the file'),
        ("IMG_2041.JPG", "a.png", "", 'alternative text "IMG_2041.JPG" is the name of the file'),
        ("image", "a.png", "", 'alternative text "image" says only that there is an image'),
        ("Figure 3", "a.png", "", 'alternative text "Figure 3" says only that there is an image'),
        ("Screenshot", "a.png", "", 'alternative text "Screenshot" says only that there is an image'),
        ("The chart.", "a.png", "", 'alternative text "The chart." says only that there is an image'),
        ("?", "a.png", "", 'alternative text "?" says only that there is an image'),
    ],
)
def test_text_that_says_nothing(text: str, name: str, caption: str, message: str) -> None:
    found = alttext.fault(text, name, caption)
    assert found is not None
    assert found[0] == message
    assert "what it shows" in found[1]


@pytest.mark.parametrize(
    ("text", "name", "caption"),
    [
        ("Costs rise from March on", "costs.png", "Costs"),
        ("Chart of costs", "chart.png", ""),
        ("成本上升", "a.png", "成本"),
        ("Version 2.0 beside 1.0", "a.png", ""),
    ],
)
def test_text_that_says_something(text: str, name: str, caption: str) -> None:
    assert alttext.fault(text, name, caption) is None
