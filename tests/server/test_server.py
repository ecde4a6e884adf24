"""The server: its socket, its start and end, and idle connections."""

import asyncio
import socket
import subprocess
import sys
import threading
import time

import httpx
import pytest

import chatbot.server.server
from chatbot.server.server import Server
from chatbot.settings import ROOT
from inner import echo

SLOW = """
import asyncio, sys
from chatbot.server.server import Server

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        if sys.argv[1] == "broken":
            raise ValueError("broken")
        await send({"type": "lifespan.startup.complete"})
        return await receive()
    print("asked", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"done"})

server = Server(app, "127.0.0.1", 0)
try:
    server.start()
except RuntimeError as error:
    sys.exit(str(error))
print(server.address, flush=True)
server.wait()
"""


def run_slow(kind):
    return subprocess.Popen(
        [sys.executable, "-c", SLOW, kind],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_open_requests_are_answered_before_the_server_ends():
    process = run_slow("works")
    address = process.stdout.readline().strip()
    answers = []
    asking = threading.Thread(target=lambda: answers.append(httpx.get(address, timeout=60).text))
    asking.start()
    assert process.stdout.readline() == "asked\n"
    process.terminate()
    wait_until_refused(address)
    _, errors = process.communicate("go\n", timeout=60)
    asking.join()
    assert (answers, process.returncode, errors) == (["done"], 0, "")


def wait_until_refused(address):
    """Return when the server takes no more connections."""
    while True:
        try:
            socket.create_connection((httpx.URL(address).host, httpx.URL(address).port)).close()
        except ConnectionRefusedError:
            return
        time.sleep(0.01)


def test_application_that_cannot_start_is_an_error():
    process = run_slow("broken")
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "The server did not start." in errors


@pytest.fixture
def server():
    """A server that answers with the request."""
    made = Server(echo, "127.0.0.1", 0)
    made.start()
    yield made
    made.stop()


def test_connections_send_without_delay():
    """Nagle's algorithm would add 40 ms to every answer."""
    no_delay = []

    async def app(scope, receive, send):
        if scope["type"] == "http":
            [connection] = made._uvicorn.server_state.connections
            of = connection.transport.get_extra_info("socket")
            no_delay.append(of.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        await echo(scope, receive, send)

    made = Server(app, "127.0.0.1", 0)
    made.start()
    httpx.get(made.address)
    made.stop()
    assert no_delay == [1]


def test_port_that_is_taken_is_an_error_at_once(server):
    with pytest.raises(OSError, match="in use"):
        Server(echo, "127.0.0.1", server.port)


def test_address_can_be_opened():
    for host, shown in (("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "localhost"), ("::1", "[::1]")):
        made = Server(echo, host, 0)
        assert made.address == f"http://{shown}:{made.port}/"
        made.start()
        assert httpx.get(made.address).json()["path"] == "/"
        made.stop()


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHo"])
def test_connection_without_a_whole_request_head_is_closed(monkeypatch, sent):
    monkeypatch.setattr(chatbot.server.server, "REQUEST_HEAD_SECONDS", 0)  # look at every tick
    made = Server(echo, "127.0.0.1", 0)
    made.start()
    with socket.create_connection((made.host, made.port), timeout=60) as silent:
        silent.sendall(sent)
        assert silent.recv(10) == b""
    made.stop()


def test_second_half_of_a_request_is_not_waited_for_either(monkeypatch):
    """Uvicorn itself closes a connection after a response only while nothing more is sent."""
    monkeypatch.setattr(chatbot.server.server, "REQUEST_HEAD_SECONDS", 0)
    made = Server(echo, "127.0.0.1", 0)
    made.start()
    with socket.create_connection((made.host, made.port), timeout=60) as silent:
        silent.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHo")
        received = b""
        while part := silent.recv(1000):
            received += part
        assert received.startswith(b"HTTP/1.1 200 OK") and received.count(b"HTTP/1.1") == 1
    made.stop()


def test_connection_with_an_open_request_is_not_closed(monkeypatch):
    monkeypatch.setattr(chatbot.server.server, "REQUEST_HEAD_SECONDS", 0)
    checks = 0

    async def app(scope, receive, send):
        if scope["type"] == "http":
            while checks < 4:
                await asyncio.sleep(0.01)
        await echo(scope, receive, send)

    class Counting(Server):
        async def _close_idle(self):
            nonlocal checks
            await super()._close_idle()
            checks += 1

    made = Counting(app, "127.0.0.1", 0)
    made.start()
    assert httpx.get(made.address, timeout=60).status_code == 200
    made.stop()
