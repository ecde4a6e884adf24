"""Which word pieces belong to a passage's context, and which to which of its sentences."""

import numpy as np

from chatbot.corpus.documents import Passage, Span
from chatbot.index.token_spans import context_of, embedded_text, segment_sizes

TEXT = "Berries. Figs and dates. Beans."
SENTENCES = (Span(100, 108), Span(109, 124), Span(125, 131))
PASSAGE = Passage("a:1:1", "a", 1, "What?", "These:", f"- {TEXT}", 98, 131, SENTENCES)
SHORT = Passage("a:2:1", "a", 2, "", "", "None.", 140, 145, (Span(140, 145),))


def test_what_is_encoded_is_the_context_and_the_text_without_its_marker():
    assert context_of(PASSAGE) == "What? These: "
    assert embedded_text(PASSAGE) == "What? These: Berries. Figs and dates. Beans."
    assert embedded_text(SHORT) == "None."


def test_word_pieces_are_counted_where_they_begin():
    words = [embedded_text(one).split() for one in (PASSAGE, SHORT, PASSAGE)]
    starts = [
        embedded_text(one).index(word)
        for one, own in zip((PASSAGE, SHORT, PASSAGE), words, strict=True)
        for word in own
    ]
    counts = np.array([len(own) for own in words])
    sizes = segment_sizes([PASSAGE, SHORT, PASSAGE], np.array(starts, dtype=np.int32), counts)
    assert sizes.tolist() == [2, 1, 3, 1, 0, 1, 2, 1, 3, 1]


def test_a_passage_without_word_pieces_has_its_segments_all_the_same():
    none = np.empty(0, dtype=np.int32)
    assert segment_sizes([SHORT, PASSAGE], none, np.array([0, 0])).tolist() == [0] * 6
