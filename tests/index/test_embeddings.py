"""Embeddings on disk: encoded once, reused for unchanged texts, coded for a large corpus."""

import numpy as np
import pytest

from chatbot.index.embeddings import StoredEmbeddings, write_embeddings
from chatbot.index.token_vectors import CODEC
from letters import LetterEncoder

TEXTS = [f"{first} {second}" for first in "abcdefgh" for second in ("kilo lima", "mike", "")]


def written(folder, texts, old=None):
    """Write the embeddings of some texts; return them and the texts that were encoded."""
    folder.mkdir()
    encoder = LetterEncoder()
    write_embeddings(folder, "x_", texts, old, encoder.encode_passages)
    return StoredEmbeddings(folder, "x_"), encoder.encoded


def assert_are_those_of(stored, texts, atol=0.0):
    found, expected = (
        stored.embeddings(np.arange(len(texts))),
        LetterEncoder().encode_passages(texts),
    )
    assert len(stored) == len(texts)
    np.testing.assert_allclose(found.vectors, expected.vectors, atol=max(atol, 1e-6))
    np.testing.assert_allclose(found.token_vectors, expected.token_vectors, atol=atol)
    np.testing.assert_array_equal(found.token_ids, expected.token_ids)
    np.testing.assert_array_equal(found.token_starts, expected.token_starts)
    np.testing.assert_array_equal(found.offsets, expected.offsets)


@pytest.fixture
def coded(monkeypatch):
    """Make every corpus a large one, whose token vectors are coded."""
    monkeypatch.setattr("chatbot.index.embeddings.EXACT_UP_TO_BYTES", 50)


def test_embeddings_round_trip_and_a_repeated_text_is_encoded_once(tmp_path):
    stored, encoded = written(tmp_path / "a", [*TEXTS, TEXTS[0]])
    assert encoded == TEXTS
    assert_are_those_of(stored, [*TEXTS, TEXTS[0]])


def test_unchanged_texts_are_not_encoded_again_even_if_they_move(tmp_path):
    old, _ = written(tmp_path / "a", TEXTS)
    texts = ["zulu", *reversed(TEXTS[5:]), "yankee xray", TEXTS[7]]
    stored, encoded = written(tmp_path / "b", texts, old)
    assert encoded == ["zulu", "yankee xray"]
    assert_are_those_of(stored, texts)
    stored, encoded = written(tmp_path / "c", texts[:3], stored)
    assert encoded == []
    assert_are_those_of(stored, texts[:3])


def test_many_texts_are_encoded_in_batches(tmp_path, monkeypatch):
    monkeypatch.setattr("chatbot.index.embeddings.ENCODED_AT_ONCE", 5)
    stored, encoded = written(tmp_path / "a", TEXTS)
    assert encoded != TEXTS  # shuffled, so that the first ones are a sample of all
    assert sorted(encoded) == sorted(TEXTS)
    assert_are_those_of(stored, TEXTS)


@pytest.mark.usefixtures("coded")
def test_token_vectors_of_a_large_corpus_are_coded_with_a_small_error(tmp_path):
    stored, _ = written(tmp_path / "a", TEXTS)
    assert stored.token_vectors.stored.dtype == np.uint8
    # 26 dimensions make 2 bytes a vector. So few texts are coded almost exactly.
    assert stored.token_vectors.stored.shape[1] == 2
    assert_are_those_of(stored, TEXTS, atol=0.05)


@pytest.mark.usefixtures("coded")
def test_codes_and_their_codec_are_reused_unchanged(tmp_path):
    old, _ = written(tmp_path / "a", TEXTS)
    stored, encoded = written(tmp_path / "b", [*TEXTS[3:9], "alfa mike"], old)
    assert encoded == ["alfa mike"]
    codec = [(tmp_path / name / f"x_{CODEC}").read_bytes() for name in "ab"]
    assert codec[0] == codec[1]
    rows = np.arange(3, 9)
    np.testing.assert_array_equal(
        stored.stored(np.arange(6)).token_vectors, old.stored(rows).token_vectors
    )
    assert_are_those_of(stored, [*TEXTS[3:9], "alfa mike"], atol=0.05)


def test_a_small_edit_that_makes_the_corpus_large_harms_no_kept_vector(tmp_path, monkeypatch):
    old, _ = written(tmp_path / "a", TEXTS)
    monkeypatch.setattr("chatbot.index.embeddings.EXACT_UP_TO_BYTES", 50)
    stored, encoded = written(tmp_path / "b", [*TEXTS, "zulu"], old)
    assert encoded == ["zulu"]
    assert stored.token_vectors.stored.dtype == np.uint8
    assert_are_those_of(stored, [*TEXTS, "zulu"], atol=0.05)


def test_exact_vectors_become_codes_when_the_corpus_grows_large(tmp_path, monkeypatch):
    old, _ = written(tmp_path / "a", TEXTS)
    monkeypatch.setattr("chatbot.index.embeddings.EXACT_UP_TO_BYTES", 50)
    texts = [*TEXTS, *(f"{text} november" for text in TEXTS)]
    stored, encoded = written(tmp_path / "b", texts, old)
    assert encoded == texts[len(TEXTS) :]
    assert stored.token_vectors.stored.dtype == np.uint8
    found = stored.embeddings(np.arange(len(texts))).token_vectors
    expected = LetterEncoder().encode_passages(texts).token_vectors
    assert (found * expected).sum(axis=1).mean() > 0.9
