"""Questions of plain text behind "Q:", "Frage 3:" and the like, with their answers behind "A:"."""

import re
from collections import Counter
from collections.abc import Sequence

from chatbot.corpus.readers.prefixes import answer_prefix, names_a_problem, question_prefix
from chatbot.corpus.readers.text_lines import Line
from chatbot.corpus.readers.text_styles import BULLET, LEADING_NUMBER, Head, wrapped_question

MAX_LINES_ABOVE_ANSWER = 8


def answer_start(line: Line) -> int:
    """Return how many characters of a line stand before an answer: "A: ", "* A. "; 0 if none do."""
    bullet = BULLET.match(line.words)
    prefix = answer_prefix().match(line.words, bullet.end() if bullet else 0)
    return prefix.end() if prefix else 0


def prefixed(lines: Sequence[Line]) -> list[Head]:
    """Find questions behind "Q:", "Frage 3:" and the like; none if there is only one "P:"."""
    found: list[tuple[Head, str]] = []
    answers = 0
    for place, line in enumerate(lines):
        number = LEADING_NUMBER.match(line.words) or BULLET.match(line.words)
        start = number.end() if number else 0
        prefix = question_prefix().match(line.words[start:])
        if not prefix:
            answers += bool(answer_start(line))
            continue
        words = line.words[start + prefix.end() :]
        last = place
        if not words and place + 1 < len(lines):
            last, words = place + 1, lines[place + 1].words
            last, words = _until_answer(lines, last, words) or (last, words)
        elif wrapped := _until_answer(lines, place, words) or wrapped_question(lines, place, words):
            last, words = wrapped
        digits = re.search(r"\d+(?:\.\d+)*", prefix[0])
        parts = tuple(map(int, digits[0].split("."))) if digits else ()
        label = re.sub(r"[\W\d_]", "", prefix[0]).casefold()
        words, answer = _inline_answer(line, words) if last == place else (words, 0)
        if words:
            found.append((Head(place, last, words, parts, answer=answer, style="Q:"), label))
    heads = _usual(found, lines)
    certain = answers or len(heads) > 1 or any(lines[head.last].asks for head in heads)
    return heads if certain or any(head.answer for head in heads) else []


def _usual(found: Sequence[tuple[Head, str]], lines: Sequence[Line]) -> list[Head]:
    """Return the questions without those behind a rare label, or a problem inside an answer."""
    labels = Counter(label for _, label in found)
    usual = max(labels.values(), default=0)
    kept = [(head, label) for head, label in found if 5 * labels[label] >= usual]
    if questions := [head for head, label in kept if not names_a_problem(label)]:
        return questions
    problems = {head.last: head for head, _ in kept}
    asking = sum(line.asks for place, line in enumerate(lines) if place not in problems)
    return list(problems.values()) if len(problems) > asking else []


def _until_answer(lines: Sequence[Line], place: int, words: str) -> tuple[int, str] | None:
    """Return the last place and the words of a question whose next lines end at an "A:"."""
    for last in range(place + 1, min(place + MAX_LINES_ABOVE_ANSWER + 1, len(lines))):
        line = lines[last]
        if answer_start(line):
            return (last - 1, words) if last > place + 1 else None
        if not line.apart and question_prefix().match(line.words):
            return (last - 1, words) if last > place + 1 else None  # both share the answer
        if line.apart:
            return None
        words = f"{words} {line.words}"
    return None


def _inline_answer(line: Line, words: str) -> tuple[str, int]:
    """Return the question, and the offset of an answer on its line: "Q: Why? A: Because."."""
    for gap in re.finditer(r"(?<=[?？؟.])\s+(?=\S)", words):
        prefix = answer_prefix().match(words, gap.end())
        if prefix and prefix.end() < len(words):
            return words[: gap.start()], line.span.end - len(words) + prefix.end()
    return words, 0
