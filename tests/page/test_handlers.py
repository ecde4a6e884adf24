"""Handlers of the page's events, with any input that a client may send."""

from types import SimpleNamespace

import pytest

from chatbot.answering.answer import Answer, Hit, SmallTalk
from chatbot.answering.unanswered import read_unanswered
from chatbot.corpus.documents import Block, Document, Entry, Passage, Source, Span
from chatbot.page.handlers import Handlers
from chatbot.retrieval.confidence import Strength, Verdict
from chatbot.settings import Settings
from guide import ENGLISH, SPANISH

DOCUMENTS = {name: Document(name, "", Source(name.title()), (), "hash") for name in ("one", "two")}


class EchoingChatbot:
    document_ids = tuple(DOCUMENTS)
    document = staticmethod(DOCUMENTS.get)
    sources = {name: document.source for name, document in DOCUMENTS.items()}  # noqa: RUF012

    def __init__(self):
        self.asked = []

    def starters(self):
        return ()

    def ask(self, text, history, shown):
        self.asked.append((text, list(history)))
        self.shown = list(shown)
        if text == "secret":
            raise ValueError(f"no {text}")
        return Answer(text, text, "", Verdict.NOT_ANSWERED, 0, (), (), SmallTalk.THANKS, 1)


@pytest.fixture
def page():
    chatbot = EchoingChatbot()
    handlers = Handlers(chatbot, Settings(max_question=50))
    return SimpleNamespace(
        chatbot=chatbot,
        answer=handlers.answer,
        show=handlers.show_document,
        interface=handlers.interface,
    )


def turn(*questions, number=1):
    return {"questions": list(questions), "number": number}


@pytest.mark.parametrize(
    "sent",
    [None, [], {}, "text", 3, float("nan"), {"questions": "a", "number": 1}, turn(), turn(7, None),
     turn("a", number="1"), turn("a", number=True), turn("a", number=None)],
)  # fmt: skip
def test_an_invalid_turn_is_not_answered(page, sent):
    assert page.answer(sent) is None
    assert page.chatbot.asked == []


def test_last_question_is_asked_and_the_five_before_it_are_its_history(page):
    reply = page.answer(turn(*"abcdefgh", number=8))
    assert reply["number"] == 8
    assert page.chatbot.asked == [("h", list("cdefg"))]


def test_questions_are_cut_before_they_are_read(page):
    page.answer(turn("a" * 1_000_000, "b" * 1_000_000))
    # Twice the limit: the chatbot cuts at a whole word.
    assert page.chatbot.asked == [("b" * 100, ["a" * 100])]


def test_failure_is_a_sentence_and_the_question_is_not_logged(page, caplog):
    reply = page.answer(turn("secret", number=4))
    assert reply["number"] == 4
    assert "Something went wrong here" in reply["html"]
    assert "ValueError" in caplog.text
    assert "no secret" not in caplog.text


def test_a_document_is_read_when_it_is_shown_or_quoted(monkeypatch):
    chatbot, read = EchoingChatbot(), []
    monkeypatch.setattr(chatbot, "document", lambda name: read.append(name) or DOCUMENTS[name])
    handlers = Handlers(chatbot, Settings())
    handlers.answer(turn("a"))
    assert read == []
    assert 'value="two" selected>Two<' in handlers.show_document("two", "en")
    assert read == ["two"]
    hit = Hit(Passage("two:1:1", "two", 1, "Who?", "", "You.", 0, 4, ()), 1, Strength.STRONG, None)
    entry = Entry(1, "Who?", Span(0, 0), Span(0, 12), (hit.passage,), blocks=(Block(Span(0, 12)),))
    whole = Document("two", "You. And me.", Source("Two"), (entry,), "hash")
    monkeypatch.setattr(chatbot, "document", {"two": whole}.get)
    found = Answer("who", "who", "", Verdict.ANSWERED, 1, (hit,), (), None, 1)
    monkeypatch.setattr(chatbot, "ask", lambda *_: found)
    assert "And me" in handlers.answer(turn("who"))["html"]


@pytest.mark.parametrize("sent", [None, 3, [], {}, "three", "<two>"])
def test_unknown_document_shows_the_first(page, sent):
    assert 'id="document-one"' in page.show(sent, "en")


def test_known_document_is_shown(page):
    assert 'id="document-two"' in page.show("two", "en")


def test_answer_is_in_the_language_of_the_turn(page):
    assert ENGLISH.small_talk[SmallTalk.THANKS][:10] in page.answer(turn("a"))["html"]
    spanish = page.answer(turn("a") | {"language": "es"})["html"]
    assert "De nada" in spanish
    trouble = page.answer(turn("secret") | {"language": "es"})["html"]
    assert "Algo falló" in trouble


@pytest.mark.parametrize("sent", [None, 3, [], {}, "xx", "ES", "<es>"])
def test_unknown_language_is_that_of_the_documents(page, sent):
    assert page.interface(sent, None).texts is ENGLISH
    assert "You are welcome" in page.answer(turn("a") | {"language": sent})["html"]


def test_interface_of_a_corpus_in_spanish_is_spanish():
    chatbot = EchoingChatbot()
    spanish = Document("uno", "", Source("Uno", language="es"), (), "hash")
    chatbot.sources, chatbot.document = {"uno": spanish.source}, {"uno": spanish}.get
    assert Handlers(chatbot, Settings()).default_texts is SPANISH


def test_only_ids_of_shown_passages_are_passed_on(page):
    page.answer(turn("a") | {"shown": ["one:1:2", 7, None, "x" * 500]})
    assert page.chatbot.shown == ["one:1:2", "x" * 200]
    page.answer(turn("a") | {"shown": [f"one:{n}:1" for n in range(80)]})
    assert page.chatbot.shown == [f"one:{n}:1" for n in range(30, 80)]
    page.answer(turn("a") | {"shown": "one:1:2"})
    assert page.chatbot.shown == []


def test_question_that_is_answered_again_is_not_counted_again(tmp_path):
    chatbot = EchoingChatbot()
    chatbot.ask = lambda text, history, shown: Answer(
        text, text, "", Verdict.NOT_ANSWERED, 0, (), (), None, 1
    )
    handlers = Handlers(chatbot, Settings(unanswered=tmp_path / "file"))
    handlers.answer(turn("why?"))
    handlers.answer(turn("why?") | {"again": True, "language": "es"})
    handlers.answer(turn("who?") | {"again": "yes"})
    assert [one.question for one in read_unanswered(tmp_path / "file")] == ["why?", "who?"]
