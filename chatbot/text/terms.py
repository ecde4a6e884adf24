"""Terms for BM25: words in lower case, without accents, stemmed, without stop words."""

import re
import threading
import unicodedata
from collections.abc import Iterable, Sequence

import Stemmer

WORD = re.compile(r"\w+")

# English: the list of Lucene.
STOPWORDS = frozenset(
    {
        "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is",
        "it", "no", "not", "of", "on", "or", "such", "that", "the", "their", "then", "there",
        "these", "they", "this", "to", "was", "will", "with",
    }
)  # fmt: skip

# ISO 639-1 code → Snowball algorithm.
STEMMERS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}


class TermSplitter:
    """A splitter of texts into terms. Threads may share it.

    Args:
        language: ISO 639-1 code; texts in a language without a stemmer are not stemmed.
    """

    def __init__(self, language: str) -> None:
        algorithm = STEMMERS.get(language)
        self._stemmer = Stemmer.Stemmer(algorithm) if algorithm else None
        self._lock = threading.Lock()  # the stemmer has a cache, which threads must not share
        self._stopwords = STOPWORDS if algorithm == "english" else frozenset()

    def split(self, text: str) -> list[str]:
        """Return the terms of a text in order, repeated ones included."""
        words = [word for word in WORD.findall(fold(text)) if word not in self._stopwords]
        if self._stemmer is None:
            return words
        with self._lock:
            return list(self._stemmer.stemWords(words))

    def split_all(self, texts: Sequence[str]) -> list[list[str]]:
        """Return the terms of each text."""
        return [self.split(text) for text in texts]


def fold(text: str) -> str:
    """Return the text in lower case and without accents: "Matrícula" → "matricula"."""
    if text.isascii():  # ten times as fast, with the same result
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words_of(texts: Iterable[str]) -> set[str]:
    """Return the distinct folded words of some texts."""
    return {word for text in texts for word in WORD.findall(fold(text))}
