"""Pieces of HTML that several parts of the page share."""

import re
from collections.abc import Iterable
from urllib.parse import quote, urlencode, urlsplit

from chatbot.answering.answer import Answer
from chatbot.corpus.documents import Source
from chatbot.settings import Settings

_ACTIVE = re.compile(r"[\x00-\x1f!-/:-@\[-`{-~]")
_WEB = ("http", "https")
_LINKS = (*_WEB, "mailto", "tel")
# Browsers drop some of these from an address, and read a backslash as a slash.
_NOT_IN_AN_ADDRESS = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029]")


def plain(text: str) -> str:
    """Escape a text, so that none of it is read as HTML, Markdown or TeX.

    `gr.Chatbot` renders messages as Markdown before it sanitises the HTML, and keeps remote images.
    So every ASCII punctuation mark and control character becomes a character reference. Neither
    Markdown nor HTML interprets those. `plain` in conversation.js does the same for the person's
    own message.
    """
    return _ACTIVE.sub(lambda sign: f"&#{ord(sign[0])};", text)


def link_address(target: str) -> str:
    """Return the target of a link in a document as a safe address; empty if it is not one.

    Safe are complete addresses with http, https, mailto or tel. A relative address would lead to
    a page of this server.
    """
    address = target.strip(" ").replace(" ", "%20")
    if _NOT_IN_AN_ADDRESS.search(address):
        return ""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:  # its host or port is not one
        return ""
    complete = host if parts.scheme in _WEB else parts.path
    return address if parts.scheme in _LINKS and complete else ""


def passage_link(passage_id: str, label: str) -> str:
    """Return a link to a passage. gestures.js opens it in the page; its address works in a tab."""
    return f'<a class="source" href="{plain(passage_address(passage_id))}">{plain(label)}</a>'


def passage_address(passage_id: str) -> str:
    """Return the address of a passage, relative to the page."""
    return f"?p={quote(passage_id, safe=':')}"


def answer_address(answer: Answer) -> str:
    """Return the address that asks the same question again, relative to the page.

    It contains earlier questions only if the search used them. The page then says so.
    """
    return f"?{urlencode([('q', text) for text in (answer.context, answer.question) if text])}"


def ask_button(question: str, language: str) -> str:
    """Return a button with a question. A click asks it."""
    attributes = language_attributes(language)
    return f'<button type="button" class="ask"{attributes}>{plain(question)}</button>'


def language_attributes(language: str) -> str:
    """Return the attributes of an element with text in this language: `lang`, and `dir="auto"`."""
    return f' lang="{plain(language)}" dir="auto"'


def outside_link(source: Source, label: str) -> str:
    """Return the label as a link to the publisher's page, or as text without a web address."""
    if urlsplit(source.url).scheme not in _WEB:
        return f'<span class="origin">{plain(label)}</span>'
    return (
        f'<a class="origin outside" href="{plain(source.url)}" target="_blank" '
        f'rel="noopener noreferrer">{plain(label)}</a>'
    )


def notice_line(source: Source, *, titled: bool = False) -> str:
    """Return the notice of a document; empty if it has none."""
    if not source.notice:
        return ""
    title = f"<cite>{plain(source.title)}</cite> " if titled else ""
    return (
        f'<p class="notice"{language_attributes(source.language)}>{title}{plain(source.notice)}</p>'
    )


def section_line(section: Iterable[str]) -> str:
    """Return the headings above an entry, outermost first, as one line."""
    return plain(" › ".join(section))


def contact_line(settings: Settings) -> str:
    """Return the line with the contact for unanswered questions; empty if none is set."""
    if not settings.contact:
        return ""
    words = plain(settings.contact)
    if settings.contact_link:
        words = (
            f'<a class="outside" href="{plain(settings.contact_link)}" target="_blank" '
            f'rel="noopener noreferrer">{words}</a>'
        )
    return f'<p class="contact" dir="auto">{words}</p>'


def byline(source: Source, published_by: str) -> str:
    """Return the publisher of a document; empty if it is unknown."""
    if not source.publisher:
        return ""
    link = outside_link(source, published_by.format(publisher=source.publisher))
    return f'<p class="byline">{link}</p>'
