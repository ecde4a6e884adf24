"""Search for one question: normalise, encode, retrieve, retrieve in context, judge.

Each step is a method of `Searcher`, in the order in which they run. Questions that arrive at the
same time share one batch for all steps but the first. That takes a quarter less time
(scripts/measure/EXPERIMENTS.md).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.answering.conversation import (
    MAX_MESSAGE_WORDS,
    clean,
    context,
    context_weight,
    final_question,
    last_words,
    points_back,
)
from chatbot.encoding.encoder import Embeddings, Encoder
from chatbot.index.index import Index
from chatbot.retrieval.batching import Batching, available_cores
from chatbot.retrieval.confidence import ANSWERED_FROM, combined, confidence
from chatbot.retrieval.ranking import Ranking, rank
from chatbot.text.spelling import Speller

MAX_BATCH_QUERIES = 16
"""Largest number of questions in one batch."""

Encoded = Mapping[str, Embeddings]


@dataclass(frozen=True, slots=True)
class Query:
    """A question in the forms that the search needs.

    Attributes:
        question: The question as typed.
        wordings: The question with its spelling corrected; of a long message also its last
            question.
        context: The earlier questions that it may refer to; empty if there are none.
    """

    question: str
    wordings: tuple[str, ...]
    context: str

    def in_context(self, wording: str) -> str:
        """Return a wording after its context."""
        return f"{self.context} {wording}"

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts to encode first. Of two wordings, the better one gets its context later."""
        if self.context and len(self.wordings) == 1:
            return (*self.wordings, self.in_context(self.wordings[0]))
        return self.wordings


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The result of one search.

    Attributes:
        text: The query of the search: the corrected question, after `context` if there is one.
        context: The earlier questions if they counted; empty otherwise. They count if they changed
            the first passage. They also count if the question points back and they made an answer
            more probable.
        ranking: The candidates, best first.
        confidence: Probability in [0, 1] that the corpus answers the question.
    """

    text: str
    context: str
    ranking: Ranking
    confidence: float


class Searcher:
    """The search in one index. Threads may share it.

    Args:
        index: The index.
        encoder: The encoder of its model.
        speller: Corrects spelling.
        max_question: Largest number of characters of an earlier message that count.
        is_foreign: Returns True for a message in a language that the chatbot does not read.
    """

    def __init__(
        self,
        index: Index,
        encoder: Encoder,
        speller: Speller,
        max_question: int,
        is_foreign: Callable[[str], bool],
    ) -> None:
        self._index, self._encoder, self._speller = index, encoder, speller
        self._max_question, self._is_foreign = max_question, is_foreign
        self._batching = Batching(
            self._search_all, at_once=available_cores(), most=MAX_BATCH_QUERIES
        )

    def search(self, question: str, history: Sequence[str] = ()) -> SearchResult:
        """Search for one cleaned question.

        Args:
            question: The question.
            history: Earlier messages of the same person, oldest first.
        """
        return self._batching(self.normalise(question, history))

    def _search_all(self, queries: Sequence[Query]) -> list[SearchResult]:
        encoded = self.encode([text for query in queries for text in query.texts])
        return [self._search(query, encoded) for query in queries]

    def _search(self, query: Query, encoded: Encoded) -> SearchResult:
        text, alone = self.retrieve(query, encoded)
        found = SearchResult(text, "", alone, confidence(alone))
        if not query.context:
            return found
        return self.judge(query, found, *self.retrieve_in_context(query, found, encoded))

    def normalise(self, question: str, history: Sequence[str]) -> Query:
        """Correct the spelling; find the last question of a long message, and the context."""
        text = self._speller.mend(last_words(question, MAX_MESSAGE_WORDS))
        final = final_question(text, self._index.manifest.language)
        messages = [clean(message, self._max_question) for message in history]
        earlier = context([message for message in messages if not self._is_foreign(message)])
        wordings = (text, final) if final else (text,)
        return Query(question, wordings, self._speller.mend(earlier))

    def encode(self, texts: Sequence[str]) -> dict[str, Embeddings]:
        """Encode distinct texts: text → embeddings."""
        distinct = list(dict.fromkeys(texts))
        embeddings = self._encoder.encode_questions(distinct).split()
        return dict(zip(distinct, embeddings, strict=True))

    def retrieve(self, query: Query, encoded: Encoded) -> tuple[str, Ranking]:
        """Rank passages for each wording. Return the best wording and its ranking."""
        text, *others = query.wordings
        ranking = self._rank(text, encoded)
        for other in others:
            of_other = self._rank(other, encoded)
            if of_other.scores[0] > ranking.scores[0]:
                text, ranking = other, of_other
        return text, ranking

    def retrieve_in_context(
        self, query: Query, found: SearchResult, encoded: Encoded
    ) -> tuple[Ranking, Ranking]:
        """Rank the same passages for a wording without and with its context."""
        carried = query.in_context(found.text)
        if carried not in encoded:
            encoded = {**encoded, **self.encode([carried])}
        alone = found.ranking
        with_context = self._rank(carried, encoded, also=alone.rows)
        if len(with_context.rows) > len(alone.rows):
            alone = self._rank(found.text, encoded, also=with_context.rows)
        return alone, with_context

    def judge(
        self, query: Query, found: SearchResult, alone: Ranking, with_context: Ranking
    ) -> SearchResult:
        """Decide on the weight of the context, in the order and in the probability.

        The context counts in the order; a question that says little by itself gives it more
        weight. It is evidence for an answer only if the question points back.

        Args:
            query: The query.
            found: The result without context.
            alone: A ranking without context.
            with_context: A ranking of the same passages with it.
        """
        text, probability = found.text, found.confidence
        carried = query.in_context(text)
        if points_back(query.question) and probability < ANSWERED_FROM:
            blended = with_context.blended(alone, 1.0)
            in_context = confidence(blended)
            if probability < in_context:
                both = combined(probability, in_context)
                return SearchResult(carried, query.context, blended, both)
        blended = alone.blended(with_context, context_weight(query.question, probability))
        if blended.rows[0] == alone.rows[0]:
            return SearchResult(text, "", blended, probability)
        lower = min(probability, confidence(blended))
        return SearchResult(carried, query.context, blended, lower)

    def _rank(self, text: str, encoded: Encoded, also: NDArray[np.int64] | None = None) -> Ranking:
        return rank(self._index, text, encoded[text], also)
