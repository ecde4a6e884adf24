"""The paragraphs of a PDF: the program that `pdf_file` runs.

pdfminer.six finds the lines with their places and fonts. They are put in order here too, within
the bounds of this process: a hostile file can make that slow.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from chatbot.corpus.readers.conversion import ConversionError, serve
from chatbot.corpus.readers.pdf_layout import lines_in_order
from chatbot.corpus.readers.pdf_paragraphs import in_next_column, paragraphs_of

if TYPE_CHECKING:
    from pdfminer.layout import LTComponent, LTPage, LTTextLine

MAX_PAGES = 500
MAX_PAGE_LINES = 2_000
MAX_CHARACTERS = 10_000_000
BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
UNKNOWN_GLYPH = re.compile(r"\(cid:\d+\)")
MAX_BULLET_POINTS = 8
"""Largest width of a circle or square that is a bullet."""


def pdf_lines(content: BytesIO) -> dict[str, object]:
    """Return the paragraphs of a PDF, with the title and the language that the file declares.

    Returns:
        `paragraphs`: text, level, bold, number, left edge, page and whether a new column or page
        begins with it or inside the one above. `margins`: page, text and reason of each page
        header, footer and number. `pictures`: the pages that have pictures and no text.

    Raises:
        ConversionError: It is not a PDF, is encrypted, has too many pages, lines or letters, or no
            text.
    """
    from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
    from pdfminer.pdfexceptions import PDFException
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser
    from pdfminer.psexceptions import PSException

    try:
        document = PDFDocument(PDFParser(content))
        if not document.is_extractable and document.encryption:
            raise PDFPasswordIncorrect
        pages = list(itertools.islice(PDFPage.create_pages(document), MAX_PAGES + 1))
        if len(pages) > MAX_PAGES:
            raise ConversionError(f"it has more than {MAX_PAGES} pages.")
        lines = list(_pages(pages))
    except PDFPasswordIncorrect:
        raise ConversionError(
            "it is protected by a password.", "Save it without the password."
        ) from None
    except (PDFException, PSException, RecursionError, ValueError, TypeError, KeyError) as error:
        raise ConversionError("this is not a PDF that can be read.", "Save it again.") from error
    _check_text(lines)
    return {**paragraphs_in_order(lines), **_declared(document)}


def paragraphs_in_order(pages: Sequence[dict[str, Any]]) -> dict[str, object]:
    """Return what `pdf_lines` says about the lines of pages."""
    lines, margins = lines_in_order(pages)
    paragraphs = paragraphs_of(lines)
    return {
        "paragraphs": [
            {
                "text": paragraph.text,
                "level": paragraph.level,
                "bold": paragraph.bold,
                "number": paragraph.number,
                "left": paragraph.left,
                "page": paragraph.lines[0].page,
                "next_column": above is not None and in_next_column(above, paragraph),
            }
            for above, paragraph in zip([None, *paragraphs], paragraphs, strict=False)
        ],
        "margins": [(one.line, one.words, one.reason) for one in margins],
        "pictures": [
            number
            for number, page in enumerate(pages, start=1)
            if not page["lines"] and page["pictures"]
        ],
    }


def _check_text(pages: Iterable[dict[str, Any]]) -> None:
    """Refuse pages without text that can be read.

    Raises:
        ConversionError: There is none, or far too much.
    """
    texts = [line["text"] for page in pages for line in page["lines"]]
    if not texts:
        raise ConversionError(
            "it has pictures of pages, no text.", "Let a program recognise its text (OCR) first."
        )
    unknown = sum(len(UNKNOWN_GLYPH.findall(text)) for text in texts)
    if unknown * 5 > sum(len(UNKNOWN_GLYPH.sub("x", text)) for text in texts):
        raise ConversionError(
            "its fonts do not say which letters they show.",
            "Save it again from the program that made it.",
        )
    if sum(map(len, texts)) > MAX_CHARACTERS:
        raise ConversionError(f"it has more than {MAX_CHARACTERS:,} letters.")


def _pages(pages: Iterable[Any]) -> Iterator[dict[str, Any]]:
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.layout import LAParams
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager

    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=LAParams(all_texts=True))
    interpreter = PDFPageInterpreter(resources, device)
    for page in pages:
        interpreter.process_page(page)
        lines = _page(device.get_result())
        if len(lines["lines"]) > MAX_PAGE_LINES:
            raise ConversionError(f"a page of it has more than {MAX_PAGE_LINES:,} lines.")
        yield lines


def _page(page: "LTPage") -> dict[str, Any]:
    from pdfminer.layout import LTCurve, LTImage, LTTextBox, LTTextLine

    components = list(_leaves(page))
    bullets = [
        shape
        for shape in components
        if isinstance(shape, LTCurve)
        and 1 < shape.width < MAX_BULLET_POINTS
        and abs(shape.width - shape.height) < 1
    ]
    lines = []
    for number, box in enumerate(part for part in components if isinstance(part, LTTextBox)):
        for line in box:
            if isinstance(line, LTTextLine) and line.get_text().strip():
                lines.append(_line(page, line, number, bullets))
    pictures = any(isinstance(part, LTImage) for part in components)
    return {"height": page.height, "lines": lines, "pictures": pictures}


def _leaves(container: Iterable["LTComponent"]) -> Iterator["LTComponent"]:
    """Yield text boxes and shapes, those in figures included."""
    from pdfminer.layout import LTFigure

    for part in container:
        if isinstance(part, LTFigure):
            yield from _leaves(part)
        else:
            yield part


def _line(
    page: "LTPage", line: "LTTextLine", box: int, bullets: Iterable["LTComponent"]
) -> dict[str, Any]:
    from pdfminer.layout import LTChar

    characters: list[LTChar] = [
        part for part in line if isinstance(part, LTChar) and part.get_text().strip()
    ]
    sizes = sorted(character.size for character in characters)
    return {
        "text": line.get_text(),
        "box": box,
        "left": line.x0,
        "right": line.x1,
        "top": page.y1 - line.y1,
        "bottom": page.y1 - line.y0,
        "size": round(sizes[len(sizes) // 2] * 2) / 2 if sizes else 0.0,
        "bold": bool(characters) and all(BOLD.search(part.fontname) for part in characters),
        "bullet": any(_is_bullet_of(shape, line) for shape in bullets),
    }


def _is_bullet_of(shape: "LTComponent", line: "LTTextLine") -> bool:
    beside = line.y0 < (shape.y0 + shape.y1) / 2 < line.y1
    return bool(beside and 0 < line.x0 - shape.x1 < 2 * line.height)


def _declared(document: Any) -> dict[str, str]:  # noqa: ANN401 — pdfminer's values have no types
    from pdfminer.pdftypes import resolve1
    from pdfminer.utils import decode_text

    values = {"language": resolve1(document.catalog.get("Lang"))}
    for info in document.info:
        values["title"] = resolve1(info.get("Title"))
    return {key: decode_text(value) for key, value in values.items() if isinstance(value, bytes)}


if __name__ == "__main__":
    serve(pdf_lines)
