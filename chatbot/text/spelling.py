"""Correct questions before the search: text-message spelling and typing errors.

A word is unknown if neither the corpus nor the word list of the language contains it. It is
replaced by the nearest known word. The answer shows the corrected question.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from chatbot.text.terms import fold

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
PLAIN_WORD = re.compile(r"(?<![\w.\-'’])\w+(?![\w\-'’]|\.\w)")
MAX_UNKNOWN_WORDS = 30  # a message with more is not corrected
# Text-message spelling in English that an edit distance does not undo.
TEXT_SPEAK = {
    "abt": "about", "agenst": "against", "b4": "before", "bcuz": "because",
    "cn": "can", "coz": "because", "cud": "could", "cuz": "because", "dat": "that",
    "dey": "they", "doin": "doing", "gimme": "give me",
    "gonna": "going to", "gotta": "have to", "govt": "government", "imma": "i will", "kno": "know",
    "lemme": "let me", "luv": "love", "msg": "message", "omg": "",
    "ppl": "people", "pls": "please", "plz": "please", "r": "are", "rly": "really",
    "rn": "right now", "shud": "should", "smth": "something", "sum1": "someone", "teh": "the",
    "tho": "though", "thru": "through", "tmrw": "tomorrow", "u": "you", "ur": "your",
    "urself": "yourself", "wanna": "want to", "wat": "what", "wats": "what is", "wen": "when",
    "wht": "what", "wil": "will", "wud": "would", "wut": "what", "yall": "you all",
}  # fmt: skip
MIN_LETTERS = 4  # shorter words have too many neighbours
MIN_LETTERS_FOR_TWO_ERRORS = 7
MIN_USES = 1500  # in the word list; rarer words are known but not suggested


class Speller:
    """Spelling correction with the words of a corpus and of its language.

    Args:
        corpus_words: Folded words of the corpus.
        common_words: Folded words of the language → uses.
        text_speak: True to write out English text-message spelling.
    """

    def __init__(
        self, corpus_words: Iterable[str], common_words: Mapping[str, int], *, text_speak: bool
    ) -> None:
        self._text_speak = text_speak
        self._corpus = frozenset(corpus_words)
        self._common = common_words
        frequent = (word for word, uses in common_words.items() if uses >= MIN_USES)
        self._suggestions = tuple(
            sorted(words, key=_first_and_length) for words in (self._corpus, frequent)
        )

    def mend(self, text: str) -> str:
        """Return the text with text-message spelling written out and unknown words corrected.

        A text of mostly unknown words is in another language and is returned unchanged.
        """
        words = [fold(word) for word in WORD.findall(text)]
        unknown = sum(not self._knows(word) and word not in TEXT_SPEAK for word in words)
        if not self._common or unknown > MAX_UNKNOWN_WORDS or unknown * 2 > len(words) > 2:
            return text
        all_capitals = text.isupper()

        def written_out(match: re.Match[str]) -> str:
            return TEXT_SPEAK.get(match[0].lower() if all_capitals else match[0], match[0])

        def corrected(match: re.Match[str]) -> str:
            # A capital inside a sentence marks a name or an abbreviation.
            is_name = not all_capitals and match[0][0].isupper() and match.start() > 0
            return match[0] if is_name else self._correct(match[0])

        if self._text_speak:
            text = PLAIN_WORD.sub(written_out, text)
        return " ".join(WORD.sub(corrected, text).split())

    def _correct(self, word: str) -> str:
        folded = fold(word)
        if len(folded) < MIN_LETTERS or not folded.isalpha() or self._knows(folded):
            return word
        errors = 2 if len(folded) >= MIN_LETTERS_FOR_TWO_ERRORS else 1
        nearest = [
            (
                distance,
                _undoubled(candidate) != _undoubled(folded),
                candidate not in self._corpus,
                -self._common.get(candidate, 0),
                candidate,
            )
            # Typing errors rarely touch the first letter, except by swapping it with the second.
            for first in {folded[0], folded[1]}
            for length in range(len(folded) - errors, len(folded) + errors + 1)
            for candidate, distance, _ in process.extract_iter(
                folded,
                self._words(first, length),
                scorer=OSA.distance,
                score_cutoff=errors,
            )
            if candidate.isalpha()
        ]
        return min(nearest)[-1] if nearest else word

    def _words(self, first: str, length: int) -> Iterator[str]:
        """Yield the suggestions of this first letter and length."""
        for words in self._suggestions:
            start = bisect_left(words, (first, length), key=_first_and_length)
            end = bisect_right(words, (first, length), start, key=_first_and_length)
            yield from words[start:end]

    def _knows(self, word: str) -> bool:
        return any(
            form in self._corpus or form in self._common for form in (word, word.rstrip("s"))
        )


def _first_and_length(word: str) -> tuple[str, int]:
    return word[:1], len(word)


def _undoubled(word: str) -> str:
    """Return the word with single consonants, since doubling is the most common error."""
    return re.sub(r"([^aeiou])\1", r"\1", word)
