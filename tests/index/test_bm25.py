"""BM25 as the package bm25s works it out, and its best passages without looking at all."""

import bm25s
import numpy as np
import pytest

from chatbot.index.bm25 import StoredBM25, write_bm25


@pytest.fixture(scope="module")
def passages():
    """Texts of terms of which a few are in most passages, and most are in a few."""
    random = np.random.default_rng(3)
    ranks = np.minimum(random.zipf(1.3, (3000, 12)), 2000)
    return [[f"t{term}" for term in row[: random.integers(1, 12)]] for row in ranks]


@pytest.fixture(scope="module")
def stored(passages, tmp_path_factory):
    folder = tmp_path_factory.mktemp("bm25")
    write_bm25(folder, len(passages), enumerate(passages))
    return StoredBM25(folder)


def test_scores_are_those_of_bm25s(passages, stored):
    reference = bm25s.BM25()
    reference.index(passages, show_progress=False)
    for term in ("t1", "t2", "t40"):
        start, end = stored.offsets[stored.terms[term]], stored.offsets[stored.terms[term] + 1]
        found = np.zeros(len(passages), dtype=np.float32)
        found[stored.rows[start:end]] = stored.scores[start:end]
        np.testing.assert_allclose(found, reference.get_scores([term]), rtol=1e-5)


@pytest.mark.parametrize("count", [1, 10, 100])
def test_the_best_are_those_of_all(passages, stored, count):
    random = np.random.default_rng(4)
    everywhere = np.arange(len(passages))
    for _ in range(200):
        terms = [f"t{term}" for term in np.minimum(random.zipf(1.2, 6), 2100)]
        search = stored.search(terms)
        shares = search.of(everywhere)
        best = search.best(count)
        expected = np.sort(shares[shares > 0])[::-1][:count]
        assert len(set(best.tolist())) == len(best) == len(expected)
        np.testing.assert_allclose(np.sort(shares[best])[::-1], expected, rtol=1e-5)


def test_no_known_term_finds_nothing(stored):
    assert stored.search(["nowhere"]).best(10).tolist() == []
    assert stored.search([]).of(np.array([0, 5])).tolist() == [0, 0]
