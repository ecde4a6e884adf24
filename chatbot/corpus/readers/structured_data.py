"""Questions in the structured data of a page: schema.org's FAQPage and QAPage as JSON-LD.

The same as microdata or RDFa is in the visible text: see `html_questions`.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from chatbot.corpus.documents import LeftOut
from chatbot.corpus.readers.html_tags import LINE
from chatbot.corpus.readers.question_words import words_key

if TYPE_CHECKING:
    from lxml.etree import _Element

WORD = re.compile(r"\w+")
REWORDED = 0.4
"""Share of the words of two answers that both have."""
OTHER_WORDS = "the page asks this in other words"
MAX_DEPTH = 20
OTHER_ANSWER = "the structured data has another answer than the page"
WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|"
                      r"(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/)\s*$")  # fmt: skip


class StructuredQuestion(NamedTuple):
    """A question of the structured data.

    Attributes:
        name: The question.
        answer: The answer, as HTML.
        line: Line of the page.
    """

    name: str
    answer: str
    line: int


def structured_questions(root: "_Element") -> list[StructuredQuestion]:
    """Return the questions that a page has as JSON-LD, each once. Broken JSON has none."""
    found: dict[tuple[str, str], StructuredQuestion] = {}
    for script in root.iter("script"):
        if "ld+json" not in script.get("type", "").lower():
            continue
        source = WRAPPING.sub("", script.text or "")
        try:
            data = json.loads(source, strict=False)  # pages have line ends in strings
        except (ValueError, RecursionError):
            continue
        for name, answer in _questions(data, 0):
            question = StructuredQuestion(name, answer, int(script.get(LINE, "0")))
            found.setdefault((name, answer), question)
    return list(found.values())


def other_answers(
    questions: Iterable[StructuredQuestion], shown: Mapping[str, Sequence[str]]
) -> list[LeftOut]:
    """Return the answers that the page does not show, though it shows their questions.

    Args:
        questions: The questions of the structured data.
        shown: Key of the words of each question of the page → the words of its answers.
    """
    bare = {key: _bare(" ".join(answers)) for key, answers in shown.items()}
    found = []
    for question in questions:
        key, words = words_key(question.name), _plain(question.answer)
        if key in bare and _bare(words) not in bare[key]:
            found.append(LeftOut(question.line, words, OTHER_ANSWER))
    return found


def without_reworded(
    questions: Iterable[StructuredQuestion], shown: Iterable[str]
) -> tuple[list[StructuredQuestion], list[LeftOut]]:
    """Sort out the questions that the page has in other words: with nearly the same answer.

    Args:
        questions: Questions of the structured data that the page does not have.
        shown: The answers of the page.

    Returns:
        The other questions, and what was left out.
    """
    answers = [set(WORD.findall(answer.casefold())) for answer in shown]
    kept, found = [], []
    for question in questions:
        plain = _plain(question.answer)
        words = set(WORD.findall(plain.casefold()))
        if any(len(words & answer) >= REWORDED * len(words | answer) for answer in answers):
            found.append(LeftOut(question.line, f"{question.name} {plain}", OTHER_WORDS))
        else:
            kept.append(question)
    return kept, found


def _bare(words: str) -> str:
    """Return the letters and digits of a text."""
    return "".join(filter(str.isalnum, words.casefold()))


def _questions(data: Any, depth: int) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    if depth > MAX_DEPTH:
        return
    if isinstance(data, list):
        for item in data:
            yield from _questions(item, depth + 1)
    elif isinstance(data, dict):
        kinds = data.get("@type", "")
        if "Question" in (kinds if isinstance(kinds, list) else [kinds]):
            texts = [*_texts(data.get("acceptedAnswer")), *_texts(data.get("suggestedAnswer"))]
            name = _plain(data.get("name") or data.get("text"))
            if len(texts) > 1:
                yield (name, "".join(f"<div>{text}</div>" for text in dict.fromkeys(texts)))
            elif texts:
                yield (name, texts[0])
        else:
            for value in data.values():
                if isinstance(value, list | dict):
                    yield from _questions(value, depth + 1)


def _texts(answers: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield the text of each answer, as HTML."""
    for answer in answers if isinstance(answers, list) else [answers]:
        text = answer.get("text") if isinstance(answer, dict) else answer
        if isinstance(text, str) and text.strip():
            yield text.strip()


def _plain(name: Any) -> str:  # noqa: ANN401
    words = html.unescape(name) if isinstance(name, str) else ""
    words = re.sub(r"<(?:br|p|div|li)\b[^<>]*>", " ", words)
    return " ".join(re.sub(r"<[^<>]*>", "", words).split())
