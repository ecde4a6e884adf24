"""Find the language of a whole document.

The script decides if most letters are not Latin. Languages of one script are told apart by the
words that any text has (the, und, или) and by their letters. A word or letter of several languages
counts for each of them only in part. English is the answer where no other is clearly more likely.
"""

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from chatbot.text.language_id import DENSE, KANA, LANGUAGES_OF_SCRIPT, function_words
from chatbot.text.terms import fold

DEFAULT = "en"
LANGUAGES = Path(__file__).with_name("languages.yaml")
SAMPLE_CHARACTERS = 50_000
WORD = re.compile(r"[^\W\d_]+")
KANA_SHARE = 0.05
"""Of letters of East Asia. Japanese has a third or more, Chinese a brand name at most."""
LETTER_WEIGHT = 0.5
"""Of a letter that only one language has, beside a word that only one language has."""
MIN_VOTES = 1.5
LEAD = 1.5
"""How many times as many votes as English another language must have."""


@dataclass(frozen=True, slots=True)
class Language:
    """What is known of a language.

    Attributes:
        letters: Small letters beyond ASCII.
        words: Folded words that any text has.
        encodings: Encodings of its older texts, the most frequent first.
    """

    letters: frozenset[str]
    words: frozenset[str]
    encodings: tuple[str, ...]


@functools.cache
def known_languages() -> Mapping[str, Language]:
    """Return what is known of each language: ISO 639-1 code → language."""
    import yaml

    listed = yaml.safe_load(LANGUAGES.read_text(encoding="utf-8"))
    more = function_words()
    return {
        code: Language(
            frozenset(about["letters"].lower()),
            frozenset(map(fold, about["words"])) | more.get(code, frozenset()),
            tuple(about["encodings"]),
        )
        for code, about in listed.items()
    }


def document_language(text: str) -> str:
    """Return the ISO 639-1 code of a document's language; English where that is in doubt."""
    text = text[:SAMPLE_CHARACTERS]
    script = _main_script(text)
    if script is not None:
        languages = LANGUAGES_OF_SCRIPT[script]
        votes = language_votes(text, languages)
        return max(languages, key=lambda code: votes[code])  # the first of equals
    votes = language_votes(text, _latin_languages())
    best = max(votes, key=lambda code: votes[code])
    if votes[best] < MIN_VOTES or votes[best] < LEAD * votes[DEFAULT]:
        return DEFAULT
    return best


def language_votes(text: str, languages: Iterable[str]) -> Mapping[str, float]:
    """Return how much the words and letters of a text speak for each of some languages."""
    known = {code: known_languages().get(code) for code in languages}
    words, letters = Counter[str](), Counter[str]()
    for word in WORD.findall(text):
        words[fold(word)] += 1
        letters.update(letter for letter in set(word.lower()) if not letter.isascii())
    votes = dict.fromkeys(known, 0.0)
    for counts, weight, kind in ((words, 1.0, "words"), (letters, LETTER_WEIGHT, "letters")):
        for one, count in counts.items():
            having = [
                code for code, about in known.items() if about and one in getattr(about, kind)
            ]
            for code in having:
                votes[code] += weight * count / len(having)
    if "es" in votes:
        votes["es"] += text.count("¿") + text.count("¡")  # only Spanish has them
    return votes


def word_votes(text: str) -> Mapping[str, float]:
    """Return how many words of a text each known language has, shared where several have one."""
    votes = dict.fromkeys(known_languages(), 0.0)
    for word, count in Counter(map(fold, WORD.findall(text))).items():
        having = [code for code, about in known_languages().items() if word in about.words]
        for code in having:
            votes[code] += count / len(having)
    return votes


def _main_script(text: str) -> str | None:
    """Return the script of most letters; None for Latin and for scripts that are not known."""
    scripts = Counter(
        unicodedata.name(letter, "").split(" ")[0] for letter in text if letter.isalpha()
    )
    weights = {name: count * (2 if name in DENSE else 1) for name, count in scripts.items()}
    known = {name: weight for name, weight in weights.items() if name in LANGUAGES_OF_SCRIPT}
    if not known or 2 * sum(known.values()) <= sum(weights.values()):
        return None
    kana = sum(scripts[name] for name in KANA)
    if kana and kana >= KANA_SHARE * (kana + scripts["CJK"]):
        return KANA[0]
    return max(known, key=lambda name: known[name])


@functools.cache
def _latin_languages() -> tuple[str, ...]:
    other = {code for codes in LANGUAGES_OF_SCRIPT.values() for code in codes}
    return tuple(code for code in known_languages() if code not in other)
