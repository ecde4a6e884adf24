"""A small document, answers from it, and their HTML as a browser would show it."""

from dataclasses import replace
from html.parser import HTMLParser

from chatbot.answering.answer import Answer, Hit, RelatedQuestion
from chatbot.corpus.documents import Document, Entry, Passage, Source, Span
from chatbot.corpus.readers.blocks import plain_blocks
from chatbot.page.answer_html import answer_message
from chatbot.page.texts import TEXTS
from chatbot.retrieval.confidence import Strength, Verdict

ENGLISH, SPANISH = TEXTS["en"], TEXTS["es"]
HOSTILE = (
    "<img src=x onerror=alert(1)> ![a](http://outside.test/a.png) $$x^2$$ **b** `c` [d](e) "
    "&amp; http://auto.test www.auto.test a@b.test # {{x}} ${x} </span>\n\n    code\n1. item"
)
TEXT = (
    "1. How do I ask?\n"
    "Ask the office. It answers in time. The steps are:\n"
    "1. Write a letter. Sign it.\n"
    "2. Send it.\n"
    "2. What does <b>it</b> cost?\n"
    "Nothing & never.\n"
)
SOURCE = Source("A Guide", "guide.test", "https://guide.test/a?b=1&c=2", "en", "Not legal advice.")


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def passage(words: str, entry: int, question: str, lead: str = "") -> Passage:
    place = span(words)
    mark = f"guide:{entry:04x}:{place.start:04x}"
    return Passage(mark, "guide", entry, question, lead, words, *place, (place,))


OFFICE = passage("Ask the office. It answers in time.", 1, "How do I ask?")
LETTER = passage("1. Write a letter. Sign it.", 1, "How do I ask?", "The steps are:")
SENDING = passage("2. Send it.", 1, "How do I ask?", "The steps are:")
COST = passage("Nothing & never.", 2, "What does <b>it</b> cost?")
GUIDE = Document(
    "guide",
    TEXT,
    SOURCE,
    (
        Entry(
            1,
            "How do I ask?",
            span("1. How do I ask?"),
            Span(OFFICE.start, SENDING.end),
            (OFFICE, LETTER, SENDING),
            blocks=plain_blocks(TEXT, OFFICE.start, SENDING.end),
        ),
        Entry(
            2,
            COST.question,
            span("2. What does <b>it</b> cost?"),
            span(COST.text),
            (COST,),
            blocks=plain_blocks(TEXT, COST.start, COST.end),
        ),
    ),
    "hash",
)
DOCUMENTS = {"guide": GUIDE}
STARTER = RelatedQuestion("guide", 2, COST.question)


def hit(found: Passage, sentence: str | None = None, strength: Strength = Strength.STRONG) -> Hit:
    return Hit(found, 1.0, strength, span(sentence) if sentence else None)


def answer(verdict: Verdict = Verdict.ANSWERED, **changes) -> Answer:
    hits = (hit(OFFICE, "It answers in time."), hit(LETTER), hit(COST, strength=Strength.WEAK))
    whole = Answer("how ask", "how ask", "", verdict, 0.9, hits, (STARTER,), None, 1.0)
    return replace(whole, **changes)


def message(given: Answer) -> str:
    return answer_message(given, DOCUMENTS, (STARTER,), ENGLISH)


class Shown(HTMLParser):
    """HTML as a browser would show it: the text in elements of each class, and the tags."""

    VOID = ("img", "br", "input", "meta")

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.tags, self.attributes = "", [], []
        self._open: list[tuple[str, str, int]] = []
        self._of: list[tuple[str, str, str]] = []
        self.feed(source)
        self.close()
        assert self._open == [], "an element was left open"

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            values = dict(attrs)
            self._open.append((tag, f"{values.get('class') or ''}", len(self.text)))

    def handle_endtag(self, tag):
        opened, classes, start = self._open.pop()
        assert opened == tag, f"</{tag}> closes <{opened}>"
        self._of.append((tag, classes, self.text[start:]))

    def handle_data(self, data):
        self.text += data

    def of(self, name: str) -> list[str]:
        """Texts of the elements that are of this tag or class."""
        return [text for tag, classes, text in self._of if name == tag or name in classes.split()]
