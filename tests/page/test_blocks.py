"""Gradio, behind the gateway, neither keeps nor shows questions."""

import re

import pytest
from starlette.testclient import TestClient

from chatbot.page.blocks import Page
from chatbot.server.application import application
from chatbot.settings import Settings
from stub import StubChatbot

SECRET = "nine secret"


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The page over a chatbot without a model."""
    chatbot = StubChatbot(tmp_path_factory.mktemp("corpus"))
    return application(Page(chatbot, Settings(rate=0, time_limit=600)))


@pytest.fixture
def client(app):
    with TestClient(app) as made:
        yield made


def gradio_behind(app):
    """The server that Gradio mounted."""
    [mounted] = [route.app for route in app.routes if hasattr(route.app, "get_blocks")]
    return mounted


def answering_event(client):
    config = client.get("/config").json()
    [event] = [one["id"] for one in config["dependencies"] if "pending()" in str(one["js"])]
    return event


def test_nothing_of_a_question_is_kept_once_it_is_answered(app, client):
    turn = {"number": 1, "questions": [SECRET], "shown": [], "language": "en", "again": False}
    sent = {"data": [turn], "fn_index": answering_event(client), "session_hash": "mine"}
    answer = client.post("/gradio_api/run/predict", json=sent)
    assert "opens at nine" in re.sub(r"&#\d+;", " ", answer.json()["data"][0]["html"])
    for _ in range(3):
        assert client.post("/gradio_api/run/ask", json={"data": [SECRET]}).status_code == 200
    blocks = gradio_behind(app).get_blocks()
    sessions = blocks.state_holder.session_data
    assert all(SECRET not in repr(session.config_values) for session in sessions.values())
    assert [name for name in sessions if SECRET in repr(vars(sessions[name]))] == []
    assert len(sessions) == 1  # that of everybody
    values = [getattr(block, "value", None) for block in blocks.blocks.values()]
    assert SECRET not in repr(values)


@pytest.mark.parametrize("path", ["run/ask", "call/ask", "run/predict"])
def test_error_in_answering_does_not_show_the_question(client, capfd, caplog, path):
    question = "explode my riddle"
    sent = {"data": [question]}
    if path == "run/predict":
        turn = {"number": 1, "questions": [question]}
        sent = {"data": [turn], "fn_index": answering_event(client), "session_hash": "s"}
    answer = client.post(f"/gradio_api/{path}", json=sent)
    told = answer.text
    if path == "call/ask":
        told = client.get(f"/gradio_api/call/ask/{answer.json()['event_id']}").text
        assert told.startswith("event: error")
    out = capfd.readouterr()
    assert "riddle" not in told + out.out + out.err + caplog.text
    assert "RuntimeError" in caplog.text
    assert "stub.py" in caplog.text


def test_files_are_neither_read_nor_fetched(client):
    event = answering_event(client)
    for path in ("/etc/passwd", "http://outside.test/x"):
        file = {"path": path, "meta": {"_type": "gradio.FileData"}}
        for data in ([file], [{"questions": [file]}], [[file]]):
            sent = {"data": data, "fn_index": event, "session_hash": "s"}
            assert client.post("/gradio_api/run/predict", json=sent).status_code == 400
