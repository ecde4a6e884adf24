"""What is sent is read whole, and only what the endpoints take goes on."""

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.server.middleware.request_bodies import ALL, Bodies
from inner import JSON, PREDICT, RUN_ASK, client, echo

ANSWER, ASK = 3, 9
V2, JOIN = "/gradio_api/call/v2/ask", "/gradio_api/queue/join"
EVENT = {"fn_index": ANSWER, "session_hash": "abc"}
URL = "http://outside.test/x"
FILE = {"path": URL, "url": URL, "meta": {"_type": "gradio.FileData"}}
caller = client(Bodies(echo, {ANSWER: 1, ASK: 2}, ASK, 5))


@pytest.mark.parametrize(
    ("path", "sent", "passed_on"),
    [
        (PREDICT, {"data": [{"a": 1}], **EVENT, "event_data": {"x": 1}, "trigger_id": 5}, None),
        (
            PREDICT,
            {"data": [None], **EVENT},
            {"data": [None], "fn_index": ANSWER, "session_hash": ALL},
        ),
        (PREDICT, {"data": [{"n": 2**53 - 1, "q": ["a", 1.5, None, True]}], **EVENT}, None),
        (RUN_ASK, {"data": ["q"]}, {"data": ["q", []], "session_hash": ALL}),
        (RUN_ASK, {"data": ["q", ["a"]], "more": 1}, {"data": ["q", ["a"]], "session_hash": ALL}),
        (RUN_ASK, {"data": ["q", None]}, {"data": ["q", []], "session_hash": ALL}),
        ("/gradio_api/call/ask", {"data": ["q"]}, {"data": ["q", []]}),
        (V2, {"text": "q"}, {"text": "q", "history": []}),
        (
            JOIN,
            {"data": ["q"], "fn_index": ASK, "session_hash": "s"},
            {"data": ["q", []], "fn_index": ASK, "session_hash": "s"},
        ),
    ],
)
def test_what_is_in_order_goes_on_with_nothing_else_in_it(path, sent, passed_on):
    seen = caller.post(path, json=sent).json()
    expected = passed_on or {"data": sent["data"], "fn_index": ANSWER, "session_hash": ALL}
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
        (PREDICT, {"data": [1, 2], **EVENT}),
        (PREDICT, {"data": {}, **EVENT}),
        (PREDICT, {"data": [FILE], **EVENT}),
        (PREDICT, {"data": [[FILE]], **EVENT}),
        (PREDICT, {"data": [{"q": [FILE]}], **EVENT}),
        (PREDICT, {"data": [{"q": [["a"]]}], **EVENT}),
        (PREDICT, {"data": [{"n": 2**53}], **EVENT}),
        (PREDICT, {"data": [-(2**53)], **EVENT}),
        (PREDICT, b'{"data": [{"n": [1e400]}], "fn_index": 3, "session_hash": "s"}'),
        (PREDICT, {"data": [1]}),
        (PREDICT, {"data": [1], **EVENT, "fn_index": 4}),
        (PREDICT, {"data": [1], **EVENT, "fn_index": True}),
        (PREDICT, {"data": [1], **EVENT, "fn_index": "3"}),
        (PREDICT, {"data": [1], **EVENT, "session_hash": "s" * 65}),
        (PREDICT, {"data": [1], **EVENT, "session_hash": 5}),
        (PREDICT, {"data": [5], "fn_index": ASK, "session_hash": "s"}),
        (JOIN, {"data": [1], **EVENT}),
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
def test_what_is_not_in_order_is_refused_in_words(path, sent):
    body = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
    refused = caller.post(path, content=body, headers=JSON)
    assert refused.status_code == 400
    assert refused.json()["error"].endswith(".")


def test_who_sends_too_slowly_is_not_waited_for():
    async def scenario():
        said = []

        async def never():
            await asyncio.Event().wait()

        async def send(message):
            said.append(message)

        scope = {"type": "http", "method": "POST", "path": PREDICT, "headers": []}
        await Bodies(echo, {}, ASK, 0.01)(scope, never, send)
        return said[0]["status"]

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
def test_whatever_is_sent_is_passed_on_in_order_or_refused(path, body):
    answer = caller.post(path, content=json.dumps(body).encode(), headers=JSON)
    assert answer.status_code in (200, 400)
    if answer.status_code == 200:
        assert answer.json()["body"].keys() <= {
            "data", "fn_index", "session_hash", "text", "history"
        }  # fmt: skip
