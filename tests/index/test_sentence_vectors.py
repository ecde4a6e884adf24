"""Sentence vectors: exact search among few, approximate search among many."""

import numpy as np
import pytest

from chatbot.encoding.encoder import unit_length
from chatbot.index.sentence_vectors import SentenceVectors, write_sentence_vectors


@pytest.fixture(scope="module")
def vectors():
    random = np.random.default_rng(1)
    return unit_length(random.standard_normal((3000, 16), dtype=np.float32))


@pytest.fixture(params=[10_000, 500], ids=["exact", "in cells"])
def opened(tmp_path, vectors, monkeypatch, request):
    monkeypatch.setattr("chatbot.index.sentence_vectors.EXACT_UP_TO", request.param)
    write_sentence_vectors(tmp_path / "v", vectors)
    return SentenceVectors(tmp_path / "v")


def test_each_vector_round_trips_and_is_its_own_nearest_neighbour(opened, vectors):
    assert len(opened) == 3000
    rows = np.array([2999, 0, 17])
    np.testing.assert_allclose(opened[rows], vectors[rows], atol=5e-4)
    for row in rows.tolist():
        assert opened.search(vectors[[row]], 1).tolist() == [row]


def test_nearly_all_exact_nearest_neighbours_are_found(opened, vectors):
    queries = unit_length(vectors[:200] + 0.5 * vectors[200:400])
    exact = np.argsort(-(queries @ vectors.T), axis=1)[:, :10]
    found = [opened.search(query[None], 10) for query in queries]
    recall = [np.isin(one, other).mean() for one, other in zip(exact, found, strict=True)]
    assert np.mean(recall) > 0.8  # random vectors have no cells, so this is the worst case


def test_a_search_among_some_rows_finds_no_others(opened, vectors):
    for query in vectors[:50]:
        found = opened.search(query[None], 5, (1000, 1010))
        assert set(found.tolist()) <= set(range(1000, 1010))
    assert opened.search(vectors[:1], 5, (3000, 3000)).tolist() == []


def test_exact_search_is_in_the_order_of_the_inner_product(tmp_path, vectors):
    write_sentence_vectors(tmp_path / "v", vectors)
    found = SentenceVectors(tmp_path / "v").search(vectors[5:6], 3000)
    assert found.tolist() == np.argsort(-(vectors @ vectors[5]), kind="stable").tolist()


def test_approximate_search_finds_real_passages(shipped_index, tmp_path, monkeypatch):
    monkeypatch.setattr("chatbot.index.sentence_vectors.EXACT_UP_TO", 100)
    vectors = shipped_index.questions.vectors[np.arange(len(shipped_index.questions))]
    write_sentence_vectors(tmp_path / "v", vectors)
    opened = SentenceVectors(tmp_path / "v")
    queries = shipped_index.passages.vectors[np.arange(len(shipped_index))]
    exact = np.argsort(-(queries @ vectors.T), axis=1)[:, :10]
    found = [opened.search(query[None], 10) for query in queries]
    recall = [np.isin(one, other).mean() for one, other in zip(exact, found, strict=True)]
    assert np.mean(recall) > 0.9
