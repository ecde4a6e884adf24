"""One client has to wait when it sends too much; all have to when too many ask at once."""

import asyncio
import time

import httpx
import pytest
from starlette.responses import PlainTextResponse

from chatbot.server.middleware.rate_limit import Rate, Waiting, client_of
from inner import PREDICT, client, echo

HEADER = "x-real-ip"


def rated(rate=2, header="", **options):
    return client(Rate(echo, rate, header), **options)


def statuses(caller, count, **options):
    return [caller.post(PREDICT, json={}, **options).status_code for _ in range(count)]


def test_client_that_sends_too_much_is_told_when_to_come_back():
    with rated() as caller:
        assert statuses(caller, 3) == [200, 200, 429]
        refused = caller.post(PREDICT, json={})
        assert 1 <= int(refused.headers["retry-after"]) <= 120
        assert refused.headers["retry-after"] in refused.json()["error"]
        assert [caller.get("/").status_code for _ in range(3)] == [200, 200, 429]
        assert caller.get("/theme.css").status_code == 200  # files are not counted


def test_clients_count_by_themselves_and_only_the_trusted_header_names_them():
    with rated(rate=1, header=HEADER) as caller:
        for number in range(3):
            assert statuses(caller, 1, headers={HEADER: f"192.0.2.{number}"}) == [200]
        assert statuses(caller, 1, headers={HEADER: "192.0.2.1"}) == [429]
    with rated(rate=1) as caller:
        claimed = [{HEADER: f"192.0.2.{n}", "x-forwarded-for": f"192.0.2.{n}"} for n in range(3)]
        found = [statuses(caller, 1, headers=claim) for claim in claimed]
        assert found == [[200], [429], [429]]


def test_client_may_go_on_after_its_minute(monkeypatch):
    with rated(rate=1) as caller:
        assert statuses(caller, 2) == [200, 429]
        later = time.time() + 121
        monkeypatch.setattr(time, "time", lambda: later)
        assert statuses(caller, 2) == [200, 429]


@pytest.mark.parametrize(
    ("peer", "value", "expected"),
    [
        ("192.0.2.7", None, "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", "198.51.100.1"),
        ("192.0.2.7", "10.9.8.7, 198.51.100.1", "198.51.100.1"),  # the first is what it claims
        ("192.0.2.7", "no address", "192.0.2.7"),
        ("192.0.2.7", "", "192.0.2.7"),
        ("192.0.2.7", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("192.0.2.7", "198.51.100.1:4711", "198.51.100.1"),
        ("192.0.2.7", "[2001:db8:1:2::5]:443", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", None, "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.9", None, "192.0.2.9"),
    ],
)
def test_client_is_who_the_proxy_says_or_else_who_connects(peer, value, expected):
    headers = [] if value is None else [(HEADER.encode(), value.encode())]
    scope = {"type": "http", "client": (peer, 1), "headers": headers}
    assert client_of(scope, HEADER.encode()) == expected


def test_header_that_nobody_trusts_is_not_read():
    scope = {"type": "http", "client": ("192.0.2.7", 1), "headers": [(b"x-real-ip", b"::1")]}
    assert client_of(scope, b"") == "192.0.2.7"


def test_unix_socket_has_no_address():
    assert client_of({"type": "http", "client": None, "headers": []}, b"") == ""


class Slow:
    """Answers when `go` is set; counts how many it holds."""

    def __init__(self):
        self.go, self.held = asyncio.Event(), 0

    async def __call__(self, scope, receive, send):
        self.held += 1
        await self.go.wait()
        await PlainTextResponse("done")(scope, receive, send)


def asking(app):
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


def test_more_than_there_is_room_for_is_told_to_come_back_at_once():
    async def scenario():
        slow = Slow()
        async with asking(Waiting(slow, 2, 60)) as caller:
            first = [asyncio.create_task(caller.post(PREDICT)) for _ in range(2)]
            while slow.held < 2:
                await asyncio.sleep(0)
            refused = await caller.post(PREDICT)
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
            slow.go.set()
            assert [(await one).text for one in first] == ["done", "done"]
            assert (await caller.post(PREDICT)).status_code == 200

    asyncio.run(scenario())


def test_streams_take_no_room_from_questions():
    async def scenario():
        slow = Slow()
        async with asking(Waiting(slow, 1, 60)) as caller:
            stream = asyncio.create_task(caller.get("/gradio_api/queue/data"))
            while slow.held < 1:
                await asyncio.sleep(0)
            question = asyncio.create_task(caller.post(PREDICT))
            while slow.held < 2:
                await asyncio.sleep(0)
            assert (await caller.get("/gradio_api/queue/data")).status_code == 503
            slow.go.set()
            assert (await stream).text == (await question).text == "done"

    asyncio.run(scenario())


def test_stream_on_which_nothing_comes_is_ended():
    async def silent(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        await asyncio.Event().wait()

    async def scenario():
        async with asking(Waiting(silent, 1, 0.05)) as caller:
            for _ in range(2):
                assert (await caller.get("/gradio_api/queue/data")).text == "first"
                await asyncio.sleep(0.01)  # until it has noticed

    asyncio.run(scenario())


def test_what_takes_too_long_is_given_up_and_counts_until_it_ends():
    async def scenario():
        hung, ended = asyncio.Event(), asyncio.Event()

        async def stuck(scope, receive, send):
            hung.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:  # as a thread that cannot be ended
                await ended.wait()
            await PlainTextResponse("too late")(scope, receive, send)

        async with asking(Waiting(stuck, 1, 0.05)) as caller:
            given_up = await caller.post(PREDICT)
            assert given_up.status_code == 504
            assert "too long" in given_up.json()["error"]
            hung.clear()
            assert (await caller.post(PREDICT)).status_code == 503
            assert not hung.is_set()
            ended.set()
            await asyncio.sleep(0.01)
            await caller.post(PREDICT)
            assert hung.is_set()

    asyncio.run(scenario())
