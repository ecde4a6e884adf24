"""The marked sentence of a passage."""

import numpy as np

from chatbot.answering.results import answering_sentence
from chatbot.corpus.documents import Passage, Span


def test_no_sentence_is_marked_if_two_score_alike():
    sentences = (Span(0, 3), Span(4, 7))
    passage = Passage("a:b:c", "a", 1, "Q?", "", "One Two", 0, 7, sentences)
    assert answering_sentence(passage, np.array([0.5, 0.52], dtype=np.float32)) is None
    assert answering_sentence(passage, np.array([0.5, 0.6], dtype=np.float32)) == Span(4, 7)
    single = Passage("a:b:c", "a", 1, "Q?", "", "One", 0, 3, sentences[:1])
    assert answering_sentence(single, np.array([0.1], dtype=np.float32)) == Span(0, 3)
