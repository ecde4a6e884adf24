"""Lists of common words come back though their files are gone."""

import shutil

import pytest

from chatbot.index.index import Index
from chatbot.index.stored_words import StoredWords
from chatbot.text.spelling import common_words


def test_words_of_an_index_come_back_though_its_files_are_gone(shipped_index_folder, tmp_path):
    shutil.copytree(shipped_index_folder, tmp_path / "index")
    index = Index.open(tmp_path / "index")
    shutil.rmtree(tmp_path / "index")
    for language in ("en", "es"):
        assert index.common_words(language) == common_words(language)
    assert index.common_words("xx") == {}


def test_a_missing_file_is_noticed_at_once(tmp_path):
    with pytest.raises(FileNotFoundError):
        StoredWords(tmp_path, ["common_words_en.txt"])
