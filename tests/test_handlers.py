"""What the server does with whatever a browser, or anyone else, sends to the page's events."""

from types import SimpleNamespace

import pytest

from chatbot.answer import Answer, SmallTalk, Verdict
from chatbot.documents import Document, Source
from chatbot.page.handlers import Handlers
from chatbot.page.texts import ENGLISH
from chatbot.settings import Settings

DOCUMENTS = {name: Document(name, "", Source(name.title()), (), "hash") for name in ("one", "two")}


class EchoingChatbot:
    document_ids = tuple(DOCUMENTS)
    document = staticmethod(DOCUMENTS.get)

    def __init__(self):
        self.asked = []

    def starters(self):
        return ()

    def ask(self, text, history):
        self.asked.append((text, list(history)))
        if text == "secret":
            raise ValueError(f"no {text}")
        return Answer(text, text, "", Verdict.NOT_ANSWERED, 0, (), (), SmallTalk.THANKS, 1)


@pytest.fixture
def page():
    chatbot = EchoingChatbot()
    handlers = Handlers(chatbot, Settings(max_question=50), ENGLISH)
    return SimpleNamespace(chatbot=chatbot, answer=handlers.answer, show=handlers.show_document)


def turn(*questions, number=1):
    return {"questions": list(questions), "number": number}


@pytest.mark.parametrize(
    "sent",
    [None, [], {}, "text", 3, float("nan"), {"questions": "a", "number": 1}, turn(), turn(7, None),
     turn("a", number="1"), turn("a", number=True), turn("a", number=None)],
)  # fmt: skip
def test_what_is_no_turn_is_not_answered(page, sent):
    assert page.answer(sent) is None
    assert page.chatbot.asked == []


def test_last_question_is_asked_and_the_five_before_it_are_its_history(page):
    reply = page.answer(turn(*"abcdefgh", number=8))
    assert reply["number"] == 8
    assert page.chatbot.asked == [("h", list("cdefg"))]


def test_questions_are_cut_before_they_are_read(page):
    page.answer(turn("a" * 1_000_000, "b" * 1_000_000))
    assert page.chatbot.asked == [("b" * 50, ["a" * 50])]


def test_failure_is_a_sentence_and_the_log_keeps_the_question_to_itself(page, caplog):
    reply = page.answer(turn("secret", number=4))
    assert reply["number"] == 4
    assert "Something went wrong here" in reply["html"]
    assert "ValueError" in caplog.text
    assert "no secret" not in caplog.text


@pytest.mark.parametrize("sent", [None, 3, [], {}, "three", "<two>"])
def test_unknown_document_brings_the_first(page, sent):
    assert 'id="document-one"' in page.show(sent)


def test_known_document_is_brought(page):
    assert 'id="document-two"' in page.show("two")
