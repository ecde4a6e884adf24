"""A client above its rate has to wait."""

import pytest

from chatbot.server.middleware.rate_limit import RateLimitMiddleware, client_address
from inner import PREDICT, client, echo

pytestmark = pytest.mark.usefixtures("clock")

HEADER = "x-real-ip"


def limited(rate=2, header="", **options):
    return client(RateLimitMiddleware(echo, rate, header), **options)


def statuses(caller, count, **options):
    return [caller.post(PREDICT, json={}, **options).status_code for _ in range(count)]


def test_client_above_its_rate_is_told_when_to_try_again():
    with limited() as caller:
        assert statuses(caller, 3) == [200, 200, 429]
        refused = caller.post(PREDICT, json={})
        assert 1 <= int(refused.headers["retry-after"]) <= 120
        assert refused.headers["retry-after"] in refused.json()["error"]
        assert [caller.get("/").status_code for _ in range(3)] == [200, 200, 429]
        assert caller.get("/theme.css").status_code == 200  # files are not counted


def test_each_client_has_its_own_limit_and_only_the_trusted_header_names_it():
    with limited(rate=1, header=HEADER) as caller:
        for number in range(3):
            assert statuses(caller, 1, headers={HEADER: f"192.0.2.{number}"}) == [200]
        assert statuses(caller, 1, headers={HEADER: "192.0.2.1"}) == [429]
    with limited(rate=1) as caller:
        claimed = [{HEADER: f"192.0.2.{n}", "x-forwarded-for": f"192.0.2.{n}"} for n in range(3)]
        found = [statuses(caller, 1, headers=claim) for claim in claimed]
        assert found == [[200], [429], [429]]


def test_client_may_ask_again_after_a_minute(clock):
    with limited(rate=1) as caller:
        assert statuses(caller, 2) == [200, 429]
        clock.now += 121
        assert statuses(caller, 2) == [200, 429]


@pytest.mark.parametrize(
    ("peer", "value", "expected"),
    [
        ("192.0.2.7", None, "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", "198.51.100.1"),
        (
            "192.0.2.7",
            "10.9.8.7, 198.51.100.1",
            "198.51.100.1",
        ),  # the client may have made up the first
        ("192.0.2.7", "not an address", "192.0.2.7"),
        ("192.0.2.7", "", "192.0.2.7"),
        ("192.0.2.7", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("192.0.2.7", "198.51.100.1:4711", "198.51.100.1"),
        ("192.0.2.7", "[2001:db8:1:2::5]:443", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", None, "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.9", None, "192.0.2.9"),
    ],
)
def test_address_is_the_last_in_the_trusted_header_or_else_the_peer(peer, value, expected):
    headers = [] if value is None else [(HEADER.encode(), value.encode())]
    scope = {"type": "http", "client": (peer, 1), "headers": headers}
    assert client_address(scope, HEADER) == expected


def test_header_that_is_not_trusted_is_not_read():
    scope = {"type": "http", "client": ("192.0.2.7", 1), "headers": [(b"x-real-ip", b"::1")]}
    assert client_address(scope, "") == "192.0.2.7"


def test_unix_socket_has_no_address():
    assert client_address({"type": "http", "client": None, "headers": []}, "") == ""
