"""The texts of the page in every language."""

import re

import pytest

from chatbot.page.translations import ENGLISH, TEXTS


@pytest.mark.parametrize("texts", TEXTS.values(), ids=TEXTS)
def test_every_text_is_there_and_takes_what_is_filled_in(texts):
    values = {name: getattr(texts, name) for name in texts.__slots__}
    assert all(values.values())
    for name, value in values.items():
        braces = re.findall(r"{\w*}", getattr(ENGLISH, name)) if isinstance(value, str) else []
        assert sorted(re.findall(r"{\w*}", value) if braces else []) == sorted(braces), name
    for name in ("verdicts", "verdicts_of_several", "strengths", "small_talk", "language_names"):
        assert set(values[name]) == set(getattr(ENGLISH, name))
        assert all(values[name].values())
