"""The answer to a question, the same for page, terminal and tests."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chatbot.corpus.documents import Passage, Span
from chatbot.retrieval.confidence import Strength, Verdict


class SmallTalk(StrEnum):
    """Kinds of messages with a fixed reply instead of a passage."""

    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    ABOUT = "about"
    ACKNOWLEDGEMENT = "acknowledgement"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found.

    Attributes:
        passage: The passage.
        score: Rank score; comparable within one answer only, higher is better.
        strength: The same in words.
        sentence: Span, in the document, of the sentence that answers; None if unsure.
    """

    passage: Passage
    score: float
    strength: Strength
    sentence: Span | None


@dataclass(frozen=True, slots=True)
class RelatedQuestion:
    """A question of the corpus to ask next."""

    document: str
    entry: int
    question: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one message.

    Attributes:
        question: The message, cleaned of control characters; its end, if it is `shortened`.
        searched: The query of the search: the question with its spelling corrected, after `context`
            if there is one.
        context: The earlier questions if they counted; empty otherwise. They count if they changed
            the first passage. They also count if the question points back and they made an answer
            more probable.
        verdict: Verdict on the answer in the corpus.
        confidence: Probability in [0, 1] that the corpus answers it.
        hits: Passages, best first; empty for small talk.
        related: Other questions of the corpus.
        small_talk: Kind of small talk; None for a question.
        foreign_language: ISO 639-1 code of the question's language if the chatbot does not read
            it; empty otherwise.
        elapsed_ms: Milliseconds from the message to the answer.
        shortened: True if the message was beyond the limit, so that only its end was read.
    """

    question: str
    searched: str
    context: str
    verdict: Verdict
    confidence: float
    hits: tuple[Hit, ...]
    related: tuple[RelatedQuestion, ...]
    small_talk: SmallTalk | None
    elapsed_ms: float
    foreign_language: str = ""
    shortened: bool = False

    @property
    def carries_context(self) -> bool:
        """True if earlier questions were added to the query."""
        return bool(self.context)

    def to_json(self) -> dict[str, Any]:
        """Return the object that `scripts/ask.py --jsonl` writes.

        `shortened` is in it only if it is true.
        """
        shortened = {"shortened": True} if self.shortened else {}
        return {
            "question": self.question,
            "searched": self.searched,
            "verdict": self.verdict.value,
            "confidence": round(self.confidence, 4),
            "hits": [
                {
                    "id": hit.passage.id,
                    "document": hit.passage.document,
                    "entry": hit.passage.entry,
                    "question": hit.passage.question,
                    "text": hit.passage.text,
                    "start": hit.passage.start,
                    "end": hit.passage.end,
                    "score": round(hit.score, 4),
                }
                for hit in self.hits
            ],
            "elapsed_ms": round(self.elapsed_ms, 2),
            **shortened,
        }
