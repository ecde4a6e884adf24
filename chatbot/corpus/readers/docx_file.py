"""Word documents (.docx).

mammoth converts them to HTML, in a child process. What is a question is found as in every format
with markup: headings, bold lines, lists, tables.
"""

import re
from collections import defaultdict, deque
from typing import TYPE_CHECKING

from chatbot.corpus.documents import LeftOut
from chatbot.corpus.readers.conversion import convert
from chatbot.corpus.readers.html_blocks import parsed_html, render_html, words_in
from chatbot.corpus.readers.html_tags import HEADINGS
from chatbot.corpus.readers.outline import parsed_file
from chatbot.corpus.readers.parsed import ParsedFile, RawFile
from chatbot.corpus.readers.pdf_file import declared_metadata
from chatbot.corpus.readers.rendering import CONTROL, Rendering

if TYPE_CHECKING:
    from lxml.etree import _Element

# Names that mammoth gives to notes and to the links that lead back from them.
NOTE = re.compile(r"(?:footnote|endnote)-\d+$")
REFERENCE = re.compile(r"(?:footnote|endnote)-ref-\d+$")
BACK = re.compile(r"#(?:footnote|endnote)-ref-")
# Classes that the conversion gives to paragraphs with these styles.
TITLE = "faq-title"
CONTENTS = "faq-contents"


def read_docx(file: RawFile) -> ParsedFile:
    """Read a Word document.

    Raises:
        CorpusError: There is no entry, or it cannot be read in time.
    """
    value = convert(file, "chatbot.corpus.readers.docx_html", "mammoth", "mammoth")
    markup = f"<html><body><div>{CONTROL.sub('', value['html'])}</div></body></html>"
    body = parsed_html(markup, file.path).find("body")
    _move_notes(body)
    rendering = Rendering()
    rendering.left_out += [LeftOut(0, words, reason) for words, reason in value["left_out"]]
    for contents in list(body.iter("p")):
        if contents.get("class") == CONTENTS:
            rendering.leave_out(words_in(contents), "table of contents", 0)
            contents.drop_tree()
    for row in body.xpath(".//table//tr[1]"):
        cells = row.findall("td")
        if cells and all(_is_bold(cell) for cell in cells):
            for cell in cells:
                cell.tag = "th"
    metadata = declared_metadata(value)
    if title := _title(body):
        metadata["title"] = title
    render_html(body, rendering)
    return parsed_file(rendering, file.path, metadata)


def _move_notes(body: "_Element") -> None:
    """Move each footnote and endnote behind the block that refers to it, without the signs."""
    notes: dict[str, deque[_Element]] = defaultdict(deque)  # one for each reference, in order
    for item in body.iter("li"):
        if NOTE.match(item.get("id", "")):
            notes[item.get("id", "")].append(item)
    last: dict[_Element, _Element] = {}  # block → the last note behind it
    for link in [link for link in body.iter("a") if REFERENCE.match(link.get("id", ""))]:
        waiting = notes[link.get("href", "")[1:]]
        block = _block_of(link)
        above = set(link.iterancestors())
        link.drop_tree()
        if not waiting or waiting[0] in above:  # a note that refers to itself stays
            continue
        note = waiting.popleft()
        for arrow in [one for one in note.iter("a") if BACK.match(one.get("href", ""))]:
            arrow.drop_tree()
        parent = note.getparent()
        note.tag = "div"
        last.get(block, block).addnext(note)
        last[block] = note
        if not len(parent):
            parent.drop_tree()


def _block_of(link: "_Element") -> "_Element":
    """Return what a note can follow: the paragraph, heading or item, or all of a table."""
    tables = list(link.iterancestors("table"))
    if tables:
        return tables[-1]
    return next(link.iterancestors("p", "div", "li", *HEADINGS))


def _title(body: "_Element") -> str:
    """Return the text with the style Title; other headings go down a level, below it."""
    titles = [heading for heading in body.iter("h1") if heading.get("class") == TITLE]
    if not titles:
        return ""
    for heading in list(body.iter(*HEADINGS)):
        if heading not in titles:
            heading.tag = f"h{min(6, HEADINGS[heading.tag] + 1)}"
    return words_in(titles[0])


def _is_bold(cell: "_Element") -> bool:
    words = words_in(cell)
    return bool(words) and words == " ".join(words_in(bold) for bold in cell.iter("strong"))
