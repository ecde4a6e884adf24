"""Search for one question: normalise, contextualise, retrieve, rank, judge.

Each step is a method of `Searcher`, in the order in which they run.
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
from chatbot.retrieval.confidence import ANSWERED_FROM, combined, confidence
from chatbot.retrieval.query_encoder import QueryEncoder
from chatbot.retrieval.ranking import Ranking, rank
from chatbot.text.spelling import Speller

Encoded = Mapping[str, Embeddings]


@dataclass(frozen=True, slots=True)
class Query:
    """A question in the forms in which it can be searched for.

    Attributes:
        wordings: The question with its spelling corrected; of a long message also its last
            question.
        context: The earlier questions that it may follow up on; empty if there are none.
    """

    wordings: tuple[str, ...]
    context: str

    def in_context(self, wording: str) -> str:
        """Return a wording after its context."""
        return f"{self.context} {wording}"


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The result of one search.

    Attributes:
        text: The query that was searched for: the corrected question, after its context if that
            counted.
        context: The earlier questions; empty if they left the first passage as it was.
        ranking: The candidates, best first.
        confidence: Probability in [0, 1] that the corpus answers.
    """

    text: str
    context: str
    ranking: Ranking
    confidence: float


class Searcher:
    """Searches one index. Safe to call from several threads.

    Args:
        index: The index.
        encoder: The encoder of its model.
        speller: Corrects spelling.
        max_question: Longest question that is read, in characters.
        is_foreign: Tells if a message is in a language that the chatbot does not read.
    """

    def __init__(
        self,
        index: Index,
        encoder: Encoder,
        speller: Speller,
        max_question: int,
        is_foreign: Callable[[str], bool],
    ) -> None:
        self._index, self._encoder, self._speller = index, QueryEncoder(encoder), speller
        self._max_question, self._is_foreign = max_question, is_foreign

    def search(self, question: str, history: Sequence[str] = ()) -> SearchResult:
        """Search for one cleaned question.

        Args:
            question: The question.
            history: Earlier messages of the same person, oldest first.
        """
        query = self.normalise(question, history)
        encoded = self.encode(query)
        text, alone = self.retrieve(query, encoded)
        probability = confidence(alone)
        if not query.context:
            return SearchResult(text, "", alone, probability)
        alone, with_context = self.retrieve_in_context(query, text, alone, encoded)
        return self.judge(question, query, SearchResult(text, "", alone, probability), with_context)

    def normalise(self, question: str, history: Sequence[str]) -> Query:
        """Correct the spelling, and find the last question of a long message and the context."""
        text = self._speller.mend(last_words(question, MAX_MESSAGE_WORDS))
        final = final_question(text, self._index.manifest.language)
        messages = [clean(message, self._max_question) for message in history]
        earlier = context([message for message in messages if not self._is_foreign(message)])
        wordings = (text, final) if final else (text,)
        return Query(wordings, self._speller.mend(earlier))

    def encode(self, query: Query) -> dict[str, Embeddings]:
        """Encode all forms of a query at once; a long message gets its context later."""
        in_context = query.context and len(query.wordings) == 1
        carried = [query.in_context(query.wordings[0])] if in_context else []
        return self._encoder.encode([*query.wordings, *carried])

    def retrieve(self, query: Query, encoded: Encoded) -> tuple[str, Ranking]:
        """Rank passages for each wording, and take the wording that finds the better passage."""
        text, *others = query.wordings
        ranking = self._rank(text, encoded)
        for other in others:
            of_other = self._rank(other, encoded)
            if of_other.scores[0] > ranking.scores[0]:
                text, ranking = other, of_other
        return text, ranking

    def retrieve_in_context(
        self, query: Query, text: str, alone: Ranking, encoded: Encoded
    ) -> tuple[Ranking, Ranking]:
        """Rank the same passages for a wording alone and with its context."""
        carried = query.in_context(text)
        if carried not in encoded:
            encoded = {**encoded, **self._encoder.encode([carried])}
        with_context = self._rank(carried, encoded, also=alone.rows)
        if len(with_context.rows) > len(alone.rows):
            alone = self._rank(text, encoded, also=with_context.rows)
        return alone, with_context

    def judge(
        self, question: str, query: Query, found: SearchResult, with_context: Ranking
    ) -> SearchResult:
        """Decide how much the context counts, in the order and in the probability.

        The order takes the context in, the more so the less the question says by itself. Only for
        a question that points back is the context evidence for an answer.
        """
        text, alone, probability = found.text, found.ranking, found.confidence
        carried = query.in_context(text)
        if points_back(question) and probability < ANSWERED_FROM:
            blended = with_context.blended(alone, 1.0)
            in_context = confidence(blended)
            if probability < in_context:
                both = combined(probability, in_context)
                return SearchResult(carried, query.context, blended, both)
        blended = alone.blended(with_context, context_weight(question, probability))
        if blended.rows[0] == alone.rows[0]:
            return SearchResult(text, "", blended, probability)
        lower = min(probability, confidence(blended))
        return SearchResult(carried, query.context, blended, lower)

    def _rank(self, text: str, encoded: Encoded, also: NDArray[np.int64] | None = None) -> Ranking:
        return rank(self._index, text, encoded[text], also)
