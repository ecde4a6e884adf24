"""A reader of the HTML that the server sends, which finds markup that is not ours."""

import re
from collections.abc import Collection
from html.parser import HTMLParser

from chatbot.corpus.documents import Document
from chatbot.page.html import link_address

CLASS, ID = re.compile(r"[a-z_-]+\d?( [a-z_-]+\d?)*"), re.compile(r"[\w:-]+")
WORD, ANY, NOTHING = re.compile(r"[\w-]+"), re.compile(r".*", re.DOTALL), re.compile(r"")
OWN_ADDRESS = re.compile(r"\?[pq]=[\w%.~+&=:-]*|#entry-\d+|https://www\.wikipedia\.org/")
EVERYWHERE = {"class": CLASS, "lang": WORD, "dir": re.compile("auto"), "id": ID, "role": WORD}
TAGS = {
    "a": {"href": None, "target": re.compile("_blank"), "rel": re.compile("noopener noreferrer")},
    "article": {"data-version": re.compile("[0-9a-f]{16}")},
    "button": {
        "type": re.compile("button"),
        "value": WORD,
        "aria-label": ANY,
        "disabled": NOTHING,
    },
    "details": {"open": NOTHING},
    "div": {"hidden": NOTHING, "tabindex": WORD, "aria-label": ANY},
    "h3": {"tabindex": WORD},
    "input": {
        "type": re.compile("search"),
        "placeholder": ANY,
        "autocomplete": re.compile("off"),
        "spellcheck": re.compile("false"),
        "aria-label": ANY,
    },
    "li": {"value": WORD},
    "nav": {"aria-label": ANY},
    "option": {"value": ID, "selected": NOTHING},
    "p": {"aria-label": ANY},
    "pre": {"tabindex": re.compile("0")},
    "span": {"tabindex": WORD, "data-passage": ID},
    "th": {"scope": re.compile("col")},
    "tr": {"tabindex": WORD, "data-passage": ID},
}
PLAIN = {
    "blockquote",
    "cite",
    "code",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h4",
    "header",
    "label",
    "mark",
    "ol",
    "s",
    "section",
    "select",
    "strong",
    "summary",
    "table",
    "tbody",
    "td",
    "thead",
    "ul",
}
VOID = {"input"}


class _Reader(HTMLParser):
    def __init__(self, addresses: Collection[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.addresses, self.found, self.open, self.text = addresses, [], [], ""

    def handle_starttag(self, tag, attrs):
        known = EVERYWHERE | TAGS.get(tag, {})
        if tag not in TAGS.keys() | PLAIN:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name == "href":
                right = value in self.addresses or OWN_ADDRESS.fullmatch(value or "")
            else:
                right = name in known and known[name].fullmatch(value or "")
            if not right:
                self.found.append(f"<{tag} {name}={value!r}>")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.found.append(f"</{tag}>")

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        self.found.append(f"<!--{data}-->")

    handle_decl = handle_pi = unknown_decl = handle_comment


def addresses_of(document: Document) -> set[str]:
    """Return the addresses to which the page may link for a document."""
    targets = {link_address(mark.target) for mark in document.marks}
    return {document.source.url, *filter(None, targets)}


def foreign(html: str, addresses: Collection[str] = ()) -> list[str]:
    """Return tags, attributes and comments that are not ours, and tags that are not closed.

    Args:
        html: HTML that the server sent.
        addresses: The addresses of the documents.
    """
    return _read(html, addresses).found


def words_of(html: str) -> str:
    """Return the text that it shows."""
    return _read(html, ()).text


def _read(html: str, addresses: Collection[str]) -> _Reader:
    reader = _Reader(addresses)
    reader.feed(html)
    reader.close()
    reader.found += [f"<{tag}> is not closed" for tag in reader.open]
    return reader
