"""Words as BM25 sees them."""

import pytest

from chatbot.text.terms import TermSplitter, fold, words_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Matrícula", "matricula"),
        ("ﬁne Straße", "fine strasse"),
        ("İstanbul", "istanbul"),
        ("DMV’s 13-155", "dmv’s 13-155"),
    ],
)
def test_folding(text, folded):
    assert fold(text) == folded


def test_english_words_are_stemmed_and_the_commonest_left_out():
    splitter = TermSplitter("en")
    assert splitter.split("The sharing of licenses is SHARED") == ["share", "licens", "share"]
    assert splitter.split("Public Act 13-155") == ["public", "act", "13", "155"]
    assert splitter.split("") == []
    assert splitter.split("… 😀") == []


def test_other_languages():
    assert TermSplitter("de").split("Die Häuser") == ["die", "haus"]
    assert TermSplitter("xx").split("The cats") == ["the", "cats"]


def test_split_all_keeps_the_order():
    assert TermSplitter("en").split_all(["Cats", "", "dogs bark"]) == [["cat"], [], ["dog", "bark"]]


def test_words_are_folded_and_neither_stemmed_nor_left_out():
    assert words_of(["The Cafés,", "the 9"]) == {"the", "cafes", "9"}
