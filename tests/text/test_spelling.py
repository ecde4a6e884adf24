import pytest

from chatbot.text.spelling import Speller

COMMON = {"cheek": 6000, "check": 7000, "form": 5000, "from": 9000, "the": 9000, "what": 8000}
SPELLER = Speller(
    {"warrant", "illegal", "legal", "license", "connecticut"}, COMMON, text_speak=True
)


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [
        ("warant", "warrant"),
        ("wats teh conneticut lisence", "what is the connecticut license"),
        ("chek", "check"),
        ("ilegal", "illegal"),
        ("b4 u r", "before you are"),
        ("WARANT", "warrant"),
    ],
)
def test_errors_are_corrected(typed, corrected):
    assert SPELLER.mend(typed) == corrected


@pytest.mark.parametrize(
    "typed", ["what from Warant", "13-155", "ice", "zzzzzzzz", "warrants", "form 2019-b"]
)
def test_names_numbers_and_known_words_stay(typed):
    assert SPELLER.mend(typed) == typed


@pytest.mark.parametrize("typed", ["Is it legal in the U.S.?", "what is a U visa", "e-r form"])
def test_abbreviations_are_not_text_speak(typed):
    assert SPELLER.mend(typed) == typed


def test_text_speak_is_english():
    assert Speller({"warrant"}, COMMON, text_speak=False).mend("u what warant") == "u what warrant"


def test_a_text_in_another_language_is_not_changed():
    assert SPELLER.mend("comparte mis datos con chek") == "comparte mis datos con chek"


def test_without_a_word_list_nothing_changes():
    assert Speller({"warrant"}, {}, text_speak=True).mend("u warant") == "u warant"
