"""Parse an HTML page, and put what the parser misplaces where browsers show it."""

import itertools
import re
from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.corpus.readers.html_tags import LINE
from chatbot.corpus.readers.rendering import CONTROL
from chatbot.errors import CorpusError

if TYPE_CHECKING:
    from lxml.etree import _Element

XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
OF_HEAD = frozenset({"title", "meta", "link", "base", "style", "script", "noscript", "template"})


def html_tree(text: str, path: Path) -> "_Element | None":
    """Return the tree of a page, with the line of each element; None if it has no elements.

    Raises:
        CorpusError: It is nested so deeply that the parser would drop content.
    """
    from lxml.etree import ErrorTypes, ParserError
    from lxml.html import HTMLParser, document_fromstring

    # Comments are notes of the makers of a page; nobody reads them there.
    parser = HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        text = XML_DECLARATION.sub("", CONTROL.sub("\ufffd", text))
        root = document_fromstring(text, parser=parser)
    except ParserError:
        return None
    if any(error.type == ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        raise CorpusError(path, "its elements are nested too deeply.", "Simplify the page.")
    for element in root.iter("*"):
        element.attrib.pop(LINE, None)
        if element.sourceline:
            element.set(LINE, str(element.sourceline))
    _empty_head(root)
    return root


def _empty_head(root: "_Element") -> None:
    """Put what does not belong into the head at the start of the body, as browsers do.

    The parser knows no <section> and leaves it behind a <link> at the start of a page.
    """
    from lxml.etree import SubElement

    head, body = root.find("head"), root.find("body")
    if head is None:
        return
    misplaced = list(itertools.dropwhile(lambda one: one.tag in OF_HEAD, head))
    if misplaced and body is None:
        body = SubElement(root, "body")
    for element in reversed(misplaced):
        if element.tag not in OF_HEAD:
            element.tail = f"{element.tail or ''}{body.text or ''}"
            body.text = None
            body.insert(0, element)


def take_in(root: "_Element", body: "_Element") -> None:
    """Put what stands behind the end of the body into it, as browsers do."""
    from lxml.etree import SubElement

    if (body.tail or "").strip():
        SubElement(body, "p").text = body.tail
    for element in [*root.iterchildren("*"), *root.itersiblings("*")]:
        if element is not body and element.tag != "head":
            body.append(element)
