"""From the documents to the HTML around the conversation: head, starters, the document itself."""

from collections.abc import Mapping, Sequence

from chatbot.answer import RelatedQuestion
from chatbot.documents import Document, Entry
from chatbot.page.entry import answer_lines
from chatbot.page.markup import ask_button, notice_line, outside_link, plain
from chatbot.page.texts import Texts


def masthead(documents: Sequence[Document], texts: Texts) -> str:
    """What this page answers from, who wrote it, and what to keep in mind about it."""
    if len(documents) != 1:
        notices = "".join(notice_line(document.source, titled=True) for document in documents)
        title = texts.several_documents.format(count=len(documents))
        return (
            f'<header class="masthead"><h1><span class="eyebrow">{plain(texts.eyebrow)}</span> '
            f'<span class="name">{plain(title)}</span></h1>{notices}</header>'
        )
    source = documents[0].source
    return (
        f'<header class="masthead"><h1><span class="eyebrow">{plain(texts.eyebrow)}</span> '
        f'<span class="name" lang="{plain(source.language)}">{plain(source.title)}</span></h1>'
        f"{_byline(documents[0], texts)}{notice_line(source)}</header>"
    )


def starters(
    questions: Sequence[RelatedQuestion], documents: Mapping[str, Document], texts: Texts
) -> str:
    """Buttons that ask a question of the corpus."""
    items = "".join(
        f"<li>{ask_button(starter.question, documents[starter.document].source.language)}</li>"
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
    about = _byline(shown, texts) + (notice_line(shown.source) if several else "")
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
    answer = answer_lines(entry, document.text, _passage)
    return (
        f'<section class="entry"><h3 id="entry-{entry.number}" tabindex="-1">'
        f'<span class="number">{entry.number}</span> '
        f"{plain(entry.question)}</h3>{answer}</section>"
    )


def _passage(words: str, passage_id: str) -> str:
    mark = f"passage-{plain(passage_id)}"
    return f'<span class="passage" id="{mark}" tabindex="-1">{plain(words)}</span>'


def _byline(document: Document, texts: Texts) -> str:
    source = document.source
    if not source.publisher:
        return ""
    link = outside_link(source, texts.published_by.format(publisher=source.publisher))
    return f'<p class="byline">{link}</p>'
