"""Tell the language that a question is written in: the product reads one language, people several.

A question counts as one in the language that the product reads unless another is clearly the better
guess: to turn somebody away who asked in the right language is the worse mistake. Letters of
another script decide alone. Otherwise each word speaks for the language in which it is commoner, by
the word lists of pyspellchecker for English and Spanish, and for other languages by short lists of
function words, which cost no time to load.
"""

import importlib.util
import math
import re
import runpy
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

from chatbot.text.spelling import TEXT_SPEAK
from chatbot.text.terms import fold
from chatbot.text.word_lists import common_words

# The lists of bm25s, without importing that package: it takes SciPy along.
_BM25S = importlib.util.find_spec("bm25s")
_PUBLIC = (
    runpy.run_path(str(Path(_BM25S.origin).with_name("stopwords.py")))
    if _BM25S and _BM25S.origin
    else {}
)

# First word of a letter's Unicode name → languages of that script, the likeliest first.
SCRIPTS = {
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
# One letter of these says as much as two of an alphabet: "ICE是什么" is Chinese.
DENSE = frozenset({"CJK", "HANGUL", *KANA})

# Languages that are found by a word list; others by their function words alone.
LISTED = frozenset({"en", "es"})
WordLists = Callable[[str], Mapping[str, int]]
"""From a language to what `common_words` gives for it."""
# The public lists lack the words that questions begin with, and English as it is typed in chats
# ("des" for "does"). The lists that stand here alone leave out words that English has too.
FUNCTION_WORDS: Mapping[str, Set[str]] = {
    language: frozenset(fold(word) for word in [*public, *added.split()])
    for language, public, added in (
        ("de", _PUBLIC["STOPWORDS_GERMAN"], "wieso warum wann wer wo darf"),
        ("en", [*_PUBLIC["STOPWORDS_EN_PLUS"], *TEXT_SPEAK], "ai im ive dont cant wont des dos um"),
        ("es", _PUBLIC["STOPWORDS_SPANISH"], "¿ ¡ cuanta cuantas cuanto cuantos pq xq"),
        ("fr", _PUBLIC["STOPWORDS_FRENCH"], "comment combien où pourquoi quel quelle quelles "
         "quels"),
        ("ht", (), "ak ankò anpil bezwen eske èske gen genyen ka kapab ki kibò kijan kilè kisa "
         "kiyès konbyen kote mwen nou oswa pou poukisa pral sou tout wè yon youn"),
        ("it", _PUBLIC["STOPWORDS_ITALIAN"], "posso può possono"),
        ("pl", (), "czy dla dlaczego gdzie ile jak jaka jaki jakie jest jestem jeśli kiedy które "
         "który mnie mogą moja moje moją może można nie przez się są tego żeby"),
        ("pt", _PUBLIC["STOPWORDS_PORTUGUESE"], "onde pode podem posso quais quanto quantos"),
        ("vi", (), "cũng của được giấy không nào nếu người như nhưng những phải tôi trong vào với"),
    )
}  # fmt: skip
OPENING = "¿¡"  # marks that no language but Spanish has
WORD = re.compile(rf"[^\W\d_]{{2,}}|\bi\b|[{OPENING}]")  # of single letters, only "I" tells

FUNCTION_SHARE = 0.002  # of all words of a text, for a function word that no word list counts
UNKNOWN_SHARE = 1e-6  # for a word that a list lacks
FEWEST_WORDS = 3  # two words may be a name that is at home in any language: "puerto rico"
# What one word can weigh, as a difference of natural logarithms.
MOST_FOR = 5.0
MOST_AGAINST = 3.0  # unless it is a function word: people borrow "license", but not "what"
CLEARLY = 6.0  # no English question of those measured comes near (scripts/measure/languages.py)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How common the words of a language are.

    Attributes:
        counts: Folded word → uses; empty where no word list is loaded.
        total: All uses together, 1 or more.
        function_words: Folded words that any text in the language is full of.
    """

    counts: Mapping[str, int]
    total: int
    function_words: Set[str]

    def log_share(self, word: str) -> float:
        """Natural logarithm of the share that a folded word has of all words, roughly."""
        least = FUNCTION_SHARE if word in self.function_words else UNKNOWN_SHARE
        return math.log(max(self.counts.get(word, 0) / self.total, least))


class Vocabularies:
    """The vocabularies of all languages, each made when it is first asked for.

    Args:
        word_lists: Where word lists are had from.
    """

    def __init__(self, word_lists: WordLists) -> None:
        self._word_lists = word_lists
        self._made: dict[tuple[str, bool], Vocabulary] = {}

    def of(self, language: str, *, listed: bool) -> Vocabulary:
        """That of one language; `listed` is whether its word list is taken, too."""
        if (language, listed) not in self._made:
            counts = self._word_lists(language) if listed else {}
            words = FUNCTION_WORDS.get(language, frozenset())
            made = Vocabulary(counts, max(1, sum(counts.values())), words)
            self._made[language, listed] = made
        return self._made[language, listed]


PACKAGED = Vocabularies(common_words)
"""By the word lists of the package that brings them."""


def question_language(text: str, expected: str, vocabularies: Vocabularies = PACKAGED) -> str:
    """The language that a question is written in.

    Args:
        text: The question as it was typed.
        expected: ISO 639-1 code of the language that questions should be in.
        vocabularies: The vocabularies of the languages.

    Returns:
        An ISO 639-1 code; `expected` unless another language is clearly the better guess. Which
        other one is less certain than that it is another.
    """
    return _by_script(text, expected) or _by_words(text, expected, vocabularies) or expected


def _by_script(text: str, expected: str) -> str | None:
    """The language whose script most of the text is in, when `expected` is not written in it."""
    scripts = Counter(
        unicodedata.name(letter, "").split(" ")[0] for letter in text if letter.isalpha()
    )
    weights = {script: count * (2 if script in DENSE else 1) for script, count in scripts.items()}
    known = [script for script in weights if script in SCRIPTS]
    if 2 * sum(weights[script] for script in known) <= sum(weights.values()):
        return None
    # Japanese text holds Chinese characters, but not the other way round.
    main = next((script for script in KANA if script in known), max(known, key=weights.__getitem__))
    return None if expected in SCRIPTS[main] else SCRIPTS[main][0]


def _by_words(text: str, expected: str, vocabularies: Vocabularies) -> str | None:
    """The language that the words clearly speak for; None too when `expected` has no word list."""
    if len(WORD.findall(text)) < FEWEST_WORDS:
        return None
    here = vocabularies.of(expected, listed=True)
    if not here.counts and not here.function_words:
        return None
    words = _telling_words(text)
    weights = {
        other: _weight(words, vocabularies.of(other, listed=other in LISTED), here)
        for other in FUNCTION_WORDS
        if other != expected
    }
    best = max(weights, key=weights.__getitem__)
    return best if weights[best] > CLEARLY else None


def _telling_words(text: str) -> set[str]:
    """The folded words, each once, without what a capital inside the text marks as a name."""
    words = list(WORD.finditer(text))
    shouted = text == text.upper()
    return {
        fold(word[0])
        for place, word in enumerate(words)
        if shouted or not word[0][0].isupper() or place == 0 or words[place - 1][0] in OPENING
    }


def _weight(words: Set[str], other: Vocabulary, here: Vocabulary) -> float:
    """How much the words speak for the other language; below 0 when they speak against it."""
    total = 0.0
    for word in words:
        weight = min(MOST_FOR, other.log_share(word) - here.log_share(word))
        total += weight if word in here.function_words else max(-MOST_AGAINST, weight)
    return total
