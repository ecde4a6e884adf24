"""The chatbot: one question in, one answer out. What page, terminal and tests all call."""

import threading
import time
from collections.abc import Sequence

import numpy as np

from chatbot.answer import Answer, Hit, RelatedQuestion, Verdict
from chatbot.build import build_index
from chatbot.conversation import clean, search_text
from chatbot.corpus import scan_corpus
from chatbot.documents import Document, Passage
from chatbot.encoder import Encoder, find_model, load_encoder
from chatbot.errors import IndexUnusableError
from chatbot.index import Index
from chatbot.ranking import Ranking, rank
from chatbot.settings import Settings
from chatbot.small_talk import small_talk
from chatbot.verdict import confidence, strength, verdict

HITS = 5
RELATED = 3


class Chatbot:
    """Answers questions from an opened index.

    Safe to call from several threads: one question is encoded at a time.
    """

    def __init__(self, index: Index, encoder: Encoder, max_question: int) -> None:
        self._index = index
        self._encoder = encoder
        self._max_question = max_question
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
            return Answer(question, question, Verdict.NOT_ANSWERED, 0.0, (), (), kind, elapsed)
        earlier = [clean(message, self._max_question) for message in history]
        with self._lock:
            searched = search_text(question, [message for message in earlier if message])
            ranking = rank(self._index, searched, self._encoder.encode_questions([searched]))
            belief = confidence(ranking)
            hits = self._hits(ranking, belief)
            related = self._related(ranking, hits)
        elapsed = (time.perf_counter() - began) * 1000
        return Answer(question, searched, verdict(belief), belief, hits, related, None, elapsed)

    def _hits(self, ranking: Ranking, belief: float) -> tuple[Hit, ...]:
        best = float(ranking.scores[0])
        return tuple(
            Hit(
                passage=self._index.passage(int(row)),
                score=float(score),
                strength=strength(float(score), best, belief),
                sentence=None,
            )
            for row, score in zip(ranking.rows[:HITS], ranking.scores[:HITS], strict=True)
        )

    def _related(self, ranking: Ranking, hits: Sequence[Hit]) -> tuple[RelatedQuestion, ...]:
        """The entries that come next and of which no passage is shown."""
        shown = {(hit.passage.document, hit.passage.entry) for hit in hits}
        related: dict[tuple[str, int], RelatedQuestion] = {}
        for row in ranking.rows[HITS:]:
            if len(related) == RELATED:
                break
            passage = self._index.passage(int(row))
            place = (passage.document, passage.entry)
            if place not in shown:
                related.setdefault(place, RelatedQuestion(*place, passage.question))
        return tuple(related.values())
