"""Lines of a plain text file that are no words of its FAQ, and the others."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from chatbot.corpus.documents import LeftOut, Span
from chatbot.corpus.readers.plain_metadata import REASON as METADATA
from chatbot.corpus.readers.plain_metadata import plain_metadata
from chatbot.corpus.readers.text_contents import contents
from chatbot.corpus.readers.text_lines import Line
from chatbot.corpus.readers.text_links import links_at_the_end
from chatbot.corpus.readers.text_listed import plain_words
from chatbot.corpus.readers.text_markup import asciidoc_markup, without_fences
from chatbot.corpus.readers.text_message import message_header
from chatbot.corpus.readers.text_pages import page_numbers


@dataclass(slots=True)
class Sorted:
    """The lines of a file, sorted.

    Attributes:
        kept: Lines of the FAQ itself. A wrapped line that the contents name is one line.
        left_out: The others, with the reason.
        spans: Their characters.
        listed: Words of the lines of the contents.
        in_contents: Numbers of the lines that the contents name.
        metadata: What lines at the top say of the file.
    """

    kept: list[Line] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    listed: set[str] = field(default_factory=set)
    in_contents: frozenset[int] = frozenset()
    metadata: dict[str, object] = field(default_factory=dict)


def without_extras(text: str, lines: Sequence[Line]) -> Sorted:
    """Return the lines of the FAQ itself, and the others with the reason.

    Args:
        text: The text of the file.
        lines: Its lines with words.
    """
    header = message_header(lines)
    labels, metadata = (0, {}) if header else _labels(lines)
    links = links_at_the_end(lines)
    own = lines[header : len(lines) - len(links)]
    found = contents(own)
    pages = page_numbers(text, own, found.listed)
    markup = asciidoc_markup(lines)
    result = Sorted(in_contents=found.below, metadata=metadata)
    result.listed = {plain_words(line.words) for line in lines if line.number in found.listed}
    for place, line in enumerate(lines):
        if place < header:
            reason = "header of a message"
        elif place < labels:
            reason = METADATA
        elif line.number in links:
            reason = "list of links of a text browser"
        elif line.number in markup:
            reason = "an instruction to a converter"
        elif line.number in found.listed:
            reason = "table of contents"
        elif line.number in pages:
            reason = "page number"
        else:
            if line.number in found.ends:  # the rest of a line that is kept
                continue
            line = found.whole.get(line.number, line)
            below = place and lines[place - 1].number in markup
            line = replace(line, apart=True) if below else line
            result.kept.append(without_fences(line) if markup else line)
            continue
        result.left_out.append(LeftOut(line.number, line.words, reason))
        result.spans.append(line.span)
    return result


def _labels(lines: Sequence[Line]) -> tuple[int, dict[str, object]]:
    """Return how many lines at the top are metadata, and what they say."""
    below = (place for place, line in enumerate(lines) if place and line.apart)
    count = next(below, len(lines))
    found = plain_metadata([line.words for line in lines[:count]])
    return (0, {}) if found is None else (count, found)
