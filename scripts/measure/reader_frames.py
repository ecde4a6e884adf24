"""Make frames: questions with one key word exchanged, which their document does not answer."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from chatbot.text.language_id import function_words
from chatbot.text.terms import TermSplitter, fold

MIN_PLACES = 4
"""Other words in the same place that make a word exchangeable."""
WORD = re.compile(r"\w[\w'’-]*")


class Frames:
    """Exchanges a key word of a question for another that stands in the same place elsewhere.

    Args:
        questions: Questions from which the other words come.
        terms: Splits them into terms.
    """

    def __init__(self, questions: Sequence[str], terms: TermSplitter) -> None:
        self._terms = terms
        self._function = function_words()["en"]
        places: Mapping[tuple[str, str], set[str]] = defaultdict(set)
        for question in questions:
            for before, word in self._places(question):
                places[before, kind(word.group())].add(word.group())
        self._places_of = {place: sorted(words) for place, words in places.items()}

    def exchanged(
        self, question: str, known: frozenset[str], random: np.random.Generator
    ) -> str | None:
        """Return the question with one word exchanged; None if no word can be.

        Args:
            question: The question.
            known: Terms of its document, which the new word must not be.
            random: Chooses the words.
        """
        places = list(self._places(question))
        for row in random.permutation(len(places)):
            before, word = places[row]
            others = self._places_of.get((before, kind(word.group())), [])
            own = {*known, *self._terms.split(word.group())}
            for other in random.permutation(np.array(others, dtype=object)):
                terms = self._terms.split(other)
                if len(others) > MIN_PLACES and terms and own.isdisjoint(terms):
                    return question[: word.start()] + str(other) + question[word.end() :]
        return None

    def _places(self, question: str) -> Iterator[tuple[str, re.Match[str]]]:
        """Yield each key word with the word before it."""
        before = ""
        for word in WORD.finditer(question):
            folded = fold(word.group())
            if before and len(folded) > 2 and folded not in self._function:
                yield before, word
            before = folded


def kind(word: str) -> str:
    """Return "number", "name" or "word"."""
    return "number" if word[0].isdigit() else "name" if word[0].isupper() else "word"
