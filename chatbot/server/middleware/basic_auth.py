"""One password for all, where the operator wants one (HTTP Basic, RFC 7617)."""

import base64
import binascii
import secrets

from starlette.types import ASGIApp, Receive, Scope, Send

from chatbot.server.middleware.rate_limit import Allowance
from chatbot.server.middleware.refusals import refusal

TRIES = 10
"""Wrong passwords a minute from one client; then the right one has to wait, too."""
_ASK = 'Basic realm="FAQ", charset="UTF-8"'


class Password:
    """Middleware that answers 401 to who does not give the password, under whatever name.

    Args:
        app: What stands behind it.
        password: What has to be given.
        client_header: See `limits.client_of`.
    """

    def __init__(self, app: ASGIApp, password: str, client_header: str) -> None:
        self._app, self._password = app, password.encode()
        self._tries = Allowance(TRIES, client_header)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what comes with the password, without it."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        if given and not await self._tries.is_left(scope):
            response = await self._tries.refusal(scope, "Too many wrong passwords.")
            return await response(scope, receive, send)
        if len(given) == 1 and secrets.compare_digest(_password_in(given[0]), self._password):
            headers = [pair for pair in scope["headers"] if pair[0] != b"authorization"]
            return await self._app({**scope, "headers": headers}, receive, send)
        if given:
            await self._tries.spend(scope)
        response = refusal(401, "A password is needed.", www_authenticate=_ASK)
        return await response(scope, receive, send)


def _password_in(header: bytes) -> bytes:
    scheme, _, credentials = header.partition(b" ")
    if scheme.lower() != b"basic":
        return b""
    try:
        return base64.b64decode(credentials, validate=True).partition(b":")[2]
    except binascii.Error:
        return b""
