"""Broken requests to the real server are answered or refused, and the server keeps running.

No request hangs or ends with a server error, and the log quotes none.
"""

import json
import re
import socket
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatbot.server.middleware.allowed_paths import (
    GET_PATHS,
    MAX_BODY_BYTES,
    POST_PATHS,
    STREAM_PATHS,
)

TIMEOUT_SECONDS = 60
JSON = {"content-type": "application/json"}
UNKNOWN = "0" * 32
READABLE = [
    "/", "/healthz", "/theme.css", "/favicon.ico", "/assets/x.js", "/static/img/x.png", "/config",
    "/gradio_api/info", "/gradio_api/openapi.json", "/gradio_api/queue/data",
    f"/gradio_api/call/ask/{UNKNOWN}", f"/gradio_api/call/v2/ask/{UNKNOWN}",
]  # fmt: skip
SENDABLE = [
    "/gradio_api/run/predict", "/gradio_api/run/ask", "/gradio_api/queue/join",
    "/gradio_api/call/ask", "/gradio_api/call/v2/ask",
]  # fmt: skip
URL = "http://outside.test/x"
FILE = {"path": URL, "url": URL, "meta": {"_type": "gradio.FileData"}, "orig_name": "x"}

singles = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=20)  # lone surrogates, too
    | st.sampled_from([2**53, 2**64, -(10**400), "\0", "x" * 100_000, "a b " * 50_000, FILE])
)
values = st.recursive(
    singles,
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(st.sampled_from(["path", "meta", "number", "questions"]), inside)
    ),
    max_leaves=6,
)
numbers = st.integers() | st.sampled_from([2**53, 2**64, -(2**70), 1.5, True, 10**400])
questions = st.lists(st.just("hello") | singles, max_size=7) | values
turns = st.fixed_dictionaries(
    {"number": numbers | values, "questions": st.just(["hello"]) | questions},
    optional={"shown": values, "language": values, "again": values},
)
bodies = st.fixed_dictionaries(
    {},
    optional={
        "data": st.lists(turns | values, max_size=3) | values,
        "fn_index": st.integers(-1, 20) | values,
        "session_hash": st.text(max_size=70) | values,
        "text": values,
        "history": values,
        "event_data": values,
    },
)
# JSON and nearly JSON: cut off, or nested too deeply.
raw_bodies = (
    st.builds(lambda body, end: json.dumps(body).encode()[:end], bodies, st.none() | st.integers())
    | st.binary(max_size=50)
    | st.sampled_from([b"[" * 900_000, b'{"data":' * 100_000, b'{"data": [' + b"9" * 5000 + b"]}"])
    | st.integers(1, 1200).map(lambda deep: b'{"data":' + b"[" * deep + b"]" * deep + b"}")
)
NAMES = (
    "accept accept-encoding accept-language authorization connection content-encoding content-type "
    "cookie expect forwarded host if-modified-since if-none-match if-range origin range referer te "
    "upgrade x-forwarded-for x-forwarded-host x-forwarded-proto x-gradio-server x-gradio-user"
)
headers = st.dictionaries(
    st.sampled_from(NAMES.split()),
    st.binary(max_size=20).map(lambda value: re.sub(rb"[\x00-\x20\x7f]", b"", value))
    | st.sampled_from(
        [b"*", b"bytes=0-0,5-2,-", b"999.999.1.1", b"[::1", b"gzip;q=x", b"a" * 70_000]
    )
    | st.sampled_from([b"application/json; charset=utf-99", b"https", b"javascript", b"websocket"]),
    max_size=3,
)
letters = st.text("aqp=&?;%/\\\"<>'#: é\0", max_size=40)
queries = (
    letters
    | letters.map(quote)
    | letters.map(quote)
    | st.sampled_from(
        [
            "session_hash=%00",
            f"session_hash={'a' * 90_000}",
            "__theme=%22%3E",
            "deep_link=x",
            "%FF%E0",
        ]
    )
)
few = settings(max_examples=60, suppress_health_check=list(HealthCheck))


def test_every_allowed_path_is_tested_here():
    for patterns, paths in ((GET_PATHS + STREAM_PATHS, READABLE), (POST_PATHS, SENDABLE)):
        for pattern in patterns:
            assert any(re.fullmatch(pattern, path) for path in paths), pattern


