"""Lines of a table of contents in plain text: their words, and the titles above them."""

import re

from chatbot.corpus.readers.contents_titles import contents_titles
from chatbot.corpus.readers.prefixes import question_prefix
from chatbot.corpus.readers.text_lines import Line
from chatbot.text.terms import fold

MARKER = re.compile(
    r"(?:Subject:\s*)?(?:Q?\(?\d{1,4}(?:\.\d{1,4})*(?:[.):．、]*|[ \t]?[-–])|[-*+•–])"
    r"(?:[ \t]+|(?<=[.)．、])(?=[^\x00-\x7f\s]))|Subject:\s*",
    re.IGNORECASE,
)
PAGE_REFERENCE = re.compile(r"(?:\s*\.){3,}\s*\d*$|\s{3,}\d+$|\t+\d+$")
LINK_NUMBER = re.compile(r"\[\d{1,4}\](?=\S)")
"""Before a link in the dump of a text browser."""
CHAPTER = re.compile(r"(\d{1,4})(?:\.0)?[.)]?[ \t]+\S")


def plain_words(words: str) -> str:
    """Return the words of a question without number, prefix and page, to compare two of them."""
    words = PAGE_REFERENCE.sub("", words)
    marker = MARKER.match(words)
    words = words[marker.end() :] if marker else words
    words = LINK_NUMBER.sub("", words)
    prefix = question_prefix().match(words)
    words = words[prefix.end() :] if prefix else words
    return " ".join(fold(words).split())


def is_title(line: Line, below: Line) -> bool:
    """Return whether a line is the title of a table of contents, or of a chapter of it.

    Args:
        line: A line that does not come below once more.
        below: The line below it, which is in the contents.
    """
    if plain_words(line.words).rstrip(":") in contents_titles():
        return True
    chapter = CHAPTER.match(line.words)
    heads_chapter = chapter is not None and below.words.startswith(f"{chapter[1]}.")
    is_dated = any(map(str.isdigit, line.words))
    directly = line.number + 1 == below.number and not is_dated
    return line.is_short and not line.asks and (heads_chapter or directly)
