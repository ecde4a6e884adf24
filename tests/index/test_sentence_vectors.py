"""Sentence vectors: exact while they are few, in cells beyond, with the recall noted."""

import numpy as np
import pytest

import chatbot.index.sentence_vectors
from chatbot.encoding.encoder import unit_length
from chatbot.index.sentence_vectors import RECALL, SentenceVectors, write_vectors

NONE = np.empty((0, 16), dtype=np.float32)


@pytest.fixture
def vectors():
    random = np.random.default_rng(1)
    return unit_length(random.standard_normal((3000, 16), dtype=np.float32))


@pytest.fixture
def cells(monkeypatch):
    monkeypatch.setattr(chatbot.index.sentence_vectors, "EXACT_UP_TO", 500)


def test_few_vectors_are_compared_one_by_one(tmp_path, vectors):
    about = write_vectors(tmp_path / "v", np.arange(3000), None, vectors, vectors[:10])
    assert about == {"type": "Flat", "count": 3000, "recall@10": 1.0}
    opened = SentenceVectors(tmp_path / "v", about)
    scores, rows = opened.search(vectors[5:6], 3)
    exact = vectors @ vectors[5]
    assert rows[0].tolist() == np.argsort(-exact)[:3].tolist()
    np.testing.assert_allclose(scores[0], np.sort(exact)[::-1][:3], atol=1e-6)


@pytest.mark.usefixtures("cells")
def test_many_vectors_lie_in_cells_and_the_noted_recall_is_reached(tmp_path, vectors):
    about = write_vectors(tmp_path / "v", np.arange(3000), None, vectors, vectors)
    assert about["type"] == "IVF128,SQfp16"
    assert (about["count"], about["trained_on"]) == (3000, 3000)
    assert about["recall@10"] >= RECALL
    opened = SentenceVectors(tmp_path / "v", about)
    assert len(opened) == 3000
    _, found = opened.search(vectors[:400], 10)
    exact = np.argsort(-(vectors[:400] @ vectors.T), axis=1)[:, :10]
    recall = np.mean([np.isin(one, other).mean() for one, other in zip(exact, found, strict=True)])
    assert recall >= RECALL - 0.02
    rows = np.array([2999, 0, 17])
    np.testing.assert_allclose(opened[rows], vectors[rows], atol=5e-4)


@pytest.mark.usefixtures("cells")
def test_questions_further_from_the_passages_than_their_own_are_searched_as_well(tmp_path):
    random = np.random.default_rng(2)
    topics = random.standard_normal((300, 64), dtype=np.float32)
    spread = random.standard_normal((6000, 64), dtype=np.float32)
    vectors = unit_length(np.repeat(topics, 20, axis=0) + 0.5 * spread)
    own = unit_length(vectors[::20] + 0.02 * spread[:300])
    about = write_vectors(tmp_path / "v", np.arange(6000), None, vectors, own)
    assert about["probes"] == chatbot.index.sentence_vectors.AHEAD * 8 < 128
    further = unit_length(topics[:-1] + topics[1:] + 2 * spread[:299])
    exact = np.argsort(-(further @ vectors.T), axis=1)[:, :10]
    opened = SentenceVectors(tmp_path / "v", about)
    shares = []
    for probes in (about["probes"] // chatbot.index.sentence_vectors.AHEAD, about["probes"]):
        opened.probes = probes
        _, found = opened.search(further, 10)
        pairs = zip(exact, found, strict=True)
        shares.append(np.mean([np.isin(one, other).mean() for one, other in pairs]))
    assert shares[0] < 0.95 < 0.98 < shares[1]


@pytest.mark.usefixtures("cells")
def test_a_search_among_some_rows_finds_no_others(tmp_path, vectors):
    about = write_vectors(tmp_path / "v", np.arange(3000), None, vectors, vectors)
    _, found = SentenceVectors(tmp_path / "v", about).search(vectors[:50], 5, (1000, 1010))
    assert set(found[found >= 0].tolist()) <= set(range(1000, 1010))


@pytest.mark.usefixtures("cells")
def test_cells_are_taken_over_with_rows_moved_repeated_removed_and_new(tmp_path, vectors):
    about = write_vectors(tmp_path / "v", np.arange(2000), None, vectors[:2000], vectors[:100])
    old = SentenceVectors(tmp_path / "v", about)
    # Two new ones first, then the old ones backwards without the first hundred, one of them twice.
    rows = np.array([2000, 2001, *range(1999, 99, -1), 700])
    about = write_vectors(tmp_path / "w", rows, old, vectors[2000:2002], NONE)
    assert about["trained_on"] == 2000
    assert about["count"] == len(rows)
    new = SentenceVectors(tmp_path / "w", about)
    np.testing.assert_allclose(new[np.arange(len(rows))], vectors[rows], atol=5e-4)
    _, found = new.search(vectors[[2001, 1999, 500]], 1)
    assert found[:, 0].tolist() == [1, 2, 1501]
    _, found = new.search(vectors[[700]], 2)
    assert sorted(found[0].tolist()) == [1301, len(rows) - 1]


@pytest.mark.usefixtures("cells")
def test_cells_are_trained_anew_for_more_than_twice_as_many(tmp_path, vectors):
    about = write_vectors(tmp_path / "v", np.arange(600), None, vectors[:600], vectors[:100])
    old = SentenceVectors(tmp_path / "v", about)
    about = write_vectors(tmp_path / "w", np.arange(3000), old, vectors[600:], vectors[:100])
    assert about["trained_on"] == 3000
    new = SentenceVectors(tmp_path / "w", about)
    np.testing.assert_allclose(new[np.arange(3000)], vectors, atol=1e-3)
