"""Only the paths of the page and of `ask` are allowed, and only bodies that fit are read."""

import asyncio

import pytest

from chatbot.server.middleware.allowed_paths import (
    MAX_BODY_BYTES,
    MAX_QUERY_BYTES,
    AllowedPathsMiddleware,
    without_base,
)
from chatbot.settings import Settings
from inner import JSON, PREDICT, client, echo

GET_ALLOWED = [
    "/", "/healthz", "/config", "/theme.css?v=1", "/favicon.ico", "/assets/index-a.js",
    "/static/js/x.js", "/gradio_api/info", "/gradio_api/openapi.json",
    "/gradio_api/queue/data?session_hash=a",
    "/gradio_api/call/ask/0123456789abcdef0123456789abcdef",
]  # fmt: skip
NOT_FOUND = [
    "/gradio_api/file=https://outside.test/x", "/gradio_api/file=/etc/passwd", "/monitoring",
    "/monitoring/summary", "/openapi.json", "/docs", "/gradio_api/queue/status", "/runs",
    "/gradio_api/proxy=https://outside.test/", "/gradio_api/heartbeat/a", "/login", "/user",
    "/gradio_api/deep_link", "/gradio_api/run-history/records", "/gradio_api/vibe-code",
    "/gradio_api/call/ask/x", "/gradio_api/app_id", "/robots.txt", "/manifest.json", "//", "/x",
    "/gradio_api/call/answer/0123456789abcdef0123456789abcdef", "/config/", "/dev/reload",
    "/gradio_api/startup-events", "/assets/%00", "/static/a%0Ab", "/assets/", "/static/%C3%A9.js",
    "/assets/" + "a" * 201,
]  # fmt: skip
POST_ALLOWED = [PREDICT, "/gradio_api/run/ask", "/gradio_api/queue/join", "/gradio_api/call/ask"]
POST_REFUSED = [
    "/", "/gradio_api/upload", "/gradio_api/run/answer", "/gradio_api/api/predict", "/login",
    "/gradio_api/cancel", "/gradio_api/reset", "/gradio_api/component_server", "/config",
    "/gradio_api/stream/a", "/gradio_api/vibe-edit", "/gradio_api/process_recording",
]  # fmt: skip


def allowing(base_path=""):
    return client(AllowedPathsMiddleware(echo, base_path))


@pytest.mark.parametrize("path", GET_ALLOWED)
def test_paths_of_the_page_can_be_read(path):
    assert allowing().get(path).json()["path"] == path.partition("?")[0]
    assert allowing().head(path).status_code == 200
    refused = allowing().delete(path)
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")
    assert refused.json() == {"error": "Method Not Allowed. Use GET."}


@pytest.mark.parametrize("path", NOT_FOUND)
def test_other_paths_are_not_found(path):
    assert allowing().get(f"http://testserver{path}").status_code == 404


@pytest.mark.parametrize("path", POST_ALLOWED)
def test_questions_can_be_posted(path):
    assert allowing().post(path, json={}).json()["path"] == path
    refused = allowing().get(path)
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
    assert refused.json() == {"error": "Method Not Allowed. Use POST."}


@pytest.mark.parametrize("path", POST_REFUSED)
def test_nothing_can_be_posted_to_other_paths(path):
    assert allowing().post(path, json={}).status_code in (404, 405)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content-length": str(MAX_BODY_BYTES)}, 200),
        ({"content-length": str(MAX_BODY_BYTES + 1)}, 413),
        ({"content-length": "-1"}, 411),
        ({"content-length": "9" * 5000}, 413),
        ({"content-length": "2", "transfer-encoding": "chunked"}, 411),
        ({"transfer-encoding": "chunked"}, 411),
        ({"content-length": "2", "content-type": "text/plain"}, 415),
        ({"content-length": "2", "content-type": "application/x-www-form-urlencoded"}, 415),
        ({"content-length": "2", "content-type": "Application/JSON; charset=utf-8"}, 200),
    ],
)
def test_body_is_refused_unread_by_its_headers(headers, status):
    """Send the headers without a client, since no client would send some of them."""
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"{}", "more_body": False}

    async def send(message):
        sent.append(message)

    raw = [(name.encode(), value.encode()) for name, value in (JSON | headers).items()]
    scope = {"type": "http", "method": "POST", "path": PREDICT, "headers": raw}
    asyncio.run(AllowedPathsMiddleware(echo, "")({**scope, "query_string": b""}, receive, send))
    assert sent[0]["status"] == status


def test_forged_headers_do_not_reach_gradio():
    claims = {
        "origin": "https://evil.test",
        "x-forwarded-host": "evil.test",
        "x-gradio-server": "https://evil.test",
        "cookie": "access-token=x",
    }
    seen = allowing().get("/", headers=claims | {"x-forwarded-proto": "https"}).json()["headers"]
    assert not claims.keys() & seen.keys()
    assert seen["x-forwarded-proto"] == "https"


def test_only_the_query_of_a_stream_reaches_gradio():
    stream = "/gradio_api/queue/data?session_hash="
    for path, query in (
        ("/?q=somebody%27s+question", ""),
        ("/config?deep_link=x", ""),
        (f"{stream}abc", "session_hash=abc"),
        ("/?q=" + "a" * 60_000, ""),
    ):
        assert allowing().get(path).json()["query"] == query
    assert allowing().get(stream + "a" * MAX_QUERY_BYTES).status_code == 414


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
def test_invalid_host_is_refused(host, status):
    sent = allowing().build_request("GET", "/", headers={"host": host})
    assert allowing().send(sent).status_code == status


def test_websockets_are_closed():
    from starlette.websockets import WebSocketDisconnect

    with pytest.raises(WebSocketDisconnect), allowing().websocket_connect("/"):
        pass


@pytest.mark.parametrize(
    ("path", "inside"),
    [("/faq", "/"), ("/faq/", "/"), ("/faq/config", "/config"), ("/config", "/config")],
)
def test_base_path_is_removed_where_the_proxy_left_it(path, inside):
    assert allowing("/faq").get(path).json()["path"] == inside


def test_base_path_is_a_whole_segment():
    assert without_base("/faqs", "/faq") == "/faqs"
    assert without_base("/x", Settings().base_path) == "/x"
