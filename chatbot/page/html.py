"""Small pieces of HTML that several parts of the page are made of."""

import re
from urllib.parse import quote, urlencode, urlsplit

from chatbot.answering.answer import Answer
from chatbot.corpus.documents import Source
from chatbot.settings import Settings

_ACTIVE = re.compile(r"[\x00-\x1f!-/:-@\[-`{-~]")


def plain(text: str) -> str:
    """HTML that shows exactly these characters, whatever HTML, Markdown or TeX they spell.

    `gr.Chatbot` runs messages through Markdown before it cleans the HTML, and remote images
    survive the cleaning. So every ASCII sign becomes a character reference, which Markdown and
    HTML both show as the sign and never obey. `plain` in conversation.js does the same for the
    person's own message.
    """
    return _ACTIVE.sub(lambda sign: f"&#{ord(sign[0])};", text)


def passage_link(passage_id: str, label: str) -> str:
    """A link to a passage; gestures.js opens it in place, a new tab opens it from the address."""
    return f'<a class="source" href="{plain(passage_address(passage_id))}">{plain(label)}</a>'


def passage_address(passage_id: str) -> str:
    """The address of a passage, relative to the page."""
    return f"?p={quote(passage_id, safe=':')}"


def answer_address(answer: Answer) -> str:
    """The address that asks the same again, relative to the page.

    It holds what was asked before only where that was searched for, too, which the page says.
    """
    return f"?{urlencode([('q', text) for text in (answer.context, answer.question) if text])}"


def ask_button(question: str, language: str) -> str:
    """A button that asks its own label."""
    return f'<button type="button" class="ask"{language_of(language)}>{plain(question)}</button>'


def language_of(language: str) -> str:
    """The attributes of an element in which a document speaks, in whichever direction it runs."""
    return f' lang="{plain(language)}" dir="auto"'


def outside_link(source: Source, label: str) -> str:
    """The label as a link to the publisher's own page; plain text when there is none to trust."""
    if urlsplit(source.url).scheme not in ("http", "https"):
        return f'<span class="origin">{plain(label)}</span>'
    return (
        f'<a class="origin outside" href="{plain(source.url)}" target="_blank" '
        f'rel="noopener noreferrer">{plain(label)}</a>'
    )


def notice_line(source: Source, *, titled: bool = False) -> str:
    """What a reader should keep in mind about a document; nothing where there is no notice."""
    if not source.notice:
        return ""
    title = f"<cite>{plain(source.title)}</cite> " if titled else ""
    return f'<p class="notice"{language_of(source.language)}>{title}{plain(source.notice)}</p>'


def contact_line(settings: Settings) -> str:
    """Where to turn with a question that is not answered; nothing where the operator names none."""
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
    """Who published a document; nothing where that is not known."""
    if not source.publisher:
        return ""
    link = outside_link(source, published_by.format(publisher=source.publisher))
    return f'<p class="byline">{link}</p>'
