"""BM25 scores as shares of the best possible score, compared with the package bm25s."""

import bm25s
import numpy as np
import pytest

from chatbot.index.bm25 import BM25, write_bm25


@pytest.fixture(scope="module")
def passages():
    """Terms of passages: a few are in most passages, most are in a few."""
    random = np.random.default_rng(3)
    ranks = np.minimum(random.zipf(1.3, (300, 12)), 200)
    return [[f"t{term}" for term in row[: random.integers(0, 12)]] for row in ranks]


@pytest.fixture(scope="module")
def bm25(passages, tmp_path_factory):
    folder = tmp_path_factory.mktemp("bm25")
    write_bm25(folder, passages)
    return BM25(folder, len(passages))


@pytest.mark.parametrize("query", [["t1"], ["t40"], ["t1", "t2", "t7"]])
def test_shares_are_bm25s_scores_divided_by_the_best_score_of_each_term(passages, bm25, query):
    reference = bm25s.BM25(k1=1.5, b=0.75, method="lucene")
    reference.index(passages, show_progress=False)
    best = sum(reference.get_scores([term]).max() for term in query)
    expected = reference.get_scores(query) / best
    np.testing.assert_allclose(bm25.shares(query), expected, rtol=1e-5, atol=1e-7)


def test_shares_equal_values_worked_out_by_hand(tmp_path):
    write_bm25(tmp_path, [["a", "a", "b"], ["b"]])
    bm25 = BM25(tmp_path, 2)
    # Only one passage contains "a", so its score is the best possible one.
    assert bm25.shares(["a"]).tolist() == pytest.approx([1, 0])
    # The idf is the same in both. The weights are tf / (k1 (1 - b + b length / mean) + tf).
    longer, shorter = (1 / (1.5 * (0.25 + 0.75 * length / 2) + 1) for length in (3, 1))
    assert bm25.shares(["b"]).tolist() == pytest.approx([longer / shorter, 1])


def test_a_repeated_term_counts_once_and_an_unknown_one_as_the_rarest(bm25):
    assert bm25.shares(["t1", "t1"]).tolist() == bm25.shares(["t1"]).tolist()
    known, with_unknown = bm25.shares(["t1"]), bm25.shares(["t1", "nowhere"])
    assert known.max() == pytest.approx(1)
    assert 0 < with_unknown.max() < 0.5


def test_a_query_without_known_terms_scores_zero(bm25):
    assert bm25.shares(["nowhere"]).tolist() == [0] * 300
    assert bm25.shares([]).tolist() == [0] * 300


def test_a_corpus_without_terms_scores_zero(tmp_path):
    write_bm25(tmp_path, [[], []])
    assert BM25(tmp_path, 2).shares(["a"]).tolist() == [0, 0]
