"""The HTML of a document in the panel beside the conversation."""

from collections import deque
from collections.abc import Iterable, Sequence
from functools import partial

from chatbot.corpus.documents import Document, Entry, Passage, Span
from chatbot.page.entry_html import BlockDrawing
from chatbot.page.html import byline, language_attributes, notice_line, plain, section_line
from chatbot.page.inline_html import Element
from chatbot.page.texts import Texts


def document_panel(documents: Sequence[Document], shown: Document, texts: Texts) -> str:
    """Return a whole document, with an element for each passage that can be highlighted."""
    several = len(documents) > 1
    about = byline(shown.source, texts.published_by)
    about += notice_line(shown.source) if several else ""
    return (
        f'<div class="sheet" id="sheet" role="region" tabindex="0" '
        f'aria-label="{plain(texts.document)}">'
        f'<div class="tools"><p class="back"><button type="button" class="close">'
        f"{plain(texts.back)}</button></p>"
        f"{_choice(documents, shown, texts) if several else ''}"
        f"{_contents(shown, texts)}{_find(texts)}{_steps(texts)}</div>"
        f'<article class="document" id="document-{plain(shown.id)}" '
        f'data-version="{shown.sha256[:16]}"{language_attributes(shown.source.language)}>'
        f'<h2 class="name">{plain(shown.source.title)}</h2>{about}'
        f'<p class="typeface" lang="{texts.language}">{plain(texts.typeface)}</p>'
        f"{_entries(shown)}</article></div>"
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
        f'<details class="contents"><summary>{summary}</summary>'
        f"<ol{language_attributes(document.source.language)}>{items}</ol></details>"
    )


def _find(texts: Texts) -> str:
    return (
        f'<input type="search" class="find" aria-label="{plain(texts.find)}" '
        f'placeholder="{plain(texts.find_shortly)}" autocomplete="off" spellcheck="false">'
    )


def _steps(texts: Texts) -> str:
    """Return buttons from one highlight to the next; steps.js shows them if there are any."""
    return (
        '<div class="steps" hidden>'
        f'<button type="button" class="previous" aria-label="{plain(texts.previous)}"></button>'
        '<span class="position"></span>'
        f'<button type="button" class="next" aria-label="{plain(texts.next)}"></button></div>'
    )


def _entries(document: Document) -> str:
    """Return all entries, below the headings of their sections where these change."""
    html = ""
    section: tuple[str, ...] = ()
    for entry in document.entries:
        if entry.section and entry.section != section:
            html += f'<h3 class="sections">{section_line(entry.section)}</h3>'
        section = entry.section
        html += _entry(entry, document)
    return html


def _entry(entry: Entry, document: Document) -> str:
    drawing = BlockDrawing(document, _Passages(entry.passages), heading="h4")
    return (
        f'<section class="entry"><h3 id="entry-{entry.number}" tabindex="-1">'
        f'<span class="number">{entry.number}</span> '
        f"{plain(entry.question)}</h3>{drawing.answer(entry.blocks)}</section>"
    )


class _Passages:
    """The passages of an entry as elements, block by block.

    The first element of a passage has its id. If there are more, they name it in `data-passage`.
    """

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._later = deque(sorted(passages, key=lambda passage: passage.start))
        self._current: list[Passage] = []
        self._drawn: set[str] = set()

    def __call__(self, block: Span) -> list[Element]:
        while self._later and self._later[0].start < block.end:
            self._current.append(self._later.popleft())
        self._current = [passage for passage in self._current if passage.end > block.start]
        return [
            Element(Span(passage.start, passage.end), "span", partial(self._attributes, passage.id))
            for passage in self._current
        ]

    def _attributes(self, passage_id: str) -> str:
        place = f"passage-{plain(passage_id)}"
        if passage_id in self._drawn:
            return f' class="passage" data-passage="{place}"'
        self._drawn.add(passage_id)
        return f' class="passage" id="{place}" tabindex="-1"'
