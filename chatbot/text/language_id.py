"""Identify the language of a question, which may differ from the language of the documents.

A question is taken to be in the expected language unless another is clearly more likely. Refusing a
question in the right language is the worse mistake. If most letters are of another script, the
script decides. Otherwise each word votes for the language in which it is more frequent. Frequencies
come from the word lists of pyspellchecker for English and Spanish. Other languages have short lists
of function words, which load quickly.
"""

import functools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path

from chatbot.text.spelling import TEXT_SPEAK
from chatbot.text.terms import fold
from chatbot.text.word_lists import common_words

# First word of a letter's Unicode name → languages in that script, the most likely first.
LANGUAGES_OF_SCRIPT = {
    "ARABIC": ("ar", "fa", "ur", "ps"),
    "ARMENIAN": ("hy",),
    "BENGALI": ("bn",),
    "CJK": ("zh", "ja"),
    "CYRILLIC": ("ru", "uk", "bg", "sr"),
    "DEVANAGARI": ("hi", "mr", "ne"),
    "ETHIOPIC": ("am", "ti"),
    "GEORGIAN": ("ka",),
    "GREEK": ("el",),
    "GUJARATI": ("gu",),
    "GURMUKHI": ("pa",),
    "HANGUL": ("ko",),
    "HEBREW": ("he", "yi"),
    "HIRAGANA": ("ja",),
    "KATAKANA": ("ja",),
    "KHMER": ("km",),
    "LAO": ("lo",),
    "MYANMAR": ("my",),
    "TAMIL": ("ta",),
    "TELUGU": ("te",),
    "THAI": ("th",),
}
KANA = ("HIRAGANA", "KATAKANA")
# A letter of these scripts counts twice, since it carries more text: "ICE是什么" is Chinese.
DENSE = frozenset({"CJK", "HANGUL", *KANA})

WORD_LIST_LANGUAGES = frozenset({"en", "es"})  # others have function words only
# Public stop-word lists (Snowball, NLTK, from bm25s), folded, without single letters. We added
# words that begin questions, and English chat spelling. The Haitian, Polish and Vietnamese lists
# are ours and omit words that English has too.
FUNCTION_WORDS_FOLDER = Path(__file__).with_name("function_words")
OPENING_MARKS = "¿¡"  # only Spanish has them
WORD = re.compile(rf"[^\W\d_]{{2,}}|\bi\b|[{OPENING_MARKS}]")  # no single letter but "I"

FUNCTION_WORD_SHARE = 0.002  # of all words of a text, for a function word without a count
UNKNOWN_WORD_SHARE = 1e-6  # of all words of a text, for a word that is not in the list
MIN_WORDS = 3  # two words may be a name that is used in any language: "puerto rico"
# Limits of one word's weight, as a difference of natural logarithms.
MAX_WEIGHT_FOR = 5.0
MAX_WEIGHT_AGAINST = 3.0  # no limit for function words: "license" is borrowed, "what" is not
MIN_EVIDENCE = 6.0  # far above all measured English questions (scripts/measure/languages.py)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Word frequencies of a language.

    Attributes:
        counts: Folded word → uses; empty if no word list is loaded.
        total: Sum of all uses, at least 1.
        function_words: Folded words that are frequent in any text of the language.
    """

    counts: Mapping[str, int]
    total: int
    function_words: Set[str]

    def log_share(self, word: str) -> float:
        """Return the natural logarithm of a folded word's estimated share of all words."""
        least = FUNCTION_WORD_SHARE if word in self.function_words else UNKNOWN_WORD_SHARE
        return math.log(max(self.counts.get(word, 0) / self.total, least))


@functools.cache
def function_words() -> Mapping[str, Set[str]]:
    """Read the function words of each language: ISO 639-1 code → folded words."""
    words = {
        path.stem: frozenset(path.read_text(encoding="utf-8").split())
        for path in sorted(FUNCTION_WORDS_FOLDER.glob("*.txt"))
    }
    return words | {"en": words["en"] | TEXT_SPEAK.keys()}


@functools.cache
def vocabulary(language: str, *, with_word_list: bool) -> Vocabulary:
    """Return the vocabulary of a language; empty if nothing is known of the language."""
    counts = common_words(language) if with_word_list else {}
    words = function_words().get(language, frozenset())
    return Vocabulary(counts, max(1, sum(counts.values())), words)


def question_language(text: str, expected: str) -> str:
    """Return the language of a question.

    Args:
        text: The question as it was typed.
        expected: ISO 639-1 code of the language that questions should be in.

    Returns:
        An ISO 639-1 code: `expected` unless another language is clearly more likely. The code of
        another language is only the best guess.
    """
    return _language_by_script(text, expected) or _language_by_words(text, expected) or expected


def _language_by_script(text: str, expected: str) -> str | None:
    """Return a language of the main script; None if `expected` uses that script too."""
    scripts = Counter(
        unicodedata.name(letter, "").split(" ")[0] for letter in text if letter.isalpha()
    )
    weights = {script: count * (2 if script in DENSE else 1) for script, count in scripts.items()}
    known = [script for script in weights if script in LANGUAGES_OF_SCRIPT]
    if 2 * sum(weights[script] for script in known) <= sum(weights.values()):
        return None
    # Japanese text contains Chinese characters, but not the other way round.
    main = next((script for script in KANA if script in known), max(known, key=weights.__getitem__))
    languages = LANGUAGES_OF_SCRIPT[main]
    return None if expected in languages else languages[0]


def _language_by_words(text: str, expected: str) -> str | None:
    """Return the language with clearly the most votes of the words, or None.

    None also if no words of the `expected` language are known.
    """
    if len(WORD.findall(text)) < MIN_WORDS:
        return None
    here = vocabulary(expected, with_word_list=True)
    if not here.counts and not here.function_words:
        return None
    words = _voting_words(text)
    evidence = {
        other: _evidence(
            words, vocabulary(other, with_word_list=other in WORD_LIST_LANGUAGES), here
        )
        for other in function_words()
        if other != expected
    }
    best = max(evidence, key=evidence.__getitem__)
    return best if evidence[best] > MIN_EVIDENCE else None


def _voting_words(text: str) -> set[str]:
    """Return the distinct folded words, without capitalised words inside a sentence (names)."""
    words = list(WORD.finditer(text))
    all_capitals = text == text.upper()
    return {
        fold(word[0])
        for place, word in enumerate(words)
        if all_capitals
        or not word[0][0].isupper()
        or place == 0
        or words[place - 1][0] in OPENING_MARKS
    }


def _evidence(words: Set[str], other: Vocabulary, here: Vocabulary) -> float:
    """Return the evidence of the words for the other language; negative if it is against it."""
    total = 0.0
    for word in words:
        weight = min(MAX_WEIGHT_FOR, other.log_share(word) - here.log_share(word))
        total += weight if word in here.function_words else max(-MAX_WEIGHT_AGAINST, weight)
    return total
