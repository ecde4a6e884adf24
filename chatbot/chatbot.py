"""The chatbot: one question in, one answer out. What page, terminal and tests all call."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.answer import Answer, Hit, RelatedQuestion, Verdict
from chatbot.build import build
from chatbot.conversation import (
    MESSAGE_WORDS,
    clean,
    context,
    context_weight,
    final_question,
    last_words,
    points_back,
)
from chatbot.documents import Document, Passage, Span
from chatbot.encoder import Encoder, Encoding, find_model
from chatbot.index import Index
from chatbot.ranking import Ranking, rank
from chatbot.settings import Settings
from chatbot.small_talk import small_talk
from chatbot.spelling import Speller
from chatbot.verdict import ANSWERED, both_beliefs, confidence, strength, verdict

HITS = 5
RELATED = 3
# How far ahead of the others (in late interaction) a sentence must be to be marked.
CLEAR_LEAD = 0.03


@dataclass(frozen=True, slots=True)
class Search:
    """What was searched for and found.

    Attributes:
        text: What was searched for: the mended question, after its context where that counted.
        context: The earlier questions that it goes on from; empty where it stands on its own, or
            where they left the first passage as it was.
        ranking: The candidates, best first.
        confidence: Belief in [0, 1] that the corpus answers.
    """

    text: str
    context: str
    ranking: Ranking
    confidence: float


class Chatbot:
    """Answers questions from an opened index.

    Safe to call from several threads: one question is encoded at a time.
    """

    def __init__(self, index: Index, encoder: Encoder, max_question: int) -> None:
        self._index = index
        self._encoder = encoder
        self._max_question = max_question
        language = index.manifest.language
        self._speller = Speller(index.words, index.common_words, text_speak=language == "en")
        self._lock = threading.Lock()

    @classmethod
    def open(cls, settings: Settings) -> "Chatbot":
        """Open the index, building it first when it is missing, damaged or out of date.

        Raises:
            ChatbotError: Corpus, model or index folder cannot be used.
        """
        model = find_model(settings.model)
        index, encoder = build(settings.corpus, settings.index, model)
        return cls(index, encoder, settings.max_question)

    @property
    def document_ids(self) -> tuple[str, ...]:
        """Ids of the documents, sorted."""
        return self._index.document_ids

    def document(self, document_id: str) -> Document | None:
        """A document with its entries and passages; None if there is none of this id."""
        return self._index.document(document_id)

    def starters(self, count: int = 5) -> tuple[RelatedQuestion, ...]:
        """Questions to begin with, spread evenly over the corpus."""
        questions = [
            RelatedQuestion(document.id, entry.number, entry.question)
            for document in map(self.document, self.document_ids)
            if document
            for entry in document.entries
        ]
        picks = np.linspace(0, len(questions) - 1, min(count, len(questions))).round().astype(int)
        return tuple(questions[pick] for pick in picks)

    def ask(self, text: str, history: Sequence[str] = ()) -> Answer:
        """Answer one question.

        Args:
            text: What the person typed; control characters are dropped, and what is longer than
                the limit is cut off.
            history: What the same person asked before, oldest first.
        """
        began = time.perf_counter()
        question = clean(text, self._max_question)
        kind = small_talk(question)
        if kind is not None:
            elapsed = (time.perf_counter() - began) * 1000
            return Answer(question, question, "", Verdict.NOT_ANSWERED, 0.0, (), (), kind, elapsed)
        found = self.search(question, history)
        hits = self._hits(found)
        related = self._related(found.ranking)
        elapsed = (time.perf_counter() - began) * 1000
        return Answer(
            question=question,
            searched=found.text,
            context=found.context,
            verdict=verdict(found.confidence),
            confidence=found.confidence,
            hits=hits,
            related=related,
            small_talk=None,
            elapsed_ms=elapsed,
        )

    def search(self, question: str, history: Sequence[str] = ()) -> Search:
        """Search for one cleaned question.

        Args:
            question: What is asked.
            history: What the same person asked before, oldest first.
        """
        text, before = self._mended(question, history)
        with self._lock:
            found, encoding = self._ranked(text)
            if final := final_question(text, self._index.manifest.language):
                of_final, encoding_of_final = self._ranked(final)
                if of_final.scores[0] > found.scores[0]:
                    text, found, encoding = final, of_final, encoding_of_final
            belief = confidence(found)
            if not before:
                return Search(text, "", found, belief)
            carried = f"{before} {text}"
            wide, _ = self._ranked(carried, also=found.rows)
            if len(wide.rows) > len(found.rows):
                found = rank(self._index, text, encoding, also=wide.rows)
        # The order takes in what was asked before, the more so the less the question says by
        # itself; but only for one that points back does that speak for an answer.
        if points_back(question) and belief < ANSWERED:
            with_context = wide.blended(found, 1.0)
            belief_with_context = confidence(with_context)
            if belief < belief_with_context:
                belief = both_beliefs(belief, belief_with_context)
                return Search(carried, before, with_context, belief)
        together = found.blended(wide, context_weight(question, belief))
        if together.rows[0] == found.rows[0]:
            return Search(text, "", together, belief)
        return Search(carried, before, together, min(belief, confidence(together)))

    def _mended(self, question: str, history: Sequence[str]) -> tuple[str, str]:
        """The question and its context as they are searched."""
        cleaned = [clean(message, self._max_question) for message in history]
        text = self._speller.mend(last_words(question, MESSAGE_WORDS))
        return text, self._speller.mend(context(cleaned))

    def _ranked(self, text: str, also: NDArray[np.int64] | None = None) -> tuple[Ranking, Encoding]:
        encoding = self._encoder.encode_questions([text])
        return rank(self._index, text, encoding, also), encoding

    def _hits(self, found: Search) -> tuple[Hit, ...]:
        """The best passage of each of the best entries."""
        ranking = found.ranking
        best = float(ranking.scores[0])
        hits = []
        for position in ranking.best_of_entries(HITS):
            passage = self._index.passage(int(ranking.rows[position]))
            score = float(ranking.scores[position])
            sentence = answering_sentence(passage, ranking.sentence_scores(position))
            hits.append(Hit(passage, score, strength(score, best, found.confidence), sentence))
        return tuple(hits)

    def _related(self, ranking: Ranking) -> tuple[RelatedQuestion, ...]:
        """The entries that come next, of which no passage is shown."""
        positions = ranking.best_of_entries(HITS + RELATED)[HITS:]
        passages = [self._index.passage(int(ranking.rows[position])) for position in positions]
        return tuple(
            RelatedQuestion(passage.document, passage.entry, passage.question)
            for passage in passages
        )


def answering_sentence(passage: Passage, scores: NDArray[np.float32]) -> Span | None:
    """The sentence that answers; None where two compete: no mark is the safer choice."""
    best = int(scores.argmax())
    others = np.delete(scores, best)
    if len(others) and scores[best] < others.max() + CLEAR_LEAD:
        return None
    return passage.sentences[best]
