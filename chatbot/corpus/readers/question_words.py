"""Take a question's words out of its line: without marker, number, "Q:" and decoration."""

import re
from collections.abc import Sequence

from chatbot.corpus.readers.parsed import LIST_MARKER
from chatbot.corpus.readers.prefixes import question_prefix
from chatbot.corpus.readers.rendering import CONTENT

NUMBER = re.compile(
    r"\d{1,4}(?:\.\d{1,3})*[.)、．]\s*(?=[^\x00-\x7f])|"  # nothing between number and 几点关门
    r"[A-Z]\d{1,3}[.)]\s+(?=\S)|"  # A01.
    r"(?:[\[(]?\d{1,4}(?:\.\d{1,3})*(?:[.):/\]]+|\s+[-–—|])|\d{1,3}(?:\.\d{1,3})+)\s+(?=\S)"
)
COUNTER = re.compile(r"Q(\d{1,3})\s+(?=\S)")
MIN_COUNTED = 3
ATTRIBUTES = re.compile(r"\s*\{:?\s*[#.][^{}]*\}\s*$")
# Arrows, stars and other pictures, and marks of headings.
EDGE = re.compile("[\\s\u2190-\u2bff\U0001f000-\U0001faff\ufe0f\u200d#¶*_:：–—-]")


def question_words(words: str) -> str:
    """Return the words of a question without marker, number, prefix and decoration."""
    words = " ".join(words.split())
    marker = LIST_MARKER.match(words)
    cleaned = ATTRIBUTES.sub("", words[marker.end() :] if marker else words)
    for _ in range(2):
        cleaned = without_edges(cleaned)
        for pattern in (question_prefix(), NUMBER):
            if (match := pattern.match(cleaned)) and CONTENT.search(cleaned, match.end()):
                cleaned = cleaned[match.end() :]
    return cleaned if CONTENT.search(cleaned) else words


def without_counters(questions: Sequence[str]) -> list[str]:
    """Return questions without "Q1 ", "Q2 " and so on, if three or more begin so, in order.

    Of a single one, it may be a word: "Q1 results". One between them may be missing.
    """
    counted = [COUNTER.match(question) for question in questions]
    numbers = [int(match[1]) for match in counted if match]
    if len(numbers) < MIN_COUNTED or numbers != sorted(set(numbers)):
        return list(questions)
    return [
        question[match.end() :] if match else question
        for question, match in zip(questions, counted, strict=True)
    ]


def without_edges(words: str) -> str:
    """Return words without pictures and marks at their ends."""
    start, end = 0, len(words)
    while start < end and EDGE.match(words[start]):
        start += 1
    while start < end and EDGE.match(words[end - 1]):
        end -= 1
    return words[start:end]


def words_key(words: str) -> str:
    """Return words in a form that is the same for texts that only differ in punctuation."""
    return " ".join(re.findall(r"\w+", words.casefold()))
