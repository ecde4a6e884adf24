"""PDF files.

A child process finds the paragraphs. Larger letters are headings, bold lines may be questions. What
is a question is found as in every format with markup.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatbot.corpus.documents import LeftOut
from chatbot.corpus.readers.conversion import convert
from chatbot.corpus.readers.html_blocks import render_html
from chatbot.corpus.readers.html_tags import LINE
from chatbot.corpus.readers.outline import parsed_file
from chatbot.corpus.readers.parsed import ParsedFile, RawFile
from chatbot.corpus.readers.rendering import CONTROL, Rendering

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
    """Return what the paragraphs of a PDF say; see `pdf_lines` for the values.

    Raises:
        CorpusError: There is no entry.
    """
    rendering = Rendering()
    rendering.left_out += [LeftOut(*margin) for margin in value["margins"]]
    for number in value["pictures"]:
        rendering.left_out.append(LeftOut(number, f"page {number}", "a picture of a page"))
    render_html(_body(value["paragraphs"]), rendering)
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


def _body(paragraphs: Iterable[Mapping[str, Any]]) -> "_Element":
    """Return the paragraphs as HTML, with the page of each."""
    from lxml.etree import Element, SubElement

    body = Element("body")
    lists: list[_Element] = []  # open lists, outermost first
    edges: list[float] = []  # their left edges
    last_left = 0.0
    for paragraph in paragraphs:
        line = {LINE: str(paragraph["page"])}
        level, number, left = paragraph["level"], paragraph["number"], paragraph["left"]
        if number is None:
            lists, edges = [], []
            element = SubElement(body, f"h{level}" if level else "p", line)
        else:
            name = "ol" if number else "ul"
            if paragraph["next_column"]:
                edges = [edge + left - last_left for edge in edges]
            while edges and edges[-1] > left + SAME_EDGE:
                edges.pop(), lists.pop()
            deeper = not edges or left > edges[-1] + SAME_EDGE
            if not deeper and lists[-1].tag != name:
                edges.pop(), lists.pop()
                deeper = True
            if deeper:
                edges.append(left)
                lists.append(SubElement(lists[-1][-1] if lists else body, name, line))
            element = SubElement(lists[-1], "li", line)
            if number:
                element.set("value", str(number))
        if paragraph["bold"]:
            element = SubElement(element, "strong")
        element.text = CONTROL.sub("\ufffd", paragraph["text"])
        last_left = left
    return body
