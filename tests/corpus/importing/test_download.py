"""Downloads: public addresses only, within bounds; tested against a server on this machine."""

import http.server
import socket
import threading
import time
from contextlib import contextmanager

import pytest

from chatbot.corpus.importing import download as module
from chatbot.corpus.importing.download import DownloadError, checked_addresses, download

PAGE = b"<h2>Is it free?</h2><p>Yes.</p>"


class Server:
    """A server whose answers are a function of the path: (status, headers, chunks of the body)."""

    def __init__(self, answers):
        self.asked = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                outer.asked.append((self.path, dict(self.headers)))
                status, headers, body = answers(self.path)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                try:
                    for chunk in body:
                        self.wfile.write(chunk)
                except OSError:
                    return  # the client has had enough

            def log_message(self, *_):
                return

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()


def page(body=PAGE, status=200, **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda path: (status, {"Content-Type": "text/html; charset=UTF-8"} | headers, [body])


def refused(address, **options):
    """Return the message with which a download is refused."""
    with pytest.raises(DownloadError) as caught:
        download(address, **options)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_page_comes_with_its_type_and_the_server_learns_who_asks():
    with Server(page()) as server:
        found = download(f"{server.address}/faq?a=1#part", allow_loopback=True)
    assert (found.content, found.content_type, found.charset) == (PAGE, "text/html", "utf-8")
    [(path, headers)] = server.asked
    assert path == "/faq?a=1"
    assert headers["User-Agent"].startswith("faq-chatbot-import/")
    assert headers["Host"] == server.address.removeprefix("http://")


def test_this_machine_is_asked_only_if_it_is_allowed():
    with Server(page()) as server:
        assert "127.0.0.1 is not a public one" in refused(server.address)
        assert server.asked == []


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
        *("0.0.0.0", "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1"),
        *("::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1"),
        *("2002:7f00:1::", "2002:a00:1::", "64:ff9b::a00:1", "2001:0:a00:1::", "2001:db8::1"),
        *("fec0::1", "192.88.99.1"),
    ],
)
def test_addresses_that_are_not_public_are_refused(address):
    with pytest.raises(DownloadError, match="is not a public one"):
        checked_addresses(address, 80)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_public_addresses_are_allowed(address):
    assert checked_addresses(address, 80) == [address]


@pytest.mark.parametrize(
    "address", ["http://2130706433/", "http://0x7f.1/", "http://127.1/", "http://localhost/"]
)
def test_other_spellings_of_this_machine_are_refused(address):
    refused(address)


def resolves_to(monkeypatch, *answers):
    """Let each look-up of a name have the next of the answers; note the connections."""
    remaining = list(answers)
    connected = []

    def getaddrinfo(host, port, *_, **__):
        addresses = remaining.pop(0) if len(remaining) > 1 else remaining[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    def create_connection(address, *_, **__):
        connected.append(address[0])
        raise OSError("no connection in this test")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(socket, "create_connection", create_connection)
    return connected


def test_one_address_that_is_not_public_is_enough_to_refuse_a_name(monkeypatch):
    connected = resolves_to(monkeypatch, ["8.8.8.8", "10.0.0.1"])
    assert "10.0.0.1 is not a public one" in refused("http://faq.example/")
    assert connected == []


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch):
    connected = resolves_to(monkeypatch, ["8.8.8.8"], ["127.0.0.1"])
    refused("http://faq.example/")
    assert connected == ["8.8.8.8"]


@pytest.mark.parametrize(
    "address",
    [
        *("file:///etc/passwd", "ftp://example.org/", "gopher://example.org/", "data:text/html,x"),
        *("javascript:1", "http:///faq", "http://", "//example.org", "http://[", "http://a:b:c/"),
        *("http://a\x01b.org/", "http://exa mple.org/", "http://xn--/", "http://127.0.0.1/\x07"),
        "http://127.0.0.1/" + "a" * 70_000,
    ],
)
def test_other_schemes_and_broken_addresses_are_refused(address):
    refused(address, allow_loopback=True)


