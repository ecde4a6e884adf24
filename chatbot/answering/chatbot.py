"""The chatbot: one question in, one answer out. What page, terminal and tests all call."""

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.answering.answer import Answer, RelatedQuestion
from chatbot.answering.conversation import (
    MESSAGE_WORDS,
    clean,
    context,
    context_weight,
    final_question,
    last_words,
    points_back,
)
from chatbot.answering.results import best_hits, related_questions
from chatbot.answering.small_talk import small_talk
from chatbot.answering.starters import spread
from chatbot.corpus.documents import Document, Source
from chatbot.encoding.encoder import Encoder, find_model
from chatbot.index.build import build, build_index
from chatbot.index.index import Index
from chatbot.retrieval.confidence import ANSWERED, Verdict, both_beliefs, confidence, verdict
from chatbot.retrieval.query_encoder import Reader, Reading
from chatbot.retrieval.ranking import Ranking, rank
from chatbot.settings import Settings
from chatbot.text.language_id import question_language
from chatbot.text.spelling import Speller
from chatbot.text.word_lists import common_words


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

    Safe to call from several threads: questions that come at the same time are read together.
    """

    def __init__(
        self,
        index: Index,
        encoder: Encoder,
        max_question: int,
        model_languages: Collection[str] = (),
    ) -> None:
        self._model_languages = model_languages
        self._index, self._encoder = index, encoder
        self._max_question = max_question
        language = index.manifest.language
        self._speller = Speller(index.words, common_words(language), text_speak=language == "en")
        self._reader = Reader(index, encoder)

    @classmethod
    def open(cls, settings: Settings) -> "Chatbot":
        """Open the index, building it first when it is missing, damaged or out of date.

        Raises:
            ChatbotError: Corpus, model or index folder cannot be used.
        """
        model = find_model(settings.model)
        index, encoder = build(settings.corpus, settings.index, model)
        return cls(index, encoder, settings.max_question, model.languages)

    def renewed(self, settings: Settings) -> "Chatbot":
        """One that answers from the corpus as it is now; itself where nothing is new.

        Raises:
            CorpusError, IndexUnusableError: See `build_index`. This one goes on in any case.
        """
        model = self._index.manifest.model
        index = build_index(settings.corpus, settings.index, lambda: self._encoder, model)
        if index.manifest.documents == self._index.manifest.documents:
            return self
        return Chatbot(index, self._encoder, self._max_question, self._model_languages)

    @property
    def document_ids(self) -> tuple[str, ...]:
        """Ids of the documents, sorted."""
        return self._index.document_ids

    @property
    def sources(self) -> Mapping[str, Source]:
        """Document id → where the document comes from; known without reading it."""
        return self._index.sources

    def document(self, document_id: str) -> Document | None:
        """A document with its entries and passages; None if there is none of this id."""
        return self._index.document(document_id)

    def starters(self, count: int = 5) -> tuple[RelatedQuestion, ...]:
        """Questions to begin with, spread evenly over the documents and over each of them."""
        return spread(self.document_ids, self.document, count)

    def ask(self, text: str, history: Sequence[str] = (), shown: Iterable[str] = ()) -> Answer:
        """Answer one question.

        Args:
            text: What the person typed; control characters are dropped, and what is longer than
                the limit is cut off.
            history: What the same person asked before, oldest first.
            shown: Ids of passages that the person has been shown; the questions to go on with are
                others than theirs.
        """
        began = time.perf_counter()
        question = clean(text, self._max_question)
        kind = small_talk(question)
        foreign = self._foreign_language(question) if kind is None else ""
        if kind is not None or foreign:
            elapsed = (time.perf_counter() - began) * 1000
            return Answer(
                question, question, "", Verdict.NOT_ANSWERED, 0.0, (), (), kind, elapsed, foreign
            )
        found = self.search(question, history)
        hits = best_hits(self._index, found.ranking, found.confidence)
        related = related_questions(self._index, found.ranking, shown)
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
        final = final_question(text, self._index.manifest.language)
        wordings = [text, final] if final else [text]
        carrying = [f"{before} {text}"] if before and not final else []
        read = self._reader.read([*wordings, *carrying])
        found = self._ranked(text, read)
        if final and (of_final := self._ranked(final, read)).scores[0] > found.scores[0]:
            text, found = final, of_final
        belief = confidence(found)
        if not before:
            return Search(text, "", found, belief)
        carried = f"{before} {text}"
        if carried not in read:  # of two wordings only the better one is read with its context
            read |= self._reader.read([carried])
        wide = self._ranked(carried, read, also=found.rows)
        if len(wide.rows) > len(found.rows):
            found = self._ranked(text, read, also=wide.rows)
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

    def _foreign_language(self, question: str) -> str:
        """The language of the question; empty where model or documents are at home in it.

        A model of which no languages are known may read any.
        """
        if not self._model_languages:
            return ""
        manifest = self._index.manifest
        language = question_language(question, manifest.language)
        if language == manifest.language or language in self._model_languages:
            return ""
        of_documents = {source.language for source in self.sources.values()}
        return "" if language in of_documents else language

    def _mended(self, question: str, history: Sequence[str]) -> tuple[str, str]:
        """The question and its context as they are searched."""
        messages = [clean(message, self._max_question) for message in history]
        cleaned = [message for message in messages if not self._foreign_language(message)]
        text = self._speller.mend(last_words(question, MESSAGE_WORDS))
        return text, self._speller.mend(context(cleaned))

    def _ranked(
        self, text: str, read: Mapping[str, Reading], also: NDArray[np.int64] | None = None
    ) -> Ranking:
        reading = read[text]
        return rank(self._index, text, reading.encoding, also, reading.everywhere)
