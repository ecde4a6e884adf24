"""Read a rendering: its entries, its title, and what became part of no entry."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from chatbot.corpus.documents import LeftOut
from chatbot.corpus.readers.outline_sections import Outline
from chatbot.corpus.readers.parsed import ParsedFile
from chatbot.corpus.readers.question_words import (
    without_counters,
    words_key,
)
from chatbot.corpus.readers.rendering import Rendering
from chatbot.errors import CorpusError

OTHER_TITLE = "the document has another title"
NO_QUESTION = "no question was found."
REMEDY = "Write each question as a heading, or as a bold line, with its answer below it."


def parsed_file(rendering: Rendering, path: Path, metadata: Mapping[str, object]) -> ParsedFile:
    """Find the entries of a rendering.

    Args:
        rendering: The text with its parts.
        path: The file, for messages and for text without any heading.
        metadata: What the file says about itself; a title is added if the text has one.

    Raises:
        CorpusError: There is no entry.
    """
    outline = Outline(rendering, str(metadata.get("title") or re.sub("[-_]", " ", path.stem)))
    outline.read()
    if all(entry.heading.start == entry.heading.end for entry in outline.entries):
        raise CorpusError(path, NO_QUESTION, REMEDY)
    title = {"title": outline.title} if outline.title else {}
    shown = {
        words_key(str(metadata.get("title") or outline.title)),
        *map(words_key, outline.questions),
    }
    if outline.title and words_key(outline.title) not in shown:
        outline.left_out.append(LeftOut(outline.title_line, outline.title, OTHER_TITLE))
    return ParsedFile(
        rendering.text,
        tuple(
            replace(entry, question=question)
            for entry, question in zip(
                outline.entries, without_counters(outline.questions), strict=True
            )
        ),
        title | dict(metadata),
        tuple(sorted(rendering.marks)),
        tuple(sorted([*rendering.left_out, *outline.left_out])),
        tuple(outline.remarks),
    )
