"""Words as BM25 sees them: lower case, no accents, stemmed, without the commonest ones."""

import re
import threading
import unicodedata
from collections.abc import Iterable, Sequence

import Stemmer

WORD = re.compile(r"\w+")

# Of English: the list that Lucene takes.
STOPWORDS = frozenset(
    {
        "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is",
        "it", "no", "not", "of", "on", "or", "such", "that", "the", "their", "then", "there",
        "these", "they", "this", "to", "was", "will", "with",
    }
)  # fmt: skip

# ISO 639-1 code → Snowball algorithm, for the languages that the stemmer knows.
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
    """Splits texts of one language into terms. Threads may share it."""

    def __init__(self, language: str) -> None:
        algorithm = STEMMERS.get(language)
        self._stemmer = Stemmer.Stemmer(algorithm) if algorithm else None
        self._stemming = threading.Lock()  # the stemmer caches
        self._stopwords = STOPWORDS if algorithm == "english" else frozenset()

    def split(self, text: str) -> list[str]:
        """The terms of `text`, in order, repeated as often as they occur."""
        words = [word for word in WORD.findall(fold(text)) if word not in self._stopwords]
        if self._stemmer is None:
            return words
        with self._stemming:
            return list(self._stemmer.stemWords(words))

    def split_all(self, texts: Sequence[str]) -> list[list[str]]:
        """The terms of each text."""
        return [self.split(text) for text in texts]


def fold(text: str) -> str:
    """Lower case and without accents: "Matrícula" → "matricula"."""
    if text.isascii():  # the same, at a tenth of the time
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words_of(texts: Iterable[str]) -> set[str]:
    """The folded words of all texts."""
    return {word for text in texts for word in WORD.findall(fold(text))}
