"""Word documents (.docx).

mammoth converts them to HTML, in a child process. What is a question is found as in every format
with markup: headings, bold lines, lists, tables.
"""

from typing import TYPE_CHECKING

from chatbot.corpus.documents import LeftOut
from chatbot.corpus.readers.conversion import convert
from chatbot.corpus.readers.html_blocks import HEADINGS, parsed_html, render_html, words_in
from chatbot.corpus.readers.markdown import CONTROL
from chatbot.corpus.readers.outline import parsed_file
from chatbot.corpus.readers.parsed import ParsedFile, RawFile
from chatbot.corpus.readers.pdf_file import declared_metadata
from chatbot.corpus.readers.rendering import Rendering

if TYPE_CHECKING:
    from lxml.etree import _Element

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
