import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.answering.conversation import (
    clean,
    context,
    context_weight,
    final_question,
    last_words,
    points_back,
    shortened,
)


def test_characters_that_cannot_be_shown_or_encoded_are_dropped():
    assert clean(" a\x00b\tc\ud800\u2028d  e\u0301 ", 100) == "a b c d é"


def test_long_messages_keep_their_end_from_the_start_of_a_word():
    assert clean("abc " * 50, 10) == "abc abc"
    assert clean("abc " * 50, 11) == "abc abc abc"
    assert clean("where? " * 50 + " \n\x00 ", 15) == "where? where?"


def test_text_without_spaces_keeps_all_that_may_be_kept():
    assert clean("a" * 100, 10) == "a" * 10
    assert clean("几点关门" * 100, 50) == ("几点关门" * 100)[-50:]
    assert clean("几点关门" * 100 + " 吗", 100) == ("几点关门" * 100)[-98:] + " 吗"


@pytest.mark.parametrize(
    ("text", "is_shortened"),
    [
        ("a" * 10, False),
        ("a" * 11, True),
        (" \n" * 500 + "a" * 10 + "\n" * 500, False),
        ("a" + "\n" * 500 + "b", False),
        ("e\u0301" * 10, False),
        ("e\u0301" * 11, True),
        ("word " * 1000 + "\0" * 30, True),
        ("", False),
    ],
)
def test_text_is_shortened_only_if_something_is_left_out(text, is_shortened):
    assert shortened(text, 10)[1] is is_shortened


@given(st.text(), st.integers(1, 50))
def test_clean_text_is_short_and_can_be_encoded(text, limit):
    cleaned = clean(text, limit)
    assert len(cleaned) <= limit
    cleaned.encode()
    assert clean(cleaned, limit) == cleaned.strip()


def test_context_is_the_last_five_questions_without_small_talk():
    history = ["zero?", "one?", "two?", "thanks", "three?", "four?", "five?"]
    assert context(history) == "one? two? three? four? five?"
    assert context(["hello"]) == ""
    assert context([]) == ""


def test_long_context_is_cut_at_its_beginning():
    assert context(["word " * 100, "and the last one?"]).endswith(" and the last one?")
    assert len(context(["word " * 100]).split()) == 80
    assert last_words("a b c", 2) == "b c"


@pytest.mark.parametrize(
    "text",
    ["what about undocumented people?", "do i have to pay for that?", "how much?", "and by mail?"],
)
def test_follow_ups_are_recognised(text):
    assert points_back(text)


@pytest.mark.parametrize(
    "text",
    [
        "What is the best pizza in New Haven?",
        "How many times did the DMV give data to ICE in 2023?",
        "My cousin says that it is not safe to renew a license any more because of them, is it so?",
    ],
)
def test_self_contained_questions_are_not_follow_ups(text):
    assert not points_back(text)


def test_the_weight_of_context_falls_with_the_words_of_the_question():
    assert context_weight("do i have to pay for that?", 0.25) == 0.75
    assert context_weight("DMV fee for records", 0.25) == 0.75
    long = "Does the governor publish what ICE asked for in the year before?"
    assert context_weight(long, 0.0) == 0.5
    assert context_weight(long, 1.0) == 0


def test_a_long_message_is_reduced_to_its_last_question():
    story = "We moved here last spring. " * 9
    assert final_question(f"{story}Is it safe? I worry.", "en") == "Is it safe?"
    assert final_question(f"{story}Tell me more", "en") == "Tell me more"
    assert final_question("We moved here last spring. Is it safe?", "en") == ""
    assert final_question("word " * 50, "en") == ""
