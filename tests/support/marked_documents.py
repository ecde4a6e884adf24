"""Documents with blocks and marks of every kind."""

from collections.abc import Sequence

from chatbot.corpus.documents import (
    CELL_SEPARATOR,
    Block,
    BlockKind,
    Document,
    Mark,
    MarkKind,
    Source,
    Span,
)
from chatbot.corpus.folder import CorpusFile, read_document
from chatbot.corpus.passages import build_entries
from chatbot.corpus.readers.parsed import ParsedEntry
from chatbot.settings import ROOT

CLUB = ROOT / "tests" / "data" / "club.md"
TARGETS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "\x01javascript:alert(1)",
    "java\nscript:alert(1)",
    "java\tscript:alert(1)",
    "java&#10;script:alert(1)",
    "javascript&colon;alert(1)",
    "javascript:alert(1)//https://good.test/",
    "ｊａｖａｓｃｒｉｐｔ:alert(1)",
    "javascript\u200b:alert(1)",
    "jav\u00adascript:alert(1)",
    "vbscript:msgbox(1)",
    "livescript:x",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "blob:https://good.test/1",
    "file:///etc/passwd",
    "ftp://files.test/",
    "about:blank",
    "view-source:https://good.test/",
    "intent://x#Intent;end",
    "x-apple.systempreferences:",
    "//outside.test/",
    "/\\outside.test/",
    "\\\\outside.test\\x",
    "https:\\\\outside.test\\x",
    "https:outside.test",
    "https:/outside.test",
    "https:///outside.test",
    "https://",
    "https://?x",
    "https://good.test\\@outside.test/",
    "https://good.test\r\nSet-Cookie: x",
    "https://good.test:port/",
    "https://good.test:99999/",
    "https://[::1/",
    "https://good.test\u2100.outside.test/",
    "https://good.test/\u2028x",
    "?q=stolen",
    "#entry-1",
    "/gradio_api/file=x",
    "page.html",
    "mailto:",
    "tel:",
    "http",
    ":",
    "",
    " ",
]
"""Targets that do not become links."""
SAFE = {
    "https://good.test": "https://good.test",
    " https://good.test/a b ": "https://good.test/a%20b",
    "HTTPS://GOOD.TEST/": "HTTPS://GOOD.TEST/",
    "http://good.test:8080/?a=1&b=2#c": "http://good.test:8080/?a=1&b=2#c",
    'https://good.test/"onmouseover="alert(1)': 'https://good.test/"onmouseover="alert(1)',
    "https://good.test/'><script>alert(1)</script>": "https://good.test/'><script>alert(1)</script>",
    "https://good.test/](javascript:alert(1))": "https://good.test/](javascript:alert(1))",
    "https://مثال.test/م": "https://مثال.test/م",
    "https://[::1]/": "https://[::1]/",
    "mailto:a@club.test?subject=x y": "mailto:a@club.test?subject=x%20y",
    "tel:+44 1632 960001": "tel:+44%201632%20960001",
}
"""Targets that become links, and their addresses."""


def club() -> Document:
    """Return the document of the invented rowing club, read as the product reads it."""
    return read_document(CorpusFile("club", CLUB, CLUB.read_bytes(), b"", "c1b" * 21 + "0"))


def marked_document(strings: Sequence[str], name: str = "marked") -> Document:
    """Return a document with an entry for each string: question, section, each kind of block.

    Each block has the string with every kind of mark, and it is the target of a link too.
    """
    text, marks, parsed = "", [], []
    for string in filter(None, (string.strip() for string in strings)):
        blocks: list[Block] = []
        for kind in BlockKind:
            depth = 2 if kind is BlockKind.ITEM else 0
            words = f"1. {string}" if depth else f"A {kind}: {string}"
            if "row" in kind:
                words += f"{CELL_SEPARATOR}{string}"
            start, text = len(text), f"{text}{words}\n\n"
            heads = [block.span for block in blocks if block.kind is BlockKind.HEADER_ROW]
            header = heads[0] if kind is BlockKind.ROW else None
            block = Block(Span(start, start + len(words)), depth, kind, header)
            blocks.append(block)
            marks += _marks(block.span, string)
        answer = Span(blocks[0].span.start, blocks[-1].span.end)
        heading = Span(answer.start, answer.start)
        parsed.append(ParsedEntry(string, heading, answer, tuple(blocks), (string, string)))
    entries = build_entries(name, text, parsed, "en")
    return Document(name, text, Source("Marked"), entries, "0" * 64, marks=tuple(sorted(marks)))


def _marks(block: Span, target: str) -> list[Mark]:
    """Return marks of every kind that overlap each other in a block."""
    length = block.end - block.start
    kinds = list(MarkKind)
    return [
        Mark(
            Span(block.start + number, block.end - (length // 3) * (number % 2)),
            kind,
            target if kind is MarkKind.LINK else "",
        )
        for number, kind in enumerate(kinds)
        if number + (length // 3) < length
    ]
