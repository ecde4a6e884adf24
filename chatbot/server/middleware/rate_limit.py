"""How much one client, and all of them together, may ask for at once."""

import asyncio
import ipaddress
import math
import re
import time

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatbot.server.middleware.allowed_paths import is_file, is_sent, is_stream
from chatbot.server.middleware.refusals import refusal

WINDOW = 60  # seconds
COME_BACK = "2"  # seconds, where too many ask at once
# One subscriber has all addresses that share so many bits (RFC 6177).
_IPV6_PREFIX = 64
# Some proxies name the port, too: 192.0.2.1:80 or [2001:db8::1]:80.
_PORT = re.compile(r"(?:([^:]*)|\[(.*)\]):\d+")


class Allowance:
    """What each client may still do in a minute.

    Args:
        rate: How often, at least 1.
        client_header: See `client_of`.
    """

    def __init__(self, rate: int, client_header: str) -> None:
        from limits import RateLimitItemPerSecond
        from limits.aio.storage import MemoryStorage
        from limits.aio.strategies import SlidingWindowCounterRateLimiter

        self._client_header = client_header.encode()
        self._rate = RateLimitItemPerSecond(rate, WINDOW)
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def spend(self, scope: Scope) -> bool:
        """Use it once; False if there was nothing left."""
        return await self._limiter.hit(self._rate, client_of(scope, self._client_header))

    async def is_left(self, scope: Scope) -> bool:
        """Whether there is anything left."""
        return await self._limiter.test(self._rate, client_of(scope, self._client_header))

    async def refusal(self, scope: Scope, reason: str) -> JSONResponse:
        """What a client is told that has nothing left."""
        client = client_of(scope, self._client_header)
        reset = (await self._limiter.get_window_stats(self._rate, client)).reset_time
        seconds = max(1, math.ceil(reset - time.time()))
        reason = f"{reason} Try again in {seconds} seconds."
        return refusal(429, reason, retry_after=str(seconds))


class Rate:
    """Middleware that answers 429 to a client that asks for too much in a minute.

    Args:
        app: What stands behind it.
        rate: Questions a minute, at least 1, and as many times that it reads anything. Files, which
            cost nothing, are not counted.
        client_header: See `client_of`.
    """

    def __init__(self, app: ASGIApp, rate: int, client_header: str) -> None:
        self._app = app
        self._asking, self._reading = (Allowance(rate, client_header) for _ in range(2))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what the client may still have."""
        allowance = self._asking if is_sent(scope) else self._reading
        if scope["type"] != "http" or is_file(scope) or await allowance.spend(scope):
            return await self._app(scope, receive, send)
        response = await allowance.refusal(scope, "Too many requests from your address.")
        return await response(scope, receive, send)


def client_of(scope: Scope, header: bytes) -> str:
    """The address of the client; of IPv6 the part that one subscriber shares.

    Args:
        scope: The request.
        header: The header that the trusted proxy sets, in lower case; empty for none. Of several
            addresses in it the last counts: the ones before are what the client claimed.
    """
    peer = scope["client"][0] if scope.get("client") else ""
    claims = [value for name, value in scope["headers"] if header and name == header]
    last = claims[-1].decode("latin-1").rpartition(",")[2].strip() if claims else peer
    for claim in (last, _PORT.sub(r"\1\2", last), peer):
        try:
            address = ipaddress.ip_address(claim)
        except ValueError:
            continue
        if address.version == 6:
            if address.ipv4_mapped:
                return str(address.ipv4_mapped)
            return str(ipaddress.ip_network((address, _IPV6_PREFIX), strict=False))
        return str(address)
    return peer


class Waiting:
    """Middleware that answers 503 to what would have to wait too long, and 504 to what did.

    Args:
        app: What stands behind it.
        most: Questions that may be under way at once, and as many streams.
        seconds: How long one of them may take.
    """

    def __init__(self, app: ASGIApp, most: int, seconds: float) -> None:
        self._app, self._most, self._seconds = app, most, seconds
        self._questions: set[asyncio.Task[None]] = set()
        self._streams: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what there is room for, and give it up when its time is over."""
        if not (is_sent(scope) or is_stream(scope)):
            return await self._app(scope, receive, send)
        under_way = self._streams if is_stream(scope) else self._questions
        if len(under_way) >= self._most:
            busy = refusal(503, "Busy: too many ask at once. Try again.", retry_after=COME_BACK)
            return await busy(scope, receive, send)
        begun = given_up = False

        async def unless_given_up(message: Message) -> None:
            nonlocal begun
            if not given_up:
                begun = True
                await send(message)

        # A task of its own, since a handler that has begun in a thread cannot be cancelled. It
        # counts until it has ended, so that what hangs leaves no room for more of its kind.
        task = asyncio.ensure_future(self._app(scope, receive, unless_given_up))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
        done, _ = await asyncio.wait({task}, timeout=self._seconds)
        if done:
            return task.result()
        given_up = True
        task.cancel()
        task.add_done_callback(_looked_at)
        if begun:  # a stream on which nothing comes any more
            return await send({"type": "http.response.body", "body": b""})
        late = refusal(504, "That took too long. Try again.", retry_after=COME_BACK)
        return await late(scope, receive, send)


def _looked_at(task: asyncio.Task[None]) -> None:
    """Whatever became of a task that was given up: nobody is left to tell."""
    if not task.cancelled():
        task.exception()
