"""Prefixes that say what is a question and what is its answer: "Q: …", "Frage 3: …", "答：…".

Use `match`: the patterns match at the start of a text, and `.end()` is where the words begin. With
"Question 3" alone on its line, no words are left.
"""

import functools
import re
from collections.abc import Iterable
from pathlib import Path

WORDS = Path(__file__).with_name("words") / "prefixes.yaml"
NUMBER = r"\s?[#№.-]?\s?\d{1,4}(?:\.\d{1,3}){0,3}"
COLON = "[:：]"
# "A. Lincoln" and "P. Smith" are names, "p. 3" is a page. So of the letters only these, as
# capitals, may have a full stop or bracket behind them without a number.
LETTERS_BEFORE_STOP = "QAＱＡ"
WITHOUT_SPACES = "[\u3040-\u30ff\u3400-\u9fff]"
"""A character of Japanese or Chinese, which have no space behind a full stop: "Q.送料は"."""
PHONE_NUMBER = r"[+(]?\d[\d\s()/.–-]{4,}\d"
"""Behind "P: " or "F: ", which mean phone and fax in an address."""


@functools.cache
def question_prefix() -> re.Pattern[str]:
    """Return a pattern for what stands before a question: "Q: ", "Q1. ", "Question 1 – "."""
    return _prefix("question")


@functools.cache
def answer_prefix() -> re.Pattern[str]:
    """Return a pattern for what stands before an answer: "A: ", "A1. ", "Réponse : "."""
    return _prefix("answer")


def names_a_problem(label: str) -> bool:
    """Return whether the letters of a prefix say that a problem follows: "Problem"."""
    return label.casefold() in _known("problem")


def is_lone_prefix(words: str, kind: str) -> bool:
    """Return whether words are but a prefix: "Q", "A.", "Answer", "답변".

    Args:
        words: The words.
        kind: "question" or "answer".
    """
    core = re.sub(r"[\s.:：．)）\[\]【】]|\d{1,3}", "", words).casefold()
    return core in _known(kind) or (kind == "question" and core in _known("problem"))


@functools.cache
def _known(kind: str) -> frozenset[str]:
    return frozenset(word.casefold() for one in _words().values() for word in one.get(kind, ()))


def _prefix(kind: str) -> re.Pattern[str]:
    kinds = (kind, "problem") if kind == "question" else (kind,)
    words = {word for one in _words().values() for name in kinds for word in one.get(name, ())}
    letters = {word for word in words if len(word) == 1}
    latin_pair = sorted(letters & set("QA"))
    cased = "".join(letters) + "".join(latin_pair).lower()
    stopped = "".join(sorted(letters & set(LETTERS_BEFORE_STOP)))
    word, any_word = _either(words - letters), _either(words)
    # Each alternative ends where the space before the words begins.
    ways = (
        rf"(?-i:[{cased}])(?:{NUMBER})?\s?(?:{COLON}|、)(?!\s*{PHONE_NUMBER})",
        rf"(?-i:[{cased}]){NUMBER}[.)．）](?=\s|$|{WITHOUT_SPACES})",
        rf"(?-i:[{stopped}])[.)．）](?=\s|$)" if stopped else "",
        rf"(?-i:[{stopped}])[.．](?={WITHOUT_SPACES}|(?-i:[A-Z][a-z]))" if stopped else "",
        rf"(?-i:[{stopped}])[ \u3000]+(?={WITHOUT_SPACES})" if stopped else "",
        rf"{word}(?:{NUMBER})?(?:\s?(?:{COLON}|、)|[.)．）](?=\s|$)|\s+[-–—](?=\s))",
        rf"{word}{NUMBER}(?:\s?[-–—](?=\s)|\s*$)",
        rf"[\[【]{any_word}(?:{NUMBER})?[\]】]\s?{COLON}?",
    )
    return re.compile(rf"\s*(?:{'|'.join(filter(None, ways))})\s*", re.IGNORECASE)


def _either(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})"


@functools.cache
def _words() -> dict[str, dict[str, list[str]]]:
    import yaml

    words: dict[str, dict[str, list[str]]] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return words
