"""Rate limit: a maximum of requests from one client in a minute."""

import ipaddress
import math
import re
import time

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from chatbot.server.middleware.allowed_paths import is_file, is_post
from chatbot.server.middleware.errors import error_response

WINDOW_SECONDS = 60
# One subscriber owns all addresses with the same first 64 bits (RFC 6177).
_IPV6_PREFIX_BITS = 64
# Some proxies add the port: 192.0.2.1:80 or [2001:db8::1]:80.
_WITH_PORT = re.compile(r"(?:([^:]*)|\[(.*)\]):\d+")


class ClientLimit:
    """A limit for each client.

    Args:
        rate: Uses a minute, at least 1.
        client_header: See `client_address`.
    """

    def __init__(self, rate: int, client_header: str) -> None:
        from limits import RateLimitItemPerSecond
        from limits.aio.storage import MemoryStorage
        from limits.aio.strategies import SlidingWindowCounterRateLimiter

        self._client_header = client_header
        self._rate = RateLimitItemPerSecond(rate, WINDOW_SECONDS)
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def hit(self, scope: Scope) -> bool:
        """Count one use; return False if none is left."""
        return await self._limiter.hit(self._rate, client_address(scope, self._client_header))

    async def test(self, scope: Scope) -> bool:
        """Return True if a use is left."""
        return await self._limiter.test(self._rate, client_address(scope, self._client_header))

    async def response(self, scope: Scope) -> JSONResponse:
        """Return the 429 for a client that has no use left."""
        client = client_address(scope, self._client_header)
        reset = (await self._limiter.get_window_stats(self._rate, client)).reset_time
        seconds = max(1, math.ceil(reset - time.time()))
        remedy = f"Try again in {seconds} seconds."
        return error_response(429, remedy, retry_after=str(seconds))


class RateLimitMiddleware:
    """Middleware that answers 429 to a client above its rate.

    Args:
        app: The next ASGI application.
        rate: Questions a minute, at least 1, and as many other requests. Files are not counted.
        client_header: See `client_address`.
    """

    def __init__(self, app: ASGIApp, rate: int, client_header: str) -> None:
        self._app = app
        self._questions, self._others = (ClientLimit(rate, client_header) for _ in range(2))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass requests on within the client's rate."""
        limit = self._questions if is_post(scope) else self._others
        if scope["type"] != "http" or is_file(scope) or await limit.hit(scope):
            return await self._app(scope, receive, send)
        return await (await limit.response(scope))(scope, receive, send)


def client_address(scope: Scope, header: str) -> str:
    """Return the client's address; for IPv6 the prefix that one subscriber shares.

    Uvicorn reads only X-Forwarded-For and does not shorten addresses.

    Args:
        scope: The request.
        header: The header that the trusted proxy sets; empty for none. The last of several
            addresses counts: the client may have invented the others.
    """
    peer = scope["client"][0] if scope.get("client") else ""
    claims = Headers(scope=scope).getlist(header) if header else []
    last = claims[-1].rpartition(",")[2].strip() if claims else peer
    for claim in (last, _WITH_PORT.sub(r"\1\2", last), peer):
        try:
            address = ipaddress.ip_address(claim)
        except ValueError:
            continue
        if address.version == 6:
            if address.ipv4_mapped:
                return str(address.ipv4_mapped)
            return str(ipaddress.ip_network((address, _IPV6_PREFIX_BITS), strict=False))
        return str(address)
    return peer
