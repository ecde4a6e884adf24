"""The locale files are complete. An error in one names its file and its key."""

import shutil
from dataclasses import fields

import pytest

from chatbot.errors import LocaleError
from chatbot.page.texts import DEFAULT_LANGUAGE, LOCALES, TEXTS, load_locales
from chatbot.retrieval.confidence import Verdict
from guide import ENGLISH


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(LOCALES, tmp_path / "locales")


def test_each_file_is_a_language():
    assert set(TEXTS) == {path.stem for path in LOCALES.iterdir()} == {"en", "es"}
    assert [texts.language for texts in TEXTS.values()] == list(TEXTS)
    assert DEFAULT_LANGUAGE in TEXTS


@pytest.mark.parametrize("texts", TEXTS.values(), ids=TEXTS)
def test_no_text_is_empty(texts):
    for field in fields(texts):
        value = getattr(texts, field.name)
        assert all(value.values()) if not isinstance(value, str) else value, field.name


@pytest.mark.parametrize("texts", TEXTS.values(), ids=TEXTS)
def test_each_verdict_has_its_text(texts):
    assert set(texts.verdicts) == set(texts.verdicts_of_several) == set(Verdict)


def test_a_language_without_a_name_is_called_by_its_code():
    assert ENGLISH.language_name("es") == "Spanish"
    assert ENGLISH.language_name("xx") == "xx"


def test_a_new_file_is_a_new_language(folder):
    shutil.copy(folder / "es.yaml", folder / "de.yaml")
    texts = load_locales(folder)
    assert list(texts) == ["de", "en", "es"]
    assert texts["de"].language == "de"
    assert texts["de"].ask == TEXTS["es"].ask


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('ask: "Preguntar"\n', "", "ask: this text is missing."),
        ('ask: "Preguntar"', 'aks: "Preguntar"', "aks: there is no such text."),
        ('  weak: "Esto', '  maybe: "Esto', "verdicts.maybe: there is no such text."),
        ('  de: "alemán"\n', "", "language_names.de: this text is missing."),
        ('  de: "alemán"\n', '  no: "noruego"\n', "language_names.False: there is no such text."),
        ('"Preguntar"', '" "', "ask: this is not a text. Write it in quotes."),
        ('"Preguntar"', "7", "ask: this is not a text. Write it in quotes."),
        ("«{words}»", "«»", "quoted: this text needs {words}."),
        ('"Preguntar"', '"Preguntar {que}"', "ask: this text needs no placeholder."),
    ],
)
def test_a_wrong_text_is_named_with_its_file_and_key(folder, old, new, message):
    path = folder / "es.yaml"
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(LocaleError) as error:
        load_locales(folder)
    assert str(error.value) == f"{path}, {message}"


@pytest.mark.parametrize("content", [b"ask: [", b"ask: \xff", b"a: b: c"])
def test_a_file_that_is_not_yaml_is_named(folder, content):
    (folder / "es.yaml").write_bytes(content)
    with pytest.raises(LocaleError, match=r"es\.yaml: this is not valid YAML") as error:
        load_locales(folder)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("content", ["", "[]", "text"])
def test_a_file_without_texts_lacks_the_first_one(folder, content):
    (folder / "es.yaml").write_text(content)
    with pytest.raises(LocaleError, match=r"es\.yaml, ask: this text is missing"):
        load_locales(folder)
