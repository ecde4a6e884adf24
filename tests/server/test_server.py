"""The server: its socket, its start and end, and connections on which nothing comes."""

import socket
import subprocess
import sys
import threading
import time

import httpx
import pytest

import chatbot.server.connections as connections
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
    await asyncio.sleep(1)
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
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_what_is_under_way_is_answered_before_the_server_ends():
    process = run_slow("works")
    address = process.stdout.readline().strip()
    answers = []
    asking = threading.Thread(target=lambda: answers.append(httpx.get(address).text))
    asking.start()
    time.sleep(0.4)
    process.terminate()
    _, errors = process.communicate(timeout=20)
    asking.join()
    assert (answers, process.returncode, errors) == (["done"], 0, "")


def test_application_that_cannot_start_is_no_success():
    process = run_slow("broken")
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "The server did not start." in errors


@pytest.fixture
def server():
    """A server that says what reached it."""
    made = Server(echo, "127.0.0.1", 0)
    made.start()
    yield made
    made.stop()


def test_answer_in_pieces_does_not_wait_for_the_client(monkeypatch, server):
    """Which costs 40 ms on every answer."""
    undelayed = []

    def noting(self, transport):
        connection = transport.get_extra_info("socket")
        undelayed.append(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        made(self, transport)

    made = connections.Impatient.connection_made
    monkeypatch.setattr(connections.Impatient, "connection_made", noting)
    httpx.get(server.address)
    assert undelayed == [1]


def test_port_that_is_taken_is_told_at_once(server):
    with pytest.raises(OSError, match="in use"):
        Server(echo, "127.0.0.1", server.port)


def test_address_is_one_that_can_be_opened():
    for host, shown in (("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "localhost"), ("::1", "[::1]")):
        made = Server(echo, host, 0)
        assert made.address == f"http://{shown}:{made.port}/"
        made.start()
        assert httpx.get(made.address).json()["path"] == "/"
        made.stop()


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHo"])
def test_client_that_never_ends_its_request_is_hung_up_on(monkeypatch, server, sent):
    monkeypatch.setattr(connections, "PATIENCE", 0.3)
    with (
        httpx.Client() as busy,
        socket.create_connection((server.host, server.port), timeout=20) as silent,
    ):
        silent.sendall(sent)
        began = time.monotonic()
        while time.monotonic() - began < 1:  # one that asks is not
            assert busy.get(server.address).status_code == 200
        assert silent.recv(10) == b""