@pytest.fixture(scope="module")
def address(hostile):
    """Address of the server. Afterwards the log must not quote any request."""
    before = hostile.output
    yield hostile.address.rstrip("/")
    logged = hostile.output.removeprefix(before).splitlines()
    # Uvicorn's own messages, which quote nothing.
    known = ("Invalid HTTP request received.", "Unsupported upgrade request.", "WebSocket")
    assert [line for line in logged if not any(words in line for words in known)] == []


@pytest.fixture(scope="module")
def caller(address):
    with httpx.Client(base_url=address, timeout=TIMEOUT_SECONDS) as client:
        yield client
        [right] = client.post("/gradio_api/run/ask", json={"data": ["hello"]}).json()["data"]
        assert right["question"] == "hello"


@pytest.fixture(scope="module")
def events(caller):
    """Number and count of inputs of each event that the server answers."""
    known = caller.get("/config").json()["dependencies"]
    found = [(event["id"], len(event["inputs"])) for event in known if event["backend_fn"]]
    assert len(found) == 4
    return found


def check(response):
    assert response.status_code < 500 or response.status_code == 503, response.text
    assert "Traceback" not in response.text


@few
@given(path=st.sampled_from(SENDABLE), body=bodies)
def test_any_json_is_answered_or_refused(caller, path, body):
    check(caller.post(path, content=json.dumps(body).encode()[:MAX_BODY_BYTES], headers=JSON))


@few
@given(path=st.sampled_from(SENDABLE), body=raw_bodies)
def test_any_bytes_are_answered_or_refused(caller, path, body):
    check(caller.post(path, content=body, headers=JSON))


@settings(few, max_examples=200)
@given(data=st.data())
def test_any_inputs_of_an_event_are_answered_or_refused(caller, events, data):
    event, takes = data.draw(st.sampled_from(events), "event")
    sent = data.draw(st.lists(turns | values | st.just(FILE), min_size=takes, max_size=takes))
    body = json.dumps({"data": sent, "fn_index": event, "session_hash": "x"}).encode()
    check(caller.post("/gradio_api/run/predict", content=body, headers=JSON))


@few
@given(path=st.sampled_from(READABLE), query=queries, more=headers)
def test_any_query_and_headers_are_answered_or_refused(address, path, query, more):
    lines = b"".join(b"%s: %s\r\n" % (name.encode(), value) for name, value in more.items())
    asked = f"{path}?{query}".encode()
    host = b"" if "host" in more else b"Host: localhost\r\n"
    check_raw(address, b"GET %s HTTP/1.1\r\n%s%s\r\n" % (asked, host, lines))


@few
@given(path=st.sampled_from(SENDABLE), more=headers)
def test_question_with_any_headers_is_answered_or_refused(address, path, more):
    body = b'{"data": ["hello"], "text": "hello"}'
    given = {"host": b"localhost", "content-type": b"application/json"} | more
    given["content-length"] = str(len(body)).encode()
    lines = b"".join(b"%s: %s\r\n" % (name.encode(), value) for name, value in given.items())
    check_raw(address, b"POST %s HTTP/1.1\r\n%s\r\n%s" % (path.encode(), lines, body))


@few
@given(name=st.text(max_size=300) | st.sampled_from(["../../app.py", "//etc/passwd", "a/" * 2000]))
def test_any_file_name_is_answered_or_refused(address, name):
    for folder in ("assets", "static"):
        path = quote(f"/{folder}/{name}", errors="replace").encode()
        check_raw(address, b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % path)


@few
@given(sent=st.binary(max_size=200) | st.binary(max_size=99).map(b"GET / HTTP/1.1\r\n".__add__))
def test_bytes_that_are_not_http_are_answered_or_refused(address, sent):
    check_raw(address, sent + b"\r\n\r\n")


@pytest.mark.parametrize(
    ("length", "status"),
    [("5", b"400"), ("1" * 5000, b"400"), ("+5", b"400"), ("1000001", b"413")],
)
def test_false_content_length_is_refused(address, length, status):
    head = f"POST {SENDABLE[1]} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    answer = sent_raw(
        address, f'{head}Content-Length: {length}\r\n\r\n{{"data": ["hello"]}}'.encode()
    )
    assert answer.split(b" ", 2)[1] == status


def check_raw(address, request):
    answer = sent_raw(address, request)
    status = int(answer.split(b" ", 2)[1])
    assert status < 500 or status == 503, answer
    assert b"Traceback" not in answer


def sent_raw(address, request):
    """Send bytes and return the first bytes of the response."""
    with socket.create_connection(httpx.URL(address).netloc.decode().split(":")) as connection:
        connection.settimeout(TIMEOUT_SECONDS)
        connection.sendall(request)
        return connection.recv(65_536)
