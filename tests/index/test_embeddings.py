"""What is counted over the texts of an encoding."""

import numpy as np

from chatbot.index.embeddings import texts_with_each


def test_a_word_piece_counts_once_in_each_text():
    ids = np.array([4, 1, 4, 1, 2, 4], dtype=np.int32)
    assert texts_with_each(ids, np.array([3, 0, 2, 1])).tolist() == [0, 2, 1, 0, 2]


def test_texts_without_word_pieces_hold_none():
    assert texts_with_each(np.empty(0, dtype=np.int32), np.array([0, 0])).tolist() == []
    assert texts_with_each(np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int64)).tolist() == []
