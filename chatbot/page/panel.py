"""From the documents to the HTML around the conversation: head, starters, the document itself."""

import re
from collections.abc import Iterator, Mapping, Sequence

from chatbot.answer import RelatedQuestion
from chatbot.documents import Document, Entry, Source
from chatbot.page.markup import ask_button, outside_link, plain
from chatbot.page.texts import Texts

_LIST_MARKER = re.compile(r"(\d{1,3}[.)]|[-*•–])\s")


def masthead(documents: Sequence[Document], texts: Texts) -> str:
    """What this page answers from, who wrote it, and what to keep in mind about it."""
    if len(documents) != 1:
        title = texts.several_documents.format(count=len(documents))
        return (
            f'<header class="masthead"><h1><span class="eyebrow">{plain(texts.eyebrow)}</span> '
            f'<span class="name">{plain(title)}</span></h1></header>'
        )
    source = documents[0].source
    return (
        f'<header class="masthead"><h1><span class="eyebrow">{plain(texts.eyebrow)}</span> '
        f'<span class="name" lang="{plain(source.language)}">{plain(source.title)}</span></h1>'
        f"{_byline(documents[0], texts)}{_notice(documents[0])}</header>"
    )


def starters(
    questions: Sequence[RelatedQuestion], sources: Mapping[str, Source], texts: Texts
) -> str:
    """Buttons that ask a question of the corpus."""
    items = "".join(
        f"<li>{ask_button(starter.question, sources[starter.document].language)}</li>"
        for starter in questions
    )
    return (
        f'<nav class="onward" aria-label="{plain(texts.starters)}">'
        f'<h2>{plain(texts.starters)}</h2><ul role="list">{items}</ul></nav>'
    )


def document_panel(documents: Sequence[Document], shown: Document, texts: Texts) -> str:
    """One document, whole and in order, every passage an element that can be highlighted."""
    entries = "".join(_entry(entry, shown) for entry in shown.entries)
    several = len(documents) > 1
    about = _byline(shown, texts) + (_notice(shown) if several else "")
    return (
        f'<div class="sheet" id="sheet" role="region" tabindex="0" '
        f'aria-label="{plain(texts.document)}">'
        f'<p class="back"><button type="button" class="close">{plain(texts.back)}</button></p>'
        f"{_choice(documents, shown, texts) if several else ''}"
        f'<article class="document" id="document-{plain(shown.id)}" '
        f'lang="{plain(shown.source.language)}">'
        f'<h2 class="name">{plain(shown.source.title)}</h2>{about}'
        f'<p class="typeface" lang="{texts.language}">{plain(texts.typeface)}</p>'
        f"{_contents(shown, texts)}{entries}</article></div>"
    )


def _choice(documents: Sequence[Document], shown: Document, texts: Texts) -> str:
    options = "".join(
        f'<option value="{plain(document.id)}"{" selected" if document.id == shown.id else ""}>'
        f"{plain(document.source.title)}</option>"
        for document in documents
    )
    label = plain(texts.choose_document)
    return (
        f'<p class="choice"><label>{label} <select class="documents">{options}</select></label></p>'
    )


def _contents(document: Document, texts: Texts) -> str:
    items = "".join(
        f'<li value="{entry.number}"><a class="entry-link" href="#entry-{entry.number}">'
        f"{plain(entry.question)}</a></li>"
        for entry in document.entries
    )
    summary = plain(texts.contents.format(count=len(document.entries)))
    return (
        f'<details class="contents"><summary lang="{texts.language}">{summary}</summary>'
        f"<ol>{items}</ol></details>"
    )


def _entry(entry: Entry, document: Document) -> str:
    blocks = "".join(_block(block) for block in _blocks(entry, document.text))
    return (
        f'<section class="entry"><h3 id="entry-{entry.number}" tabindex="-1">'
        f'<span class="number">{entry.number}</span> '
        f"{plain(entry.question)}</h3>{blocks}</section>"
    )


Piece = tuple[str, str | None]
"""A stretch of an answer, and the id of the passage that it is (None between passages)."""


def _blocks(entry: Entry, text: str) -> Iterator[list[Piece]]:
    """The pieces of an answer, grouped into the paragraphs in which the document has them."""
    block: list[Piece] = []
    for words, passage_id in _pieces(entry, text):
        if passage_id is not None:
            block.append((words, passage_id))
            continue
        first, *later = words.split("\n")
        block.append((first, None))
        for line in later:
            yield block
            block = [(line, None)]
    yield block


def _pieces(entry: Entry, text: str) -> Iterator[Piece]:
    position = entry.answer.start
    for passage in sorted(entry.passages, key=lambda passage: passage.start):
        yield text[position : max(position, passage.start)], None
        yield text[max(position, passage.start) : passage.end], passage.id
        position = max(position, passage.end)
    yield text[position : entry.answer.end], None


def _block(block: list[Piece]) -> str:
    words = "".join(words for words, _ in block)
    if not words.strip():
        return ""
    inside = "".join(
        plain(piece) if passage_id is None else _passage(piece, passage_id)
        for piece, passage_id in block
    )
    css_class = ' class="item"' if _LIST_MARKER.match(words) else ""
    return f"<p{css_class}>{inside}</p>"


def _passage(words: str, passage_id: str) -> str:
    mark = f"passage-{plain(passage_id)}"
    return f'<span class="passage" id="{mark}" tabindex="-1">{plain(words)}</span>'


def _byline(document: Document, texts: Texts) -> str:
    source = document.source
    if not source.publisher:
        return ""
    link = outside_link(source, texts.published_by.format(publisher=source.publisher))
    return f'<p class="byline">{link}</p>'


def _notice(document: Document) -> str:
    notice = document.source.notice
    return f'<p class="notice">{plain(notice)}</p>' if notice else ""
