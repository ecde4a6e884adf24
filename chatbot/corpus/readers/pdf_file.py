"""PDF files.

pdfminer.six finds the lines with their places and fonts, in a child process. Larger letters are
headings, bold lines may be questions. What is a question is found as in every format with markup.
"""

import itertools
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatbot.corpus.documents import LeftOut
from chatbot.corpus.readers.conversion import convert
from chatbot.corpus.readers.html_blocks import LINE, render_html
from chatbot.corpus.readers.markdown import CONTROL
from chatbot.corpus.readers.outline import parsed_file
from chatbot.corpus.readers.parsed import ParsedFile, RawFile
from chatbot.corpus.readers.pdf_layout import lines_in_order
from chatbot.corpus.readers.pdf_paragraphs import Paragraph, paragraphs_of
from chatbot.corpus.readers.rendering import Rendering

if TYPE_CHECKING:
    from lxml.etree import _Element

# Titles that programs write without asking.
NAME_OF_A_FILE = re.compile(r"^(?:microsoft \w+ - .*|untitled.*|.*\.\w{3,4})$", re.IGNORECASE)
SAME_EDGE = 4
"""Points by which the left edges of items of one list may differ."""


def read_pdf(file: RawFile) -> ParsedFile:
    """Read a PDF.

    Raises:
        CorpusError: There is no text or no entry, it is encrypted, or it cannot be read in time.
    """
    value = convert(file, "chatbot.corpus.readers.pdf_lines", "pdfminer", "pdfminer.six")
    return parsed_pdf(file.path, value)


def parsed_pdf(path: Path, value: Mapping[str, Any]) -> ParsedFile:
    """Return what the lines of a PDF say; see `pdf_lines` for the values.

    Raises:
        CorpusError: There is no entry.
    """
    lines, margins = lines_in_order(value["pages"])
    rendering = Rendering()
    rendering.left_out += margins
    for number, page in enumerate(value["pages"], start=1):
        if not page["lines"] and page["pictures"]:
            rendering.left_out.append(LeftOut(number, f"page {number}", "a picture of a page"))
    render_html(_body(paragraphs_of(lines)), rendering)
    return parsed_file(rendering, path, declared_metadata(value))


def declared_metadata(value: Mapping[str, object]) -> dict[str, object]:
    """Return the title and the language that a file declares, where they are usable."""
    found: dict[str, object] = {}
    title, language = str(value.get("title", "")).strip(), str(value.get("language", ""))
    if title and not NAME_OF_A_FILE.match(title):
        found["title"] = CONTROL.sub("", title)
    if re.fullmatch(r"[A-Za-z]{2,3}(?:-\w+)*", language):
        found["language"] = language
    return found


def _body(paragraphs: Iterable[Paragraph]) -> "_Element":
    """Return the paragraphs as HTML, with the page of each."""
    from lxml.etree import Element, SubElement

    body = Element("body")
    lists: list[_Element] = []  # open lists, outermost first
    edges: list[float] = []  # their left edges
    last: Paragraph | None = None
    for paragraph in paragraphs:
        line = {LINE: str(paragraph.lines[0].page)}
        if paragraph.number is None:
            lists, edges = [], []
            element = SubElement(body, f"h{paragraph.level}" if paragraph.level else "p", line)
        else:
            name = "ol" if paragraph.number else "ul"
            if last and edges and _in_next_column(last, paragraph):
                edges = [edge + paragraph.left - last.left for edge in edges]
            while edges and edges[-1] > paragraph.left + SAME_EDGE:
                edges.pop(), lists.pop()
            deeper = not edges or paragraph.left > edges[-1] + SAME_EDGE
            if not deeper and lists[-1].tag != name:
                edges.pop(), lists.pop()
                deeper = True
            if deeper:
                edges.append(paragraph.left)
                lists.append(SubElement(lists[-1][-1] if lists else body, name, line))
            element = SubElement(lists[-1], "li", line)
            if paragraph.number:
                element.set("value", str(paragraph.number))
        if paragraph.bold:
            element = SubElement(element, "strong")
        element.text = CONTROL.sub("\ufffd", paragraph.text)
        last = paragraph
    return body


def _in_next_column(last: Paragraph, paragraph: Paragraph) -> bool:
    """Return whether a new column or page begins with a paragraph, or inside the last one."""
    lines = [*last.lines, paragraph.lines[0]]
    return any(
        (below.page, below.top) < (above.page, above.top) or below.page != above.page
        for above, below in itertools.pairwise(lines)
    )
