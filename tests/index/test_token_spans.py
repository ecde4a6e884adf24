"""Token spans of a passage's context and of each of its sentences."""

import numpy as np

from chatbot.corpus.documents import Passage, Span
from chatbot.encoding.encoder import Embeddings
from chatbot.index.token_spans import context_of, embedded_text, token_spans

TEXT = "Berries. Figs and dates. Beans."
SENTENCES = (Span(100, 108), Span(109, 124), Span(125, 131))
PASSAGE = Passage("a:1:1", "a", 1, "What?", "These:", f"- {TEXT}", 98, 131, SENTENCES)
SHORT = Passage("a:2:1", "a", 2, "", "", "None.", 140, 145, (Span(140, 145),))


def embeddings(starts):
    """Return embeddings of which only the token starts matter: a list for each text."""
    none = np.empty((0, 1), dtype=np.float32)
    joined = np.array([start for own in starts for start in own], dtype=np.int32)
    offsets = np.cumsum([0, *map(len, starts)], dtype=np.int64)
    return Embeddings(none, none, joined, joined, offsets)


def test_the_embedded_text_is_the_context_and_the_text_without_its_marker():
    assert context_of(PASSAGE) == "What? These: "
    assert embedded_text(PASSAGE) == "What? These: Berries. Figs and dates. Beans."
    assert embedded_text(SHORT) == "None."


def test_a_token_belongs_to_the_sentence_in_which_it_begins():
    passages = [PASSAGE, SHORT, PASSAGE]
    texts = [embedded_text(one) for one in passages]
    starts = [[text.index(word) for word in text.split()] for text in texts]
    tokens, spans = token_spans(passages, embeddings(starts))
    assert np.diff(tokens).tolist() == [2, 1, 3, 1, 0, 1, 2, 1, 3, 1]
    assert spans.tolist() == [0, 4, 6, 10]


def test_a_passage_without_tokens_has_empty_spans():
    tokens, spans = token_spans([SHORT, PASSAGE], embeddings([[], []]))
    assert tokens.tolist() == [0] * 7
    assert spans.tolist() == [0, 2, 6]
