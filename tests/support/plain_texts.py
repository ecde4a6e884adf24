"""What tests of plain text look at."""

from pathlib import Path

from chatbot.corpus.readers.parsed import RawFile
from chatbot.corpus.readers.plain_text import read_plain_text


def parsed(text):
    """A text file as it is read."""
    return read_plain_text(RawFile(Path("help.txt"), text.encode()))


def outline(text):
    """[(section, question, answer), …]."""
    found = parsed(text)
    return [(one.section, one.question, one.answer.of(found.text)) for one in found.entries]


def questions(text):
    """The questions of a text."""
    return [question for _, question, _ in outline(text)]
