"""The HTML of a document in the panel beside the conversation."""

from collections.abc import Sequence

from chatbot.corpus.documents import Document, Entry
from chatbot.page.entry_html import answer_lines
from chatbot.page.html import byline, language_attributes, notice_line, plain
from chatbot.page.texts import Texts


def document_panel(documents: Sequence[Document], shown: Document, texts: Texts) -> str:
    """Return a whole document, with an element for each passage that can be highlighted."""
    entries = "".join(_entry(entry, shown) for entry in shown.entries)
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
        f"{entries}</article></div>"
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


def _entry(entry: Entry, document: Document) -> str:
    answer = answer_lines(entry, document.text, _passage)
    return (
        f'<section class="entry"><h3 id="entry-{entry.number}" tabindex="-1">'
        f'<span class="number">{entry.number}</span> '
        f"{plain(entry.question)}</h3>{answer}</section>"
    )


def _passage(words: str, passage_id: str) -> str:
    mark = f"passage-{plain(passage_id)}"
    return f'<span class="passage" id="{mark}" tabindex="-1">{plain(words)}</span>'
