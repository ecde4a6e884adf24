"""Minimum scores on the golden questions, and exact quotations through the page's handler."""

import json
from html.parser import HTMLParser

import pytest

from chatbot.answering.chatbot import Chatbot
from chatbot.page.handlers import Handlers
from chatbot.settings import ROOT, Settings

LINES = (ROOT / "tests" / "data" / "golden.jsonl").read_text(encoding="utf-8").splitlines()
GOLDEN = [json.loads(line) for line in LINES]


@pytest.fixture(scope="module")
def chatbot(shipped_index, encoder):
    return Chatbot(shipped_index, encoder, Settings().max_question)


@pytest.fixture(scope="module")
def answers(chatbot):
    return [chatbot.ask(golden["text"], golden.get("history", ())) for golden in GOLDEN]


def share_right(answers, first):
    """Return the share of answerable questions with a right entry in the first hits."""
    right = [
        any(hit.passage.entry in golden["entries"] for hit in answer.hits[:first])
        for golden, answer in zip(GOLDEN, answers, strict=True)
        if golden["entries"]
    ]
    return sum(right) / len(right)


def test_the_right_entry_comes_first(answers):
    assert share_right(answers, 1) >= 0.92


def test_the_right_entry_is_among_the_first_three(answers):
    assert share_right(answers, 3) >= 0.98


def share_answered(answers, *kinds):
    """Return the share of questions of these kinds, or of answerable ones, that are answered."""
    answered = [
        answer.verdict != "not_answered"
        for golden, answer in zip(GOLDEN, answers, strict=True)
        if (golden["kind"] in kinds if kinds else golden["entries"])
    ]
    return sum(answered) / len(answered)


def test_answerable_questions_are_answered(answers):
    assert share_answered(answers) >= 0.95


def test_most_near_topic_questions_are_not_answered(answers):
    assert share_answered(answers, "near_topic") <= 0.25


def test_far_questions_and_small_talk_are_not_answered(answers):
    wrongly = [
        golden["text"]
        for golden, answer in zip(GOLDEN, answers, strict=True)
        if golden["kind"] in ("far", "small_talk") and answer.verdict != "not_answered"
    ]
    assert wrongly == []


def test_only_small_talk_gets_a_small_talk_reply(answers):
    lines = [answer.small_talk is not None for answer in answers]
    is_small_talk = [golden["kind"] == "small_talk" for golden in GOLDEN]
    assert sum(lines) / sum(is_small_talk) >= 0.8
    assert not any(line and not small for line, small in zip(lines, is_small_talk, strict=True))


class Words(HTMLParser):
    """Collector of the text of each element of class `words`, which quotes a passage."""

    def __init__(self, html):
        super().__init__()
        self.quoted, self._inside = [], False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "p":
            self._inside = dict(attrs).get("class") == "words"
            if self._inside:
                self.quoted.append("")

    def handle_endtag(self, tag):
        self._inside = self._inside and tag != "p"

    def handle_data(self, data):
        if self._inside:
            self.quoted[-1] += data


def test_every_displayed_passage_is_a_span_of_its_document(chatbot, answers, monkeypatch):
    known = iter(answers)
    monkeypatch.setattr(Chatbot, "ask", lambda *_, **__: next(known))
    handlers = Handlers(chatbot, Settings())
    for golden, answer in zip(GOLDEN, answers, strict=True):
        questions = [*golden.get("history", ()), golden["text"]]
        reply = handlers.answer({"questions": questions, "number": 1})
        spans = [
            chatbot.document(hit.passage.document).text[hit.passage.start : hit.passage.end]
            for hit in answer.hits
        ]
        assert Words(reply["html"]).quoted == spans
