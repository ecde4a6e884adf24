"""Faults in the numbers of questions: one is missing, or there twice."""

from chatbot.corpus.readers.text_styles import Head


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