def test_an_address_with_a_password_is_refused():
    assert "user name" in refused("http://me:secret@127.0.0.1/", allow_loopback=True)


def test_redirects_are_followed_and_relative_ones_too():
    def answers(path):
        if path == "/new/faq":
            return page()(path)
        return 302, {"Location": "new/faq"}, []

    with Server(answers) as server:
        found = download(f"{server.address}/old", allow_loopback=True)
    assert found.url == f"{server.address}/new/faq"


@pytest.mark.parametrize(
    ("target", "problem"),
    [
        ("http://10.0.0.1/", "is not a public one"),
        ("http://169.254.169.254/latest/meta-data/", "is not a public one"),
        ("http://[::ffff:192.168.0.1]/", "is not a public one"),
        ("file:///etc/passwd", "only http"),
        ("ftp://127.0.0.1/", "only http"),
        ("http://me:secret@127.0.0.1/", "user name"),
        ("http://[x", "redirects to what is not an address"),
        ("http://127.0.0.1/\x01", "not an address"),
        ("http://127.0.0.1/" + "a" * 60_000, "at most"),
    ],
)
def test_redirects_to_what_is_not_read_are_refused(target, problem):
    with Server(lambda path: (301, {"Location": target}, [])) as server:
        assert problem in refused(server.address, allow_loopback=True)


def test_a_name_that_is_not_resolved_in_time_is_given_up(monkeypatch):
    ended = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: ended.wait(10))
    try:
        assert "within 0.2 seconds" in refused("http://faq.example/", max_seconds=0.2)
    finally:
        ended.set()


def test_endless_redirects_are_refused():
    with Server(lambda path: (307, {"Location": f"{path}x"}, [])) as server:
        assert "more than 5 times" in refused(server.address, allow_loopback=True)
    assert len(server.asked) == module.MAX_REDIRECTS + 1


def test_a_body_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(module, "MAX_BYTES", 100_000)
    chunks = (b"x" * 10_000 for _ in range(10_000))
    with Server(lambda path: (200, {"Content-Type": "text/html"}, chunks)) as server:
        assert "more than" in refused(server.address, allow_loopback=True)


def drip(first, pause):
    yield first
    while True:
        time.sleep(pause)
        yield b"x"


@contextmanager
def raw_server(chunks):
    """Serve bytes to the first client, whatever it asks."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve():
            client, _ = listening.accept()
            try:
                for chunk in chunks:
                    client.sendall(chunk)
            except OSError:
                pass

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.mark.parametrize(
    ("first", "pause"),
    [(b"", 5), (b"HTTP/1.1 200 OK\r\nX: ", 0.05), (b"HTTP/1.1 200 OK\r\n\r\nbody", 0.05)],
    ids=["no answer", "slow header", "slow body"],
)
def test_a_slow_server_is_given_up_at_the_deadline(first, pause):
    with raw_server(drip(first, pause)) as address:
        problem = refused(address, allow_loopback=True, max_seconds=1)
    assert "does not answer within 1 seconds" in problem


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (page(status=404), "the server answers 404."),
        (page(status=500), "the server answers 500."),
        (page(status=302), "the server answers 302."),
        (page(Content_Encoding="gzip"), "it is compressed"),
    ],
)
def test_answers_that_are_no_page_are_refused(answer, problem):
    with Server(answer) as server:
        assert problem in refused(server.address, allow_loopback=True)


@pytest.mark.parametrize("chunks", [[b"nonsense\r\n\r\n"], [b""], [b"HTTP/1.1 999999 x\r\n\r\n"]])
def test_what_is_not_http_is_refused(chunks):
    with raw_server(chunks) as address:
        refused(address, allow_loopback=True, max_seconds=3)


def test_a_server_that_is_not_there_is_named():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert "cannot be reached" in refused(f"http://127.0.0.1:{port}/", allow_loopback=True)
