"""A Word document as HTML: the program that `docx_file` runs. mammoth converts it."""

import re
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from chatbot.corpus.readers.conversion import ConversionError, serve
from chatbot.corpus.readers.docx_file import CONTENTS, TITLE
from chatbot.corpus.readers.zip_limits import ZipLimitError, checked_zip

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
STYLES = f"""
p[style-name='Title'] => h1.{TITLE}:fresh
p[style-name='TOC Heading'] => p.{CONTENTS}:fresh
p[style-name^='toc '] => p.{CONTENTS}:fresh
p[style-name^='TOC '] => p.{CONTENTS}:fresh
"""
# Parts of the archive beside the text, and what the owner is told about them.
BESIDE = {
    r"word/header\d*\.xml": "the header of the pages",
    r"word/footer\d*\.xml": "the footer of the pages",
    r"word/comments\.xml": "a comment",
}
NOT_CONVERTED = "text that could not be read from the Word document"


def docx_html(content: BytesIO) -> dict[str, object]:
    """Return the HTML of a Word document, and the words that are not in it, with reasons.

    Raises:
        ConversionError: It is not a Word document, or is too large when it is unpacked.
    """
    from mammoth import convert_to_html
    from mammoth.images import img_element

    remedy = "Open it in Word or LibreOffice and save it again, as .docx."
    try:
        archive = checked_zip(content.getvalue())
        styles = "\n".join([STYLES, *_heading_styles(archive)])
        html = convert_to_html(
            content,
            style_map=styles,
            include_embedded_style_map=False,
            convert_image=img_element(lambda image: {"src": "picture"}),
        ).value
        left_out = [
            (words, reason)
            for name in sorted(archive.namelist())
            for pattern, reason in BESIDE.items()
            if re.fullmatch(pattern, name)
            for words in _paragraphs(archive, name)
        ]
        read = _letters(_plain(html))
        main = [name for name in archive.namelist() if re.fullmatch(r"word/document\d*\.xml", name)]
        left_out += [
            (words, NOT_CONVERTED)
            for name in main
            for words in dict.fromkeys(_paragraphs(archive, name))
            if _letters(words) not in read
        ]
    except ZipLimitError as error:
        raise ConversionError(str(error), remedy) from error
    except (
        *(BadZipFile, ElementTree.ParseError, KeyError, ValueError, TypeError, AttributeError),
        *(IndexError, RecursionError, OSError, EOFError, NotImplementedError),
    ) as error:
        raise ConversionError("it is not a Word document that can be read.", remedy) from error
    return {"html": html, "left_out": left_out, **_declared(archive)}


def _heading_styles(archive: ZipFile) -> Iterator[str]:
    """Yield a mapping for each style of the document's own that has an outline level."""
    if "word/styles.xml" not in archive.namelist():
        return
    based_on: dict[str, str] = {}
    levels: dict[str, int] = {}
    for style in _xml(archive, "word/styles.xml").iter():
        word = WORD if style.tag.startswith(WORD) else STRICT
        if style.tag != f"{word}style" or style.get(f"{word}type") != "paragraph":
            continue
        identity = style.get(f"{word}styleId", "")
        base, level = style.find(f"{word}basedOn"), style.find(f"{word}pPr/{word}outlineLvl")
        if base is not None:
            based_on[identity] = base.get(f"{word}val", "")
        if level is not None and level.get(f"{word}val", "").isdigit():
            levels[identity] = int(level.get(f"{word}val", ""))
    for identity in {*based_on, *levels}:
        ancestor, steps = identity, 0
        while ancestor not in levels and ancestor in based_on and steps < 20:
            ancestor, steps = based_on[ancestor], steps + 1
        level_found = levels.get(ancestor, 9)
        if level_found < 6 and re.fullmatch(r"[\w-]+", identity):
            yield f"p.{identity} => h{level_found + 1}:fresh"


def _paragraphs(archive: ZipFile, name: str) -> Iterator[str]:
    """Yield the text of each paragraph in a part of the archive."""
    with archive.open(name) as part:
        open_paragraphs: list[list[str]] = []
        for event, element in ElementTree.iterparse(part, ("start", "end")):  # noqa: S314
            tag = element.tag.rpartition("}")[2]
            if tag == "p":
                if event == "start":
                    open_paragraphs.append([])
                elif words := " ".join("".join(open_paragraphs.pop()).split()):
                    yield words
            elif event == "end" and open_paragraphs and element.tag.startswith((WORD, STRICT)):
                if tag == "t":
                    open_paragraphs[-1].append(element.text or "")
                elif tag in ("tab", "br"):
                    open_paragraphs[-1].append(" ")


def _xml(archive: ZipFile, name: str) -> ElementTree.Element:
    # Expat bounds the growth of entities and opens no other file; this process is limited.
    return ElementTree.fromstring(archive.read(name))  # noqa: S314


def _plain(html: str) -> str:
    from lxml.html import HTMLParser, document_fromstring

    tree = document_fromstring(f"<div>{html}</div>", parser=HTMLParser(huge_tree=True))
    return "".join(map(str, tree.itertext()))


def _letters(words: str) -> str:
    return "".join(words.split())


def _declared(archive: ZipFile) -> dict[str, str]:
    found: dict[str, str] = {}
    if "docProps/core.xml" in archive.namelist():
        core = _xml(archive, "docProps/core.xml")
        for key in ("title", "language"):
            found[key] = (core.findtext(f"{DUBLIN_CORE}{key}") or "").strip()
    return found


if __name__ == "__main__":
    serve(docx_html)
