"""An answer is the same alone, in a batch, and under load."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chatbot.answering.chatbot import Chatbot
from chatbot.answering.search import MAX_BATCH_QUERIES
from chatbot.retrieval.confidence import verdict
from chatbot.settings import Settings

PEOPLE = 16
# Queries encoded together differ in the seventh digit. A confidence has four digits.
LAST_DIGIT = 1.01e-4


@pytest.fixture(scope="module")
def chatbot(shipped_index, encoder):
    return Chatbot(shipped_index, encoder, Settings().max_question)


def test_searches_in_a_batch_equal_those_alone(chatbot, golden):
    searcher = chatbot._searcher
    queries = [searcher.normalise(line["text"], line.get("history", ())) for line in golden]
    for start in range(0, len(queries), MAX_BATCH_QUERIES):
        batch = queries[start : start + MAX_BATCH_QUERIES]
        alone = [found for query in batch for found in searcher._search_all([query])]
        for one, together in zip(alone, searcher._search_all(batch), strict=True):
            assert together.text == one.text
            assert together.context == one.context
            assert together.ranking.rows.tolist() == one.ranking.rows.tolist()
            assert verdict(together.confidence) is verdict(one.confidence)
            assert together.confidence == pytest.approx(one.confidence, abs=LAST_DIGIT)


def test_answers_under_load_equal_those_alone(chatbot, golden):
    def ask(line):
        return chatbot.ask(line["text"], line.get("history", ()))

    alone = [ask(line) for line in golden]
    with ThreadPoolExecutor(PEOPLE) as people:
        under_load = list(people.map(ask, golden))
    for answer, expected in zip(under_load, alone, strict=True):
        assert answer.verdict is expected.verdict, expected.question
        assert answer.searched == expected.searched
        assert [hit.passage.id for hit in answer.hits] == [hit.passage.id for hit in expected.hits]
        assert [hit.sentence for hit in answer.hits] == [hit.sentence for hit in expected.hits]
        assert answer.related == expected.related
        assert answer.confidence == pytest.approx(expected.confidence, abs=LAST_DIGIT)
