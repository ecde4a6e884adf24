"""The index of the shipped corpus, built with the real model."""

import numpy as np

from chatbot.answering.chatbot import Chatbot
from chatbot.encoding.model_files import find_model
from chatbot.index.build import build_index
from chatbot.index.index import Index
from chatbot.index.token_spans import embedded_text
from chatbot.settings import BUNDLED_MODEL, ROOT
from letter_builds import everything


def test_the_shipped_index_has_the_expected_passages_and_manifest(shipped_index, shipped_document):
    passages = [passage for entry in shipped_document.entries for passage in entry.passages]
    assert [shipped_index.passage(row) for row in range(len(shipped_index))] == passages
    manifest = shipped_index.manifest
    assert manifest.model == find_model(BUNDLED_MODEL).identity
    assert manifest.counts == {
        "documents": 1,
        "entries": 20,
        "passages": len(passages),
        "tokens": shipped_index.passages.token_offsets[-1],
    }


def test_each_shipped_passage_is_nearest_to_its_own_vector(shipped_index, encoder):
    rows = np.arange(0, len(shipped_index), 4)
    encoded = [embedded_text(shipped_index.passage(row)) for row in rows]
    vectors = encoder.encode_passages(encoded).vectors
    found = [shipped_index.nearest_passages(vector[None], 1).tolist() for vector in vectors]
    assert found == [[row] for row in rows.tolist()]
    stored = shipped_index.passages.vectors[rows]
    np.testing.assert_allclose((vectors * stored).sum(axis=1), 1, atol=1e-5)


def test_no_shipped_passage_is_cut_off_by_the_model(shipped_index):
    # The model reads 256 tokens, of which two mark the beginning and the end.
    assert np.diff(shipped_index.passages.token_offsets).max() < 254


def test_the_shipped_corpus_gives_the_same_answers_if_stored_as_a_large_one(
    encoder, shipped_index, tmp_path, golden, monkeypatch
):
    """Approximate question search and coded tokens find nearly the same entries."""
    monkeypatch.setattr("chatbot.index.sentence_vectors.EXACT_UP_TO", 100)
    monkeypatch.setattr("chatbot.index.sentence_vectors.CELLS_PER_PROBE", 2)  # the cells are tiny
    monkeypatch.setattr("chatbot.index.token_vectors.TRAINED_ON", 4096)
    monkeypatch.setattr("chatbot.index.token_vectors.ROUNDS", 4)
    monkeypatch.setattr("chatbot.index.embeddings.EXACT_UP_TO_BYTES", 10_000)
    build_index(ROOT / "corpus", tmp_path / "index", lambda: encoder, "model")
    index = Index.open(tmp_path / "index")
    assert index.passages.token_vectors.codec is not None
    exact, coded = shipped_index.passages.token_vectors[:], index.passages.token_vectors[:]
    assert (exact * coded).sum(axis=1).mean() > 0.97
    asked = [line["text"] for line in golden if line["entries"] and not line.get("history")][::4]
    first, second = (
        [Chatbot(one, encoder, 500).ask(text) for text in asked] for one in (shipped_index, index)
    )
    same = [
        bool(one.hits) and one.hits[0].passage.entry == other.hits[0].passage.entry
        for one, other in zip(first, second, strict=True)
    ]
    assert sum(same) / len(same) > 0.95


def test_an_updated_index_equals_a_fresh_one(encoder, tmp_path):
    class Counting:
        encoded = ()

        def encode_passages(self, texts, *, progress=False):
            self.encoded += tuple(texts)
            return encoder.encode_passages(texts)

        def encode_questions(self, texts):
            self.encoded += tuple(texts)
            return encoder.encode_questions(texts)

    corpus, updated, fresh = (tmp_path / name for name in ("corpus", "updated", "fresh"))
    corpus.mkdir()
    source = ROOT / "corpus" / "connecticut-dmv-ice.txt"
    text = source.read_text(encoding="utf-8").split("4. What are")[0]
    added = "4. Is there a fee?\nThe document does not say."
    (corpus / source.name).write_text(text, encoding="utf-8")
    counting = Counting()
    build_index(corpus, updated, lambda: counting, "model")
    counting.encoded = ()
    (corpus / source.name).write_text(text + added, encoding="utf-8")
    build_index(corpus, updated, lambda: counting, "model")
    assert counting.encoded == (
        "Is there a fee? The document does not say.",
        "Is there a fee?",
    )
    build_index(corpus, fresh, lambda: encoder, "model")
    first, second = Index.open(updated), Index.open(fresh)
    np.testing.assert_array_equal(first.entry_of_question, second.entry_of_question)
    for one, other in (
        (everything(first.passages), everything(second.passages)),
        (everything(first.questions), everything(second.questions)),
    ):
        np.testing.assert_allclose(one.vectors, other.vectors, atol=1e-5)
        np.testing.assert_allclose(one.token_vectors, other.token_vectors, atol=2e-3)
        np.testing.assert_array_equal(one.token_ids, other.token_ids)
        np.testing.assert_array_equal(one.token_starts, other.token_starts)
        np.testing.assert_array_equal(one.offsets, other.offsets)
