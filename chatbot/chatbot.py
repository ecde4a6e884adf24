"""The chatbot: one question in, one answer out. What page, terminal and tests all call."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.answer import Answer, Hit, RelatedQuestion, Verdict
from chatbot.build import build_index
from chatbot.conversation import clean, context
from chatbot.corpus import scan_corpus
from chatbot.documents import Document, Passage, Span
from chatbot.encoder import Encoder, find_model, load_encoder
from chatbot.errors import IndexUnusableError
from chatbot.index import Index
from chatbot.ranking import Ranking, rank
from chatbot.settings import Settings
from chatbot.small_talk import small_talk
from chatbot.spelling import Speller, common_words
from chatbot.verdict import confidence, strength, verdict

HITS = 5
RELATED = 3
# How far ahead of the others (in late interaction) a sentence must be to be marked.
CLEAR_LEAD = 0.03
# How much better (in fused score) the corpus must fit a question with its context than without.
CONTEXT_LEAD = 0.02


@dataclass(frozen=True, slots=True)
class Search:
    """What was searched for and found.

    Attributes:
        text: What was searched for: the mended question after its context.
        context: The earlier question that it goes on from; empty where it stands on its own.
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
        self._speller = Speller(index.words, common_words(index.manifest.language))
        self._lock = threading.Lock()

    @classmethod
    def open(cls, settings: Settings) -> "Chatbot":
        """Open the index, building it first when it is missing, damaged or out of date.

        Raises:
            ChatbotError: Corpus, model or index folder cannot be used.
        """
        model = find_model(settings.model)
        encoder = load_encoder(model)
        wanted = {file.id: file.sha256 for file in scan_corpus(settings.corpus)}
        try:
            index = Index.open(settings.index)
            if index.manifest.matches(wanted, model.identity):
                return cls(index, encoder, settings.max_question)
        except IndexUnusableError:
            pass
        build_index(settings.corpus, settings.index, lambda: encoder, model.identity)
        return cls(Index.open(settings.index), encoder, settings.max_question)

    @property
    def document_ids(self) -> tuple[str, ...]:
        """Ids of the documents, sorted."""
        return self._index.document_ids

    def document(self, document_id: str) -> Document | None:
        """A document with its entries and passages; None if there is none of this id."""
        return self._index.document(document_id)

    def passage(self, passage_id: str) -> Passage | None:
        """The passage of a link; None if its document no longer holds it."""
        document = self.document(passage_id.split(":")[0])
        entries = document.entries if document else ()
        return next(
            (found for entry in entries for found in entry.passages if found.id == passage_id), None
        )

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
        with self._lock:
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
        """Search for one cleaned question; not safe to call from several threads.

        Args:
            question: What is asked.
            history: What the same person asked before, oldest first.
        """
        before = context([clean(message, self._max_question) for message in history])
        texts = [self._speller.mend(question)]
        if before:
            texts.append(self._speller.mend(f"{before} {question}"))
        rankings = [
            rank(self._index, text, encoding)
            for text, encoding in zip(
                texts, self._encoder.encode_questions(texts).split(), strict=True
            )
        ]
        # A follow-up fits the corpus better together with what came before; a new topic does not.
        goes_on = bool(before) and best_score(rankings[1]) > best_score(rankings[0]) + CONTEXT_LEAD
        text, ranking = texts[goes_on], rankings[goes_on]
        return Search(text, before if goes_on else "", ranking, confidence(ranking))

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


def best_score(ranking: Ranking) -> float:
    """The fused score of the best candidate."""
    return float(ranking.scores[0])


def answering_sentence(passage: Passage, scores: NDArray[np.float32]) -> Span | None:
    """The sentence that answers; None where two compete: no mark is the safer choice."""
    best = int(scores.argmax())
    others = np.delete(scores, best)
    if len(others) and scores[best] < others.max() + CLEAR_LEAD:
        return None
    return passage.sentences[best]
