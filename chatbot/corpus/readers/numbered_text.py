"""Plain text files with numbered questions, each on one line.

Answers have numbered lists, too. So a question is a line that begins with the next number *and*
ends with a question mark.
"""

import re

from chatbot.corpus.documents import Span
from chatbot.corpus.readers.blocks import LINE, plain_blocks, trimmed
from chatbot.corpus.readers.parsed import ParsedEntry, ParsedFile, RawFile
from chatbot.errors import CorpusError

NUMBERED_QUESTION = re.compile(
    r"(?:Q(?:uestion)?\s?)?(\d{1,6})[.):][ \t]+(\S.*[?？؟][\"'”’)\]]*)", re.IGNORECASE
)
NUMBERED_LINE = re.compile(r"(\d{1,6})[.)][ \t]+\S")
REMEDY = "Number the questions 1, 2, 3, …, each on one line that ends with a question mark."


def read_numbered_text(file: RawFile) -> ParsedFile:
    """Read a plain text file.

    Raises:
        CorpusError: There is no question, a number is missing, or a question has no answer.
    """
    path, text = file.path, file.text()
    questions: list[tuple[str, Span]] = []
    last_numbered_line = 0
    for line in LINE.finditer(text):
        span = trimmed(text, line.start(), line.end())
        question = NUMBERED_QUESTION.fullmatch(text, *span)
        expected = len(questions) + 1
        if question and int(question[1]) == expected:
            questions.append((question[2], span))
            last_numbered_line = 0
            continue
        numbered = NUMBERED_LINE.match(text, *span)
        if question and int(question[1]) > max(expected, last_numbered_line + 1):
            raise CorpusError(
                path,
                f"question {question[1]} is where question {expected} was expected.",
                REMEDY,
                line=line_number(text, span.start),
            )
        if question and int(question[1]) not in (1, last_numbered_line + 1):
            raise CorpusError(
                path,
                f"question {question[1]} is here a second time.",
                "If one of the two is an item of a list, begin its line with a dash.",
                line=line_number(text, span.start),
            )
        if numbered:
            last_numbered_line = int(numbered[1])
    if not questions:
        raise CorpusError(path, "no question was found.", REMEDY)
    ends = [heading.start for _, heading in questions[1:]] + [len(text)]
    entries = []
    for (question_text, heading), end in zip(questions, ends, strict=True):
        blocks = plain_blocks(text, heading.end, end)
        if not blocks:
            raise CorpusError(
                path,
                f"the question {question_text!r} has no answer.",
                "Write the answer below it, or remove the question.",
                line=line_number(text, heading.start),
            )
        answer = trimmed(text, heading.end, end)
        entries.append(ParsedEntry(question_text, heading, answer, blocks))
    return ParsedFile(text, tuple(entries))


def line_number(text: str, offset: int) -> int:
    """Return the 1-based number of the line with the character at `offset`."""
    return text.count("\n", 0, offset) + 1
