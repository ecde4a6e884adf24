"""What a person typed, cleaned, and the earlier questions that it may go on from."""

import re
import unicodedata
from collections.abc import Sequence

from chatbot.answering.small_talk import small_talk
from chatbot.corpus.sentences import sentence_spans

RECENT = 5  # earlier questions that may lend their context
# Words that are read of a message and of its context: with both, a model that reads 256 word pieces
# still reads to the end. People put the question last, so what is too long loses its beginning.
MESSAGE_WORDS = 110
CONTEXT_WORDS = 80

LONG = 40  # words; a longer message tells a story before it asks
SHORT = 9  # words; a longer message says what it is about
VERY_SHORT = 3
FULL_CONTEXT = 6  # words; a longer question leaves what came before the less weight
GOES_ON = re.compile(
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
    """Text as it is searched and shown: composed characters, single spaces, no control characters.

    Args:
        text: What a person or program sent.
        limit: Characters that are kept.
    """
    # Lone surrogates cannot be encoded, control characters cannot be shown.
    kept = "".join(
        " " if unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") else letter
        for letter in text[: limit * 2]
    )
    return " ".join(unicodedata.normalize("NFC", kept).split())[:limit]


def last_words(text: str, count: int) -> str:
    """The last `count` words of a text."""
    return " ".join(text.split()[-count:])


def final_question(text: str, language: str) -> str:
    """What a long message comes down to: its last question, or its last sentence without one.

    Empty where the message is no longer than a question may be.
    """
    sentences = [span.of(text) for span in sentence_spans(text, 0, len(text), language)]
    if len(text.split()) <= LONG or len(sentences) < 2:
        return ""
    questions = [sentence for sentence in sentences if sentence.endswith("?")]
    return (questions or sentences)[-1]


def points_back(question: str) -> bool:
    """Whether a message is worded so that it may mean little without what came before."""
    words = len(question.split())
    worded_so = bool(GOES_ON.search(question) or POINTS_BACK.search(question))
    return words <= VERY_SHORT or (words <= SHORT and worded_so)


def context_weight(question: str, belief: float) -> float:
    """How much what was asked before weighs in the order, beside 1 of the question itself.

    Args:
        question: As it was typed.
        belief: That the corpus answers the question as it stands; what it answers needs no context.
    """
    words = len(question.split())
    brevity = 1.0 if points_back(question) else min(1.0, FULL_CONTEXT / max(1, words))
    return brevity * (1 - belief)


def context(history: Sequence[str]) -> str:
    """What a follow-up may go on from: the recent questions, oldest first; small talk left out.

    Args:
        history: Earlier messages of the same person, cleaned, oldest first.
    """
    questions = [message for message in history if small_talk(message) is None]
    return last_words(" ".join(questions[-RECENT:]), CONTEXT_WORDS)
