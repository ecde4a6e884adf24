"""Token vectors, stored exactly or as codes with a bounded error."""

import faiss
import numpy as np
import pytest

from chatbot.encoding.encoder import unit_length
from chatbot.index.token_vectors import CODEC, VECTORS, TokenVectors, to_stored, train_codec


@pytest.fixture(scope="module")
def vectors():
    random = np.random.default_rng(2)
    centres = random.standard_normal((60, 16), dtype=np.float32)[random.integers(0, 60, 4000)]
    return unit_length(centres + 0.1 * random.standard_normal((4000, 16), dtype=np.float32))


def opened(folder, vectors, codec):
    np.save(folder / VECTORS, to_stored(vectors, codec))
    if codec is not None:
        (folder / CODEC).write_bytes(faiss.serialize_index(codec).data)
    return TokenVectors(folder, "")


def test_few_vectors_are_stored_exactly(tmp_path, vectors):
    stored = opened(tmp_path, vectors, None)
    assert stored.codec is None
    np.testing.assert_array_equal(stored[:], vectors.astype(np.float16).astype(np.float32))


def test_decoded_vectors_are_close_to_the_originals_and_of_unit_length(tmp_path, vectors):
    stored = opened(tmp_path, vectors, train_codec(vectors))
    assert (stored.stored.dtype, stored.stored.shape) == (np.uint8, (4000, 4))
    rows = np.arange(3999, -1, -3)
    assert (stored[rows] * vectors[rows]).sum(axis=1).min() > 0.97
    np.testing.assert_allclose(np.linalg.norm(stored[5:9], axis=1), 1, atol=1e-5)
    assert stored[np.empty(0, dtype=np.int64)].shape == (0, 16)


@pytest.mark.parametrize(("dimension", "size"), [(384, 96), (26, 2), (7, 1), (3, 1)])
def test_a_codec_is_trained_for_any_dimension_and_few_vectors(dimension, size):
    random = np.random.default_rng(0)
    vectors = unit_length(random.standard_normal((5, dimension), dtype=np.float32))
    codec = train_codec(vectors)
    assert to_stored(vectors, codec).shape == (5, size)
    np.testing.assert_allclose(codec.sa_decode(to_stored(vectors, codec)), vectors, atol=1e-5)
