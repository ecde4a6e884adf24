"""Clean what a person typed, and find the earlier questions that it may follow up on."""

import re
import unicodedata
from collections.abc import Sequence

from chatbot.answering.small_talk import small_talk
from chatbot.corpus.sentences import sentence_spans

MAX_EARLIER_QUESTIONS = 5
# Words of a message and of its context that are read: together they fit into the 256 tokens of the
# model. People put the question last, so a message that is too long loses its beginning.
MAX_MESSAGE_WORDS = 110
MAX_CONTEXT_WORDS = 80

# Lengths in words. A longer message than these …
STORY_WORDS = 40  # … tells a story before it asks
SHORT_WORDS = 9  # … names its subject
VERY_SHORT_WORDS = 3  # … may name its subject
FULL_CONTEXT_WORDS = 6  # … gives its context the less weight, the longer it is
FOLLOWS_UP = re.compile(
    r"^(and|but|so|or|also|what about|how about|what if|even|ok|okay|why|which|who else|then|"
    r"y|pero|tambien)\b",
    re.IGNORECASE,
)
POINTS_BACK = re.compile(
    r"\b(it|its|that|this|those|these|he|she|him|her|his|they|them|their|then|there|one|ones|same|"
    r"else|more|instead|either|too|each|both|other|another|such|so)\b",
    re.IGNORECASE,
)


def clean(text: str, limit: int) -> str:
    """Return a text as it is searched and shown: NFC, single spaces, no control characters.

    Args:
        text: The text that a person or program sent.
        limit: Number of characters to keep.
    """
    # Lone surrogates cannot be encoded, control characters cannot be shown.
    kept = "".join(
        " " if unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") else letter
        for letter in text[: limit * 2]
    )
    return " ".join(unicodedata.normalize("NFC", kept).split())[:limit]


def last_words(text: str, count: int) -> str:
    """Return the last `count` words of a text."""
    return " ".join(text.split()[-count:])


def final_question(text: str, language: str) -> str:
    """Return the last question of a long message, or its last sentence if it has no question.

    Empty for a message of up to `STORY_WORDS` words.
    """
    sentences = [span.of(text) for span in sentence_spans(text, 0, len(text), language)]
    if len(text.split()) <= STORY_WORDS or len(sentences) < 2:
        return ""
    questions = [sentence for sentence in sentences if sentence.endswith("?")]
    return (questions or sentences)[-1]


def points_back(question: str) -> bool:
    """Tell if a message may mean little without the messages before it, by its wording."""
    words = len(question.split())
    worded_so = bool(FOLLOWS_UP.search(question) or POINTS_BACK.search(question))
    return words <= VERY_SHORT_WORDS or (words <= SHORT_WORDS and worded_so)


def context_weight(question: str, probability: float) -> float:
    """Return the weight of the context in the order, beside 1 for the question itself.

    Args:
        question: The question as typed.
        probability: That the corpus answers the question by itself. Then it needs no context.
    """
    words = len(question.split())
    brevity = 1.0 if points_back(question) else min(1.0, FULL_CONTEXT_WORDS / max(1, words))
    return brevity * (1 - probability)


def context(history: Sequence[str]) -> str:
    """Return the recent questions, oldest first, without small talk.

    Args:
        history: Earlier messages of the same person, cleaned, oldest first.
    """
    questions = [message for message in history if small_talk(message) is None]
    return last_words(" ".join(questions[-MAX_EARLIER_QUESTIONS:]), MAX_CONTEXT_WORDS)
