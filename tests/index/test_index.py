"""Contents of an opened index."""

import numpy as np
import pytest

import chatbot.index.index
from chatbot.corpus.folder import read_document, scan_corpus
from chatbot.errors import IndexUnusableError
from chatbot.index.build import build_index
from chatbot.index.index import Index
from chatbot.index.manifest import read_manifest

FILES = {
    "b.txt": "1. Why?\nZürich 😀 is one reason:\n- It is far.\n- It is dear.\n2. Who?\nAll.\n",
    "b.yaml": "title: Why and who\nurl: https://x.example\nnotice: Partly dated.\n",
    "a.csv": "question,answer\nWhen?,Now.\n",
}


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, content in FILES.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


@pytest.fixture
def index(corpus, tmp_path, letter_encoder):
    build_index(corpus, tmp_path / "index", lambda: letter_encoder, "letters")
    return Index.open(tmp_path / "index")


def test_documents_round_trip(index, corpus):
    documents = [read_document(file) for file in scan_corpus(corpus)]
    assert index.document_ids == ("a", "b")
    assert [index.document(name) for name in index.document_ids] == documents
    assert index.document("c") is None


def test_sources_are_known_without_reading_a_document(index):
    read_before = index.document.cache_info().misses
    assert index.sources["b"].title == "Why and who"
    assert index.sources["b"].notice == "Partly dated."
    assert list(index.sources) == ["a", "b"]
    assert index.document.cache_info().misses == read_before


def test_sources_of_unchanged_documents_are_reused(corpus, index, tmp_path, letter_encoder):
    (corpus / "ab.csv").write_text("question,answer\nHow?,So.\n")
    build_index(corpus, tmp_path / "index", lambda: letter_encoder, "letters")
    newer = Index.open(tmp_path / "index")
    assert list(newer.sources) == ["a", "ab", "b"]
    assert newer.sources["b"] == index.sources["b"]
    assert newer.sources["ab"].title != newer.sources["a"].title


def test_passages_are_in_document_order(index, corpus):
    assert [index.passage(row) for row in range(len(index))] == [
        passage
        for file in scan_corpus(corpus)
        for entry in read_document(file).entries
        for passage in entry.passages
    ]
    assert [index.passage(row).text for row in range(len(index))] == [
        "Now.",
        "- It is far.",
        "- It is dear.",
        "All.",
    ]
    assert index.entry_of_passage.tolist() == [0, 1, 1, 2]


def test_the_shipped_document_round_trips(shipped_index, shipped_document):
    assert shipped_index.document("connecticut-dmv-ice") == shipped_document


def test_bm25_finds_words_in_passages_and_their_context(index):
    def rows(query):
        return np.flatnonzero(index.bm25.shares(index.terms.split(query))).tolist()

    assert rows("dear") == [2]
    assert rows("ZURICH reasons") == [1, 2]
    assert rows("nowhere") == []


def test_an_index_can_be_opened_while_a_builder_replaces_it(
    corpus, index, tmp_path, letter_encoder, monkeypatch
):
    folder = tmp_path / "index"
    old = read_manifest(folder)
    (corpus / "a.csv").unlink()
    build_index(corpus, folder, lambda: letter_encoder, "letters")
    manifests = [old, read_manifest(folder)]
    monkeypatch.setattr(chatbot.index.index, "read_manifest", lambda folder: manifests.pop(0))
    assert Index.open(folder).document_ids == ("b",)


def test_missing_files_are_looked_for_only_once_more(index, tmp_path):
    folder = tmp_path / "index"
    files = folder / index.manifest.folder
    (files / "passage_vectors.faiss").unlink()
    with pytest.raises(IndexUnusableError) as error:
        Index.open(folder)
    assert str(error.value) == f"{files}: the index is damaged. Build it again."


def test_a_manifest_matches_only_its_own_corpus_and_model(index):
    manifest = index.manifest
    documents = dict(manifest.documents)
    assert manifest.matches(documents, "letters")
    assert not manifest.matches(documents, "other letters")
    assert not manifest.matches(documents | {"a": "0" * 64}, "letters")
    assert not manifest.matches(documents | {"c": "0" * 64}, "letters")
    assert not manifest.matches({"a": documents["a"]}, "letters")
