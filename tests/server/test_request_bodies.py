"""Bodies are read whole, and only what the endpoints take is passed on."""

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.page.events import (
    MAX_LIST_ITEMS,
    MAX_NUMBER,
    MAX_TEXT_CHARACTERS,
    AnswerInputs,
    AskInputs,
)
from chatbot.server.middleware.request_bodies import SHARED_SESSION, RequestBodiesMiddleware
from inner import JSON, PREDICT, RUN_ASK, client, echo

ANSWER, ASK = 3, 9
V2, JOIN = "/gradio_api/call/v2/ask", "/gradio_api/queue/join"
EVENT = {"fn_index": ANSWER, "session_hash": "abc"}
URL = "http://outside.test/x"
FILE = {"path": URL, "url": URL, "meta": {"_type": "gradio.FileData"}}
TURN = {"number": 1, "questions": ["q"], "shown": ["a:1:1"], "language": "en", "again": False}
MODELS = {ANSWER: AnswerInputs, ASK: AskInputs}
caller = client(RequestBodiesMiddleware(echo, MODELS, ASK, 5))


def answer(**changed):
    return {"data": [TURN | changed], **EVENT}


@pytest.mark.parametrize(
    ("path", "sent", "passed_on"),
    [
        (PREDICT, {**answer(), "event_data": {"x": 1}, "trigger_id": 5}, None),
        (
            PREDICT,
            {"data": [None], **EVENT},
            {"data": [None], "fn_index": ANSWER, "session_hash": SHARED_SESSION},
        ),
        (PREDICT, answer(number=MAX_NUMBER, questions=["q" * 20_000] * 6), None),
        (PREDICT, answer(questions=[], shown=["a:1:1"] * 1000, again=True), None),
        (
            PREDICT,
            answer(questions=["half a letter \ud83d"]),
            answer(questions=["half a letter  "]) | {"session_hash": SHARED_SESSION},
        ),
        (RUN_ASK, {"data": ["q"]}, {"data": ["q", []], "session_hash": SHARED_SESSION}),
        (
            RUN_ASK,
            {"data": ["q", ["a"]], "more": 1},
            {"data": ["q", ["a"]], "session_hash": SHARED_SESSION},
        ),
        (RUN_ASK, {"data": ["q", None]}, {"data": ["q", []], "session_hash": SHARED_SESSION}),
        ("/gradio_api/call/ask", {"data": ["q"]}, {"data": ["q", []]}),
        (V2, {"text": "q"}, {"text": "q", "history": []}),
        (
            JOIN,
            {"data": ["q"], "fn_index": ASK, "session_hash": "s"},
            {"data": ["q", []], "fn_index": ASK, "session_hash": "s"},
        ),
    ],
)
def test_valid_body_is_passed_on_without_other_keys(path, sent, passed_on):
    seen = caller.post(path, content=json.dumps(sent).encode(), headers=JSON).json()
    expected = passed_on or {
        "data": sent["data"],
        "fn_index": ANSWER,
        "session_hash": SHARED_SESSION,
    }
    assert seen["body"] == expected
    assert int(seen["headers"]["content-length"]) == len(json.dumps(expected))


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        (PREDICT, b""),
        (PREDICT, b"{"),
        (PREDICT, b"[]"),
        (PREDICT, b"\xff\xfe"),
        (PREDICT, b'{"data": [NaN], "fn_index": 3, "session_hash": "s"}'),
        (PREDICT, b"[" * 100_000),
        (PREDICT, {"data": [], **EVENT}),
        (PREDICT, {"data": [TURN, TURN], **EVENT}),
        (PREDICT, {"data": [1], **EVENT}),
        (PREDICT, answer(more=1)),
        (PREDICT, answer(number=True)),
        (PREDICT, answer(number="1")),
        (PREDICT, answer(number=1.5)),
        (PREDICT, answer(number=-1)),
        (PREDICT, answer(number=MAX_NUMBER + 1)),
        (PREDICT, answer(questions="q")),
        (PREDICT, answer(questions=[None])),
        (PREDICT, answer(questions=["q" * (MAX_TEXT_CHARACTERS + 1)])),
        (PREDICT, answer(questions=["q"] * (MAX_LIST_ITEMS + 1))),
        (PREDICT, answer(shown=[FILE])),
        (PREDICT, answer(language=FILE)),
        (PREDICT, answer(again=1)),
        (PREDICT, answer(**{"\ud800": 1})),
        (PREDICT, {"data": {}, **EVENT}),
        (PREDICT, {"data": [FILE], **EVENT}),
        (PREDICT, {"data": [[FILE]], **EVENT}),
        (PREDICT, {"data": [{"meta": None, "path": ""}], **EVENT}),
        (
            PREDICT,
            b'{"data": [{"number": 1e400, "questions": []}], "fn_index": 3, "session_hash": "s"}',
        ),
        (PREDICT, {"data": [None]}),
        (PREDICT, answer() | {"fn_index": 4}),
        (PREDICT, answer() | {"fn_index": True}),
        (PREDICT, answer() | {"fn_index": "3"}),
        (PREDICT, answer() | {"session_hash": ""}),
        (PREDICT, answer() | {"session_hash": "s" * 65}),
        (PREDICT, answer() | {"session_hash": 5}),
        (PREDICT, answer() | {"session_hash": "\ud800"}),
        (PREDICT, {"data": [5], "fn_index": ASK, "session_hash": "s"}),
        (JOIN, answer()),
        (RUN_ASK, {}),
        (RUN_ASK, {"data": []}),
        (RUN_ASK, {"data": [5]}),
        (RUN_ASK, {"data": ["q", "h"]}),
        (RUN_ASK, {"data": ["q", [5]]}),
        (RUN_ASK, {"data": ["q", [], 1]}),
        (V2, {"text": None}),
        (V2, {"text": "q", "history": {}}),
    ],
)
def test_invalid_body_is_refused_with_a_remedy(path, sent):
    body = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
    refused = caller.post(path, content=body, headers=JSON)
    assert refused.status_code == 400
    assert refused.json()["error"].startswith("Bad Request. Send ")


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        (RUN_ASK, {"data": ["q" * 100_001]}),
        (RUN_ASK, {"data": ["q", ["h" * 100_001]]}),
        (V2, {"text": "q" * 100_001}),
        (PREDICT, answer(questions=["q" * 100_001])),
    ],
)
def test_refusal_of_a_long_text_names_the_limit(path, sent):
    refused = caller.post(path, json=sent, headers=JSON)
    assert refused.status_code == 400
    assert "at most 100000 characters" in refused.json()["error"]


def test_slow_body_is_not_waited_for():
    async def scenario():
        sent = []

        async def never():
            await asyncio.Event().wait()

        async def send(message):
            sent.append(message)

        scope = {"type": "http", "method": "POST", "path": PREDICT, "headers": []}
        await RequestBodiesMiddleware(echo, {}, ASK, 0.01)(scope, never, send)
        return sent[0]["status"]

    assert asyncio.run(scenario()) == 408


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(), inside, max_size=3),
    max_leaves=8,
)
fields = st.dictionaries(
    st.sampled_from(["data", "fn_index", "session_hash", "text", "history", "event_id"]), anything
)


@given(path=st.sampled_from([PREDICT, RUN_ASK, V2, JOIN]), body=anything | fields)
def test_any_body_is_passed_on_without_other_keys_or_refused(path, body):
    seen = caller.post(path, content=json.dumps(body).encode(), headers=JSON)
    assert seen.status_code in (200, 400)
    if seen.status_code == 200:
        assert seen.json()["body"].keys() <= {
            "data", "fn_index", "session_hash", "text", "history"
        }  # fmt: skip
