from hypothesis import given
from hypothesis import strategies as st

from chatbot.conversation import clean, context


def test_what_cannot_be_shown_or_encoded_is_dropped():
    assert clean(" a\x00b\tc\ud800\u2028d  e\u0301 ", 100) == "a b c d é"


def test_long_messages_are_cut():
    assert clean("abc " * 50, 10) == "abc abc ab"


@given(st.text(), st.integers(1, 50))
def test_clean_text_is_short_and_can_be_encoded(text, limit):
    cleaned = clean(text, limit)
    assert len(cleaned) <= limit
    cleaned.encode()
    assert clean(cleaned, limit) == cleaned.strip()


def test_context_is_the_last_three_questions_without_small_talk():
    assert context(["one?", "two?", "thanks", "three?", "four?"]) == "two? three? four?"
    assert context(["hello"]) == ""
    assert context([]) == ""
