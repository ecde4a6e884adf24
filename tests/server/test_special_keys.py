"""Every key that Gradio treats specially, at every place of every event: refused, or dropped.

The requests go through the whole application to Gradio's own server, in this process.
"""

import asyncio
import json
import logging
from itertools import product

import pytest
from gradio import data_classes

from chatbot.page.blocks import ASK, Page
from chatbot.server.application import application
from chatbot.settings import Settings
from inner import PREDICT, RUN_ASK
from stub import StubChatbot

URL = "http://outside.test/x"
META = {"_type": "gradio.FileData"}
FILE = {"path": URL, "url": URL, "meta": META, "orig_name": "x"}
# Of updates, streams, errors, data classes of components and Gradio's log.
OTHER_KEYS = (
    "_type __type__ is_file path_or_url video subtitles image annotations files text name value "
    "visible component_server state props render key is_stream data_type headers metadata style "
    "request batch_trigger_ids proxy_url b64 exif _selectable __proto__ __class__ __dict__ root"
)
# With the keys of files and bodies, from the installed Gradio.
KEYS = sorted(
    {
        *OTHER_KEYS.split(),
        *data_classes.FileData.model_fields,
        *data_classes.PredictBody.model_fields,
        *data_classes.ComponentServerJSONBody.model_fields,
        *data_classes.CancelBody.model_fields,
    }
)
VALUES = (None, "", URL, "/etc/passwd", 0, -1, 2**63, 1.5, True, [], {}, META, FILE, [FILE])
TURN = {"number": 1, "questions": ["nine"], "shown": ["pool:1:1"], "language": "en", "again": False}
EVENTS = {
    "answer": [TURN],
    "show_document": ["pool", "en"],
    "speak": ["es", "pool"],
    ASK: ["nine", ["fine"]],
}
ASK_PATHS = (RUN_ASK, "/gradio_api/call/ask", "/gradio_api/call/v2/ask", "/gradio_api/queue/join")


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The application over a chatbot without a model, and the number of each event."""
    page = Page(StubChatbot(tmp_path_factory.mktemp("corpus")), Settings(rate=0, time_limit=600))
    made = application(page)
    made.numbers = {
        event.api_name: event._id for event in page._blocks.fns.values() if event.fn is not None
    }
    return made


@pytest.fixture(autouse=True)
def nothing_logged(caplog, capfd):
    """Let a test fail if anything is logged or printed."""
    with caplog.at_level(logging.INFO):
        yield
    assert caplog.text == ""
    assert capfd.readouterr() == ("", "")


def statuses(app, path, bodies):
    """Post each body; return the statuses."""

    async def post(body):
        content, found = json.dumps(body).encode(), []
        length = str(len(content)).encode()
        message = {"type": "http.request", "body": content, "more_body": False}

        async def receive():
            return message

        async def send(answer):
            found.append(answer.get("status"))

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": b"",
            "headers": [(b"content-type", b"application/json"), (b"content-length", length)],
            "client": ("192.0.2.7", 5),
            "server": ("test", 80),
        }
        await app(scope, receive, send)
        return found[0]

    async def post_all():
        async with app.router.lifespan_context(app):
            return [await post(body) for body in bodies]

    return asyncio.run(post_all())


def varied(value):
    """Yield a JSON value with each special key at each place in it, and with each odd value."""
    for key, odd in product(KEYS, VALUES):
        yield {key: odd}
        yield FILE | {key: odd}
        if isinstance(value, list):
            yield [*value, {key: odd}]
        if isinstance(value, dict) and key not in value:
            yield value | {key: odd}
    if isinstance(value, dict):
        for key, inside in value.items():
            yield from (value | {key: changed} for changed in varied(inside))
    if isinstance(value, list):
        for place, inside in enumerate(value):
            yield from (
                [*value[:place], changed, *value[place + 1 :]] for changed in varied(inside)
            )


@pytest.mark.parametrize("event", EVENTS)
def test_special_keys_in_what_an_event_sends_are_refused(app, event):
    sent = {"fn_index": app.numbers[event], "session_hash": "x"}
    assert statuses(app, PREDICT, [sent | {"data": EVENTS[event]}]) == [200]
    bodies = [sent | {"data": data} for data in varied(EVENTS[event])]
    assert len(bodies) > 3000
    assert set(statuses(app, PREDICT, bodies)) == {400}


@pytest.mark.parametrize("path", ASK_PATHS)
def test_special_keys_in_what_a_program_asks_are_refused(app, path):
    sent = {"fn_index": app.numbers[ASK], "session_hash": "x"}
    bodies = [sent | {"data": data} for data in varied(EVENTS[ASK])]
    if "v2" in path:
        text, history = EVENTS[ASK]
        bodies = [{"text": odd, "history": history} for odd in varied(text)]
        bodies += [{"text": text, "history": odd} for odd in varied(history)]
    assert set(statuses(app, path, bodies)) == {400}


@pytest.mark.parametrize("event", EVENTS)
def test_special_keys_beside_what_an_event_sends_are_dropped(app, event):
    sent = {"data": EVENTS[event], "fn_index": app.numbers[event], "session_hash": "x"}
    bodies = [sent | {key: odd} for key, odd in product(KEYS, VALUES) if key not in sent]
    assert set(statuses(app, PREDICT, bodies)) == {200}


@pytest.mark.parametrize("event", EVENTS)
def test_odd_values_at_any_place_are_answered_or_refused(app, event):
    sent = {"data": EVENTS[event], "fn_index": app.numbers[event], "session_hash": "x"}

    def replaced(value):
        yield from VALUES
        if isinstance(value, dict):
            for key, inside in value.items():
                yield from (value | {key: odd} for odd in replaced(inside))
                yield {name: one for name, one in value.items() if name != key}
        if isinstance(value, list):
            for place, inside in enumerate(value):
                yield from ([*value[:place], odd, *value[place + 1 :]] for odd in replaced(inside))
                yield value[:place] + value[place + 1 :]

    assert set(statuses(app, PREDICT, list(replaced(sent)))) == {200, 400}
