"""The HTML above and below the conversation: bar, title, first questions, privacy."""

from collections.abc import Iterable, Mapping, Sequence

from chatbot.answering.answer import RelatedQuestion
from chatbot.corpus.documents import Document
from chatbot.page.html import ask_button, byline, language_attributes, notice_line, plain
from chatbot.page.texts import Texts

SAFE_PLACE = "https://www.wikipedia.org/"
"""Target of "Leave this page": a well-known and harmless site."""


def bar(title: str, texts: Texts, languages: Iterable[Texts]) -> str:
    """Return the bar at the top: name, other languages, link to leave."""
    others = "".join(
        f'<button type="button" class="language" lang="{other.language}" value="{other.language}">'
        f"{plain(other.name)}</button>"
        for other in languages
        if other is not texts
    )
    label = plain(texts.choose_language)
    return (
        f'<div class="bar"><p class="short-name">{plain(title)}</p>'
        f'<p class="languages" role="group" aria-label="{label}">{others}</p>'
        f'<a class="leave" href="{SAFE_PLACE}" rel="noopener noreferrer">{plain(texts.leave)}</a>'
        "</div>"
    )


def page_title(documents: Sequence[Document], texts: Texts) -> str:
    """Return the title of the only document, or the number of documents."""
    if len(documents) == 1:
        return documents[0].source.title
    return texts.several_documents.format(count=len(documents))


def masthead(documents: Sequence[Document], texts: Texts, title: str = "") -> str:
    """Return the title with the publisher and the notices of the documents.

    Args:
        documents: All documents of the corpus.
        texts: The texts of the interface.
        title: The operator's title; empty for `page_title`.
    """
    eyebrow = f'<span class="eyebrow">{plain(texts.eyebrow)}</span>'
    shown = plain(title or page_title(documents, texts))
    if len(documents) == 1:
        source = documents[0].source
        name = f'<span class="name"{language_attributes(source.language)}>{shown}</span>'
        about = byline(source, texts.published_by) + notice_line(source)
    else:
        name = f'<span class="name">{shown}</span>'
        about = "".join(notice_line(document.source, titled=True) for document in documents)
    return (
        f'<header class="masthead"><h1>{eyebrow} {name}</h1>{about}'
        f"{_other_language(documents, texts)}</header>"
    )


def starters(
    questions: Sequence[RelatedQuestion], documents: Mapping[str, Document], texts: Texts
) -> str:
    """Return buttons with questions of the corpus to begin with."""
    items = "".join(
        f"<li>{ask_button(starter.question, documents[starter.document].source.language)}</li>"
        for starter in questions
    )
    return (
        f'<nav class="onward" aria-label="{plain(texts.starters)}">'
        f'<h2>{plain(texts.starters)}</h2><ul role="list">{items}</ul></nav>'
    )


def privacy(texts: Texts, kept_days: int | None) -> str:
    """Return the statement on the storage of questions, and a way to check it.

    Args:
        texts: The texts of the interface.
        kept_days: Days for which unanswered questions are kept; None if they are not kept.
    """
    line = texts.private if kept_days is None else texts.keeps_unanswered.format(days=kept_days)
    return (
        f'<details class="privacy"><summary>{plain(line)} <span class="check">{plain(texts.check)}'
        f"</span></summary><p>{plain(texts.how_to_check)}</p></details>"
    )


def document_languages(documents: Iterable[Document], texts: Texts) -> str:
    """Return the names of the documents' languages."""
    codes = sorted({document.source.language for document in documents})
    return " / ".join(map(texts.language_name, codes))


def _other_language(documents: Sequence[Document], texts: Texts) -> str:
    """Return a line if no document is in the language of the interface; empty otherwise."""
    if texts.language in {document.source.language for document in documents}:
        return ""
    languages = document_languages(documents, texts)
    return f'<p class="other-language">{plain(texts.other_language.format(language=languages))}</p>'
