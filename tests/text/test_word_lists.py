import pytest

from chatbot.text.terms import fold
from chatbot.text.word_lists import common_words


def test_word_lists_come_with_the_package():
    assert common_words("en")["docket"] > 0
    assert common_words("es")["licencia"] > 0


def test_a_language_without_a_list_has_no_words():
    assert common_words("xx") == {}


@pytest.mark.parametrize("language", ["en", "es"])
def test_all_words_are_folded(language):
    assert [word for word in common_words(language) if word != fold(word)] == []


def test_words_that_only_accents_tell_apart_are_counted_together():
    assert common_words("es")["una"] > 1_000_000
