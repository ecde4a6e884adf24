"""The chatbot: one question in, one answer out. The page, the terminal and the tests call it."""

import time
from collections.abc import Collection, Iterable, Mapping, Sequence

from chatbot.answering.answer import Answer, RelatedQuestion, SmallTalk
from chatbot.answering.conversation import shortened
from chatbot.answering.results import best_hits, related_questions, spread_questions
from chatbot.answering.search import Searcher, SearchResult
from chatbot.answering.small_talk import small_talk
from chatbot.corpus.documents import Document, Source
from chatbot.encoding.encoder import Encoder
from chatbot.encoding.model_files import find_model
from chatbot.index.build import build, build_index
from chatbot.index.index import Index
from chatbot.retrieval.confidence import Verdict, verdict
from chatbot.settings import Settings
from chatbot.text.language_id import question_language
from chatbot.text.spelling import Speller
from chatbot.text.word_lists import common_words


class Chatbot:
    """Answers questions from an opened index.

    Safe to call from several threads: questions that come at the same time are encoded together.
    """

    def __init__(
        self,
        index: Index,
        encoder: Encoder,
        max_question: int,
        model_languages: Collection[str] = (),
    ) -> None:
        self._index, self._encoder = index, encoder
        self._max_question, self._model_languages = max_question, model_languages
        language = index.manifest.language
        speller = Speller(index.words, common_words(language), text_speak=language == "en")
        self._searcher = Searcher(
            index,
            encoder,
            speller,
            max_question,
            is_foreign=lambda message: bool(self._foreign_language(message)),
        )

    @classmethod
    def open(cls, settings: Settings) -> "Chatbot":
        """Open the index; build it first if it is missing, damaged or out of date.

        Raises:
            ChatbotError: The corpus, the model or the index folder cannot be used.
        """
        model = find_model(settings.model)
        index, encoder = build(settings.corpus, settings.index, model)
        return cls(index, encoder, settings.max_question, model.languages)

    def renewed(self, settings: Settings) -> "Chatbot":
        """Return a chatbot that answers from the corpus as it is now; itself if nothing is new.

        Raises:
            CorpusError, IndexUnusableError: See `build_index`. This chatbot still answers.
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
        """Document id → source, known without reading the document."""
        return self._index.sources

    def document(self, document_id: str) -> Document | None:
        """Return a document with its entries and passages; None for an unknown id."""
        return self._index.document(document_id)

    def starters(self, count: int = 5) -> tuple[RelatedQuestion, ...]:
        """Return questions to start with, spread evenly over all documents."""
        return spread_questions(self.document_ids, self.document, count)

    def ask(self, text: str, history: Sequence[str] = (), shown: Iterable[str] = ()) -> Answer:
        """Answer one question.

        Args:
            text: The question as typed. Control characters are dropped. Beyond the limit, only the
                end is read.
            history: Earlier messages of the same person, oldest first.
            shown: Ids of passages that the person has seen; related questions lead elsewhere.
        """
        began = time.perf_counter()
        question, cut = shortened(text, self._max_question)
        kind = small_talk(question)
        foreign = self._foreign_language(question) if kind is None else ""
        if kind is not None or foreign:
            return self._not_searched(question, kind, foreign, began, shortened=cut)
        found = self.search(question, history)
        return Answer(
            question=question,
            searched=found.text,
            context=found.context,
            verdict=verdict(found.confidence),
            confidence=found.confidence,
            hits=best_hits(self._index, found.ranking, found.confidence),
            related=related_questions(self._index, found.ranking, shown),
            small_talk=None,
            elapsed_ms=(time.perf_counter() - began) * 1000,
            shortened=cut,
        )

    def search(self, question: str, history: Sequence[str] = ()) -> SearchResult:
        """Search for one cleaned question; see `Searcher.search`."""
        return self._searcher.search(question, history)

    @staticmethod
    def _not_searched(
        question: str, kind: SmallTalk | None, foreign: str, began: float, *, shortened: bool
    ) -> Answer:
        return Answer(
            question=question,
            searched=question,
            context="",
            verdict=Verdict.NOT_ANSWERED,
            confidence=0.0,
            hits=(),
            related=(),
            small_talk=kind,
            elapsed_ms=(time.perf_counter() - began) * 1000,
            foreign_language=foreign,
            shortened=shortened,
        )

    def _foreign_language(self, question: str) -> str:
        """Return the language of the question; empty if the model or a document is in it.

        A model with unknown languages may read any language.
        """
        if not self._model_languages:
            return ""
        expected = self._index.manifest.language
        language = question_language(question, expected)
        if language == expected or language in self._model_languages:
            return ""
        of_documents = {source.language for source in self.sources.values()}
        return "" if language in of_documents else language
