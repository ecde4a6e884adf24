"""An answer does not depend on who else is asking: alone, in a batch, and under load."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chatbot.answering.chatbot import Chatbot
from chatbot.retrieval.query_encoder import MAX_BATCH
from chatbot.settings import Settings

PEOPLE = 16
# Queries encoded together round differently, in the seventh digit. A confidence has four.
LAST_DIGIT = 1.01e-4


class BatchedEncoder:
    """An encoder that was asked for all queries before, `MAX_BATCH` of them at once."""

    def __init__(self, encoder, texts):
        batches = [texts[start : start + MAX_BATCH] for start in range(0, len(texts), MAX_BATCH)]
        self.known = {
            text: embeddings
            for batch in batches
            for text, embeddings in zip(batch, encoder.encode_questions(batch).split(), strict=True)
        }

    def encode(self, texts):
        return {text: self.known[text] for text in texts}


class RecordingEncoder:
    """The encoder, with a list of all queries that it was asked for."""

    def __init__(self, encoder):
        self.encoder, self.texts = encoder, {}

    def encode_questions(self, texts):
        self.texts |= dict.fromkeys(texts)
        return self.encoder.encode_questions(texts)


def ask(chatbot, line):
    return chatbot.ask(line["text"], line.get("history", ()))


@pytest.fixture(scope="module")
def recording(encoder):
    return RecordingEncoder(encoder)


@pytest.fixture(scope="module")
def alone(shipped_index, recording, golden):
    chatbot = Chatbot(shipped_index, recording, Settings().max_question)
    return [ask(chatbot, line) for line in golden]


def assert_same(answers, alone):
    for answer, expected in zip(answers, alone, strict=True):
        assert answer.verdict is expected.verdict, expected.question
        assert answer.searched == expected.searched
        assert [hit.passage.id for hit in answer.hits] == [hit.passage.id for hit in expected.hits]
        assert [hit.sentence for hit in answer.hits] == [hit.sentence for hit in expected.hits]
        assert answer.related == expected.related
        assert answer.confidence == pytest.approx(expected.confidence, abs=LAST_DIGIT)


def test_answers_in_a_batch_are_those_alone(shipped_index, recording, encoder, golden, alone):
    chatbot = Chatbot(shipped_index, encoder, Settings().max_question)
    chatbot._searcher._encoder = BatchedEncoder(encoder, list(recording.texts))
    assert_same([ask(chatbot, line) for line in golden], alone)


def test_answers_under_load_are_those_alone(shipped_index, encoder, golden, alone):
    chatbot = Chatbot(shipped_index, encoder, Settings().max_question)
    with ThreadPoolExecutor(PEOPLE) as people:
        assert_same(list(people.map(lambda line: ask(chatbot, line), golden)), alone)
