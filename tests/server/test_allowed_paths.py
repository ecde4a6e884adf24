"""Only what the page and `ask` need has a path, and no body is read that does not fit."""

import asyncio

import pytest

from chatbot.server.middleware.allowed_paths import LONGEST_BODY, LONGEST_QUERY, Doors, without_base
from chatbot.settings import Settings
from inner import JSON, PREDICT, client, echo

OPEN = [
    "/", "/healthz", "/config", "/theme.css?v=1", "/favicon.ico", "/assets/index-a.js",
    "/static/js/x.js", "/gradio_api/info", "/gradio_api/openapi.json",
    "/gradio_api/queue/data?session_hash=a",
    "/gradio_api/call/ask/0123456789abcdef0123456789abcdef",
]  # fmt: skip
CLOSED = [
    "/gradio_api/file=https://outside.test/x", "/gradio_api/file=/etc/passwd", "/monitoring",
    "/monitoring/summary", "/openapi.json", "/docs", "/gradio_api/queue/status", "/runs",
    "/gradio_api/proxy=https://outside.test/", "/gradio_api/heartbeat/a", "/login", "/user",
    "/gradio_api/deep_link", "/gradio_api/run-history/records", "/gradio_api/vibe-code",
    "/gradio_api/call/ask/x", "/gradio_api/app_id", "/robots.txt", "/manifest.json", "//", "/x",
    "/gradio_api/call/answer/0123456789abcdef0123456789abcdef", "/config/", "/dev/reload",
    "/gradio_api/startup-events", "/assets/%00", "/static/a%0Ab", "/assets/", "/static/%C3%A9.js",
    "/assets/" + "a" * 201,
]  # fmt: skip
SENT_TO = [PREDICT, "/gradio_api/run/ask", "/gradio_api/queue/join", "/gradio_api/call/ask"]
NOT_SENT_TO = [
    "/", "/gradio_api/upload", "/gradio_api/run/answer", "/gradio_api/api/predict", "/login",
    "/gradio_api/cancel", "/gradio_api/reset", "/gradio_api/component_server", "/config",
    "/gradio_api/stream/a", "/gradio_api/vibe-edit", "/gradio_api/process_recording",
]  # fmt: skip


def doors(base_path=""):
    return client(Doors(echo, base_path))


@pytest.mark.parametrize("path", OPEN)
def test_what_the_page_needs_is_open_for_reading(path):
    assert doors().get(path).json()["path"] == path.partition("?")[0]
    assert doors().head(path).status_code == 200
    assert doors().delete(path).status_code == 405


@pytest.mark.parametrize("path", CLOSED)
def test_what_the_page_does_not_need_is_closed(path):
    assert doors().get(f"http://testserver{path}").status_code == 404


@pytest.mark.parametrize("path", SENT_TO)
def test_questions_have_their_doors(path):
    assert doors().post(path, json={}).json()["path"] == path
    refused = doors().get(path)
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize("path", NOT_SENT_TO)
def test_nothing_else_takes_anything(path):
    assert doors().post(path, json={}).status_code in (404, 405)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content-length": str(LONGEST_BODY)}, 200),
        ({"content-length": str(LONGEST_BODY + 1)}, 413),
        ({"content-length": "-1"}, 411),
        ({"content-length": "2", "transfer-encoding": "chunked"}, 411),
        ({"transfer-encoding": "chunked"}, 411),
        ({"content-length": "2", "content-type": "text/plain"}, 415),
        ({"content-length": "2", "content-type": "application/x-www-form-urlencoded"}, 415),
        ({"content-length": "2", "content-type": "Application/JSON; charset=utf-8"}, 200),
    ],
)
def test_body_is_refused_unread_by_what_its_headers_say(headers, status):
    """Headers that no honest client would send, and so none of ours can."""
    said = []

    async def receive():
        return {"type": "http.request", "body": b"{}", "more_body": False}

    async def send(message):
        said.append(message)

    sent = [(name.encode(), value.encode()) for name, value in (JSON | headers).items()]
    scope = {"type": "http", "method": "POST", "path": PREDICT, "headers": sent}
    asyncio.run(Doors(echo, "")({**scope, "query_string": b""}, receive, send))
    assert said[0]["status"] == status


def test_gradio_is_not_told_what_a_client_makes_up():
    claims = {
        "origin": "https://evil.test",
        "x-forwarded-host": "evil.test",
        "x-gradio-server": "https://evil.test",
        "cookie": "access-token=x",
    }
    seen = doors().get("/", headers=claims | {"x-forwarded-proto": "https"}).json()["headers"]
    assert not claims.keys() & seen.keys()
    assert seen["x-forwarded-proto"] == "https"


def test_query_of_the_page_is_the_business_of_the_browser():
    stream = "/gradio_api/queue/data?session_hash="
    for path, query in (
        ("/?q=somebody%27s+question", ""),
        ("/config?deep_link=x", ""),
        (f"{stream}abc", "session_hash=abc"),
        ("/?q=" + "a" * 60_000, ""),
    ):
        assert doors().get(path).json()["query"] == query
    assert doors().get(stream + "a" * LONGEST_QUERY).status_code == 414


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("faq.example.org", 200),
        ("localhost:7860", 200),
        ("[::1]:80", 200),
        ("xn--bcher-kva.example", 200),
        ("999.999.1.1", 400),
        ("[::1", 400),
        ("a:port", 400),
        ("a" * 301, 400),
        ("a" * 70_000, 400),
    ],
)
def test_host_that_is_none_is_refused_before_gradio_stumbles_over_it(host, status):
    sent = doors().build_request("GET", "/", headers={"host": host})
    assert doors().send(sent).status_code == status


def test_websockets_are_closed():
    from starlette.websockets import WebSocketDisconnect

    with pytest.raises(WebSocketDisconnect), doors().websocket_connect("/"):
        pass


@pytest.mark.parametrize(
    ("path", "inside"),
    [("/faq", "/"), ("/faq/", "/"), ("/faq/config", "/config"), ("/config", "/config")],
)
def test_path_is_the_same_whether_or_not_the_proxy_takes_the_base_path_off(path, inside):
    assert doors("/faq").get(path).json()["path"] == inside


def test_base_path_is_a_whole_part_of_the_path():
    assert without_base("/faqs", "/faq") == "/faqs"
    assert without_base("/x", Settings().base_path) == "/x"
