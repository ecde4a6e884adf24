"""Token vectors: exact while they are few, codes within a bounded error beyond."""

import gc
import os

import chatbot.index.quantizer
import numpy as np
import pytest

import chatbot.index.token_vectors
from chatbot.encoding.encoder import unit_length
from chatbot.index.token_vectors import CODES, NewTokenVectors, TokenVectors


@pytest.fixture(scope="module")
def vectors():
    random = np.random.default_rng(2)
    centres = random.standard_normal((60, 16), dtype=np.float32)[random.integers(0, 60, 4000)]
    return unit_length(centres + 0.1 * random.standard_normal((4000, 16), dtype=np.float32))


def written(folder, new, old=None, starts=(0,), counts=None):
    folder.mkdir()
    counts = np.array([len(new)] if counts is None else counts)
    tokens = NewTokenVectors(folder, old, 0 if old is None else int(counts.sum()) - len(new))
    for part in np.array_split(new, 3):
        tokens.add(part)
    tokens.write(folder, "", np.array(starts), counts)
    return TokenVectors(folder, "")


def least_cosine(one, other):
    return (one * other).sum(axis=1).min()


def test_few_are_exact(tmp_path, vectors):
    stored = written(tmp_path / "v", vectors)
    assert stored.coder is None
    np.testing.assert_array_equal(stored[:], vectors.astype(np.float16).astype(np.float32))


def test_many_are_codes_that_come_back_nearly_the_same(tmp_path, vectors, monkeypatch):
    monkeypatch.setattr(chatbot.index.token_vectors, "EXACT_UP_TO", 16 * 2000)
    stored = written(tmp_path / "v", vectors)
    assert stored.stored.dtype == np.uint8
    assert stored.stored.shape == (4000, 4)
    rows = np.arange(3999, -1, -3)
    assert least_cosine(stored[rows], vectors[rows]) > 0.98
    np.testing.assert_allclose(np.linalg.norm(stored[5:9], axis=1), 1, atol=1e-5)
    assert stored[np.empty(0, dtype=np.int64)].shape == (0, 16)
    assert [path.name for path in sorted((tmp_path / "v").iterdir())] == [
        "token_codebook.npy",
        "token_codes.npy",
    ]


@pytest.mark.parametrize("exact_up_to", [16 * 2000, 16 * 4000])
def test_cosines_are_those_with_the_vectors_that_come_back(
    tmp_path, vectors, monkeypatch, exact_up_to
):
    monkeypatch.setattr(chatbot.index.token_vectors, "EXACT_UP_TO", exact_up_to)
    monkeypatch.setattr(chatbot.index.quantizer, "COMPARED_AT_ONCE", 100)
    stored = written(tmp_path / "v", vectors)
    assert (stored.coder is None) == (exact_up_to == vectors.size)
    for rows in (np.arange(3999, -1, -3), slice(50, 170), np.empty(0, dtype=np.int64)):
        cosines = stored.cosines(vectors[:5], rows)
        assert cosines.shape == (5, len(stored[rows]))
        np.testing.assert_allclose(cosines, vectors[:5] @ stored[rows].T, atol=1e-6)


def test_codes_in_any_rows_are_those_of_all(tmp_path, vectors, monkeypatch):
    monkeypatch.setattr(chatbot.index.token_vectors, "EXACT_UP_TO", 16 * 2000)
    monkeypatch.setattr(chatbot.index.token_vectors, "HASHED_UP_TO", 0)  # as where they are many
    stored = written(tmp_path / "v", vectors)
    whole = stored[:]
    for rows in ([0], [3999], [5, 6, 7, 5, 6, 20, 3, 2], [*range(4000)], [1, 0, 3999, 0, 1, 2]):
        np.testing.assert_allclose(stored[np.array(rows)], whole[rows], atol=1e-6)
    [codes] = [path for path in tmp_path.rglob("*") if path.name.endswith(CODES)]
    os.truncate(codes, codes.stat().st_size - 1)
    with pytest.raises(OSError, match="cut short"):
        stored[np.array([3998, 3999])]
    file = stored._file
    del stored
    gc.collect()
    with pytest.raises(OSError, match="Bad file"):
        os.fstat(file)


def test_codes_are_taken_over_as_they_are(tmp_path, vectors, monkeypatch):
    monkeypatch.setattr(chatbot.index.token_vectors, "EXACT_UP_TO", 16 * 2000)
    old = written(tmp_path / "v", vectors[:3000])
    new = written(tmp_path / "w", vectors[3000:], old, starts=(3000, 10), counts=(1000, 50))
    np.testing.assert_array_equal(new.coder.codebook, old.coder.codebook)
    np.testing.assert_array_equal(new.stored[1000:], old.stored[10:60])
    assert least_cosine(new[:1000], vectors[3000:]) > 0.98


def test_exact_ones_become_codes_when_they_get_too_many(tmp_path, vectors, monkeypatch):
    old = written(tmp_path / "v", vectors[:3000])
    monkeypatch.setattr(chatbot.index.token_vectors, "EXACT_UP_TO", 16 * 3500)
    new = written(tmp_path / "w", vectors[3000:], old, starts=(0, 3000), counts=(3000, 1000))
    assert new.stored.shape == (4000, 4)
    assert least_cosine(new[:], vectors) > 0.98
