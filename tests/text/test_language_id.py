import json

import pytest

from chatbot.settings import ROOT
from chatbot.text.language_id import WORD, function_words, question_language
from chatbot.text.terms import fold

DATA = ROOT / "tests" / "data"
LANGUAGES = ["de", "en", "es", "fr", "ht", "it", "pl", "pt", "vi"]


def records(name):
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("change", [str, str.upper, str.lower])
def test_no_english_question_is_taken_for_another_language(change):
    questions = [record["text"] for record in records("golden.jsonl")]
    questions += [r["text"] for r in records("languages.jsonl") if r["language"] == "en"]
    mistaken = [text for text in map(change, questions) if question_language(text, "en") != "en"]
    assert len(questions) == 378
    assert mistaken == []


def test_nine_in_ten_spanish_questions_are_recognised():
    questions = [r["text"] for r in records("languages.jsonl") if r["language"] == "es"]
    missed = [text for text in questions if question_language(text, "en") != "es"]
    assert len(questions) == 60
    assert len(missed) <= 6, missed


@pytest.mark.parametrize(
    "text",
    [
        "puede la migra ver mi licencia",
        "PUEDE LA MIGRA VER MI LICENCIA",
        "nesecito saver si es seguro ir al dmv",
        "¿qué es ICE?",
        "¿Quién firmó?",
        "tengo license de Connecticut, ICE puede ver mi direccion?",
    ],
)
def test_spanish_is_recognised_in_any_spelling(text):
    assert question_language(text, "en") == "es"
    assert question_language(text, "es") == "es"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("o DMV compartilha meus dados com o ICE?", "pt"),
        ("est-ce que le DMV partage mes données avec ICE", "fr"),
        ("mwen pa gen papye, èske mwen ka jwenn lisans", "ht"),
        ("Teilt das DMV meine Daten mit der Polizei?", "de"),
        ("posso avere la patente senza documenti", "it"),
        ("jakie dane są udostępniane, czy to jest legalne", "pl"),
        ("DMV có chia sẻ thông tin của tôi với ICE không?", "vi"),
        ("ICE是什么", "zh"),
        ("免許の情報は共有されますか", "ja"),
        ("이민국이 제 면허를 볼 수 있나요", "ko"),
        ("هل تشارك إدارة المركبات بياناتي مع الهجرة؟", "ar"),
        ("передают ли мои данные в ICE", "ru"),
    ],
)
def test_other_languages_and_scripts_are_recognised(text, language):
    assert question_language(text, "en") == language
    assert question_language(text, language) == language


@pytest.mark.parametrize(
    "text",
    ["", "?!", "13-155", "ICE", "hola", "licencia", "puerto rico", "is puerto rico id ok"],
)
def test_short_texts_count_as_the_expected_language(text):
    assert question_language(text, "en") == "en"
    assert question_language(text, "es") == "es"


@pytest.mark.parametrize(
    "text",
    [
        "who represented maria de la cruz and juan de los santos",
        "Which of de la Cruz, del Toro and los Santos",
        "what is 车管局",
        "what does 'estatus migratorio' mean on the form",
        "um im undocumented",
        "i need info para mi mama",
    ],
)
def test_foreign_names_and_words_do_not_make_a_question_foreign(text):
    assert question_language(text, "en") == "en"


def test_any_language_may_be_expected():
    assert question_language("can ICE see my license", "es") == "en"
    assert question_language("can ICE see my license", "ru") == "en"
    assert question_language("чи передають мої дані", "uk") == "uk"
    assert question_language("可以看我的驾照吗", "ja") == "ja"


def test_an_expected_language_without_words_is_always_accepted():
    assert question_language("kan jag få körkort för min bil", "sv") == "sv"
    assert question_language("what is it and who can see it", "sv") == "sv"


@pytest.mark.parametrize("language", LANGUAGES)
def test_function_words_are_folded_words_that_a_question_may_have(language):
    assert list(function_words()) == LANGUAGES
    words = function_words()[language]
    assert len(words) >= 15
    if language == "en":
        assert "abt" in words  # text-message spelling counts, too
        words = {word for word in words if word.isalpha() and len(word) > 1}
    assert [word for word in words if word != fold(word) or not WORD.fullmatch(word)] == []
