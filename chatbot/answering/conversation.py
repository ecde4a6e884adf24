"""Clean messages, and find the earlier questions that a message may refer to."""

import re
import unicodedata
from collections.abc import Sequence

from chatbot.answering.small_talk import small_talk
from chatbot.corpus.sentences import sentence_spans

MAX_EARLIER_QUESTIONS = 5
# Limits of a message and of its context. Together they fit into the 256 tokens of the model. People
# put the question last, so a longer message loses its beginning.
MAX_MESSAGE_WORDS = 110
MAX_CONTEXT_WORDS = 80
MAX_WORD_CHARACTERS = 40

STORY_WORDS = 40
"""A longer message is a story with a question at its end."""
SHORT_WORDS = 9
"""A longer message names its subject, even if its wording points back."""
VERY_SHORT_WORDS = 3
"""A message up to this length points back with any wording."""
FULL_CONTEXT_WORDS = 6
"""The context of a longer message has less weight, in inverse proportion to the length."""
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
    """Return a text for search and display; see `shortened`."""
    return shortened(text, limit)[0]


def shortened(text: str, limit: int) -> tuple[str, bool]:
    """Return a text for search and display, and whether its beginning was left out.

    The text is NFC, with single spaces and without control characters. Of a text beyond the limit,
    the end is kept, since people put the question last. It starts with a whole word.

    Args:
        text: The text from a person or a program.
        limit: Largest number of characters to keep.
    """
    text = " ".join(text.split())
    considered = text[-2 * limit :]
    # Lone surrogates cannot be encoded, control characters cannot be shown.
    shown = "".join(
        " " if unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") else letter
        for letter in considered
    )
    kept = " ".join(unicodedata.normalize("NFC", shown).split())
    if len(considered) == len(text) and len(kept) <= limit:
        return kept, False
    start = max(0, len(kept) - limit)
    if start and kept[start - 1] != " ":
        # Where words have no spaces between them, the next space is too far to look for.
        space = kept.find(" ", start, start + MAX_WORD_CHARACTERS)
        start = space if space >= 0 else start
    return kept[start:].strip(), True


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
    """Return True for a message that may mean little without the messages before it."""
    words = len(question.split())
    worded_so = bool(FOLLOWS_UP.search(question) or POINTS_BACK.search(question))
    return words <= VERY_SHORT_WORDS or (words <= SHORT_WORDS and worded_so)


def context_weight(question: str, probability: float) -> float:
    """Return the weight of the context in the order; that of the question itself is 1.

    Args:
        question: The question as typed.
        probability: Probability in [0, 1] that the corpus answers the question without context.
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
