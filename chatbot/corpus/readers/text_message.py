"""The header of a message, above an FAQ that was posted or mailed."""

import re
from collections.abc import Sequence

from chatbot.corpus.readers.text_lines import Line

MESSAGE_HEADER = re.compile(r"[A-Z][A-Za-z]*(?:-[A-Za-z]+)*:(?:\s.*)?")
MESSAGE_HEADERS = ("From:", "Newsgroups:", "Message-ID:", "Archive-name:", "Date:", "Path:")


def message_header(lines: Sequence[Line]) -> int:
    """Return how many lines at the top are the header of a message."""
    count = 0
    while count < len(lines) and (count == 0 or not lines[count].apart):
        if not MESSAGE_HEADER.fullmatch(lines[count].words):
            break
        count += 1
    known = any(line.words.startswith(MESSAGE_HEADERS) for line in lines[:count])
    return count if known and count > 1 else 0
