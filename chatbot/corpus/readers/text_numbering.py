"""Numbered questions: where their words end, and which number is missing or there twice."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from chatbot.corpus.readers.text_lines import MAX_QUESTION_CHARACTERS, SENTENCE_STOP, Line
from chatbot.corpus.readers.text_styles import Head

MOST_LINES = 3


def with_whole_paragraphs(lines: Sequence[Line], heads: Sequence[Head]) -> list[Head]:
    """Return numbered questions with all lines of their paragraph, if most have no answer in it.

    "1. It stops with
    this error." is one question where blank lines stand below the other questions.
    """
    alone = sum(lines[head.last].apart_below for head in heads)
    if 2 * alone <= len(heads):
        return list(heads)
    places = {head.first for head in heads}
    return [_whole(lines, head, places) for head in heads]


def _ends(line: Line) -> bool:
    return line.asks or bool(SENTENCE_STOP.search(line.words))


def _whole(lines: Sequence[Line], head: Head, places: Collection[int]) -> Head:
    last = head.last
    words = head.question
    while not lines[last].apart_below and last + 1 < len(lines) and last + 1 not in places:
        last += 1
        words = f"{words} {lines[last].words}"
    if head.last == last or last - head.first >= MOST_LINES or _ends(lines[head.last]):
        return head
    if len(words) > MAX_QUESTION_CHARACTERS:
        return head
    return replace(head, last=last, question=words)


def numbering_fault(before: Head | None, head: Head) -> str:
    """Say that a number is missing above a question, or is here a second time; else empty.

    Args:
        before: The numbered question before it.
        head: The question.
    """
    number, above = head.number, before.number if before else ()
    if not number or (above and len(above) != len(number)):
        return ""
    if above[:-1] != number[:-1]:  # the first of a chapter
        return ""
    last = above[-1] if above else (0 if len(number) == 1 else number[-1] - 1)
    name = ".".join(map(str, (*number[:-1], last + 1)))
    if number[-1] > last + 1:
        many = number[-1] > last + 2
        upto = ".".join(map(str, (*number[:-1], number[-1] - 1)))
        missing = f"{name} to {upto} are missing" if many else f"{name} is missing"
        return f"question {missing} above this line"
    if above and number[-1] <= last and number[-1] != 1:
        again = ".".join(map(str, number))
        return f"question {again} is here a second time, or is an item of a list"
    return ""
