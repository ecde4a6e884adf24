"""Text in any accent colour that an operator may choose is legible."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.page.assets import STATIC, accents, contrast, mix

GROUNDS = {":root": "#eef2f3", ".dark": "#10181c"}
colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def rules(colour):
    """Return the colours of the CSS, by scheme and name."""
    found = {}
    for scheme, inside in re.findall(r"(\S+) \{([^}]*)\}", accents(colour)):
        found[scheme] = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", inside))
    return found


@given(colours)
def test_text_in_and_on_the_colour_is_legible(colour):
    for scheme, ground in GROUNDS.items():
        accent = rules(colour)[scheme]
        assert contrast(accent["accent"], ground) >= 4.5
        assert contrast(accent["accent-strong"], ground) >= 4.5
        assert contrast(accent["on-accent"], accent["accent"]) >= 4.5


def test_legible_colour_is_not_changed():
    assert rules("#7a1fa2")[":root"]["accent"] == "#7a1fa2"
    assert rules("#ffcc00")[":root"]["accent"] != "#ffcc00"
    assert rules("#ffcc00")[".dark"]["accent"] == "#ffcc00"


def test_grounds_and_names_are_those_of_the_style():
    style = (STATIC / "style.css").read_text(encoding="utf-8")
    for scheme, ground in GROUNDS.items():
        [inside] = re.findall(rf"^{re.escape(scheme)} \{{(.*?)^\}}", style, re.M | re.S)
        assert f"--ground: {ground};" in inside
        for name in rules("#7a1fa2")[scheme]:
            assert f"--{name}:" in inside


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#ff0000", "#ffffff", 4.0)],
)
def test_contrast_is_that_of_wcag(one, other, expected):
    assert contrast(one, other) == contrast(other, one) == pytest.approx(expected, abs=0.01)


def test_mix_goes_from_one_colour_to_the_other():
    assert [mix("#000000", "#ff8000", share) for share in (0, 0.5, 1)] == [
        "#000000",
        "#804000",
        "#ff8000",
    ]
