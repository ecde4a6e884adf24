"""HTTP Basic authentication (RFC 7617) with one password for everybody.

FastAPI's `HTTPBasic` accepts only ASCII, and a password may contain other letters.
"""

import base64
import secrets

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send

from chatbot.server.middleware.errors import error_response
from chatbot.server.middleware.rate_limit import ClientLimit

MAX_WRONG_PASSWORDS = 10
"""Wrong passwords from one client in a minute. Then the right one gets a 429 too."""
_CHALLENGE = 'Basic realm="FAQ", charset="UTF-8"'


class BasicAuthMiddleware:
    """Middleware that answers 401 without the password. Every user name is accepted.

    Args:
        app: The next ASGI application.
        password: The password.
        client_header: See `rate_limit.client_address`.
    """

    def __init__(self, app: ASGIApp, password: str, client_header: str) -> None:
        self._app, self._password = app, password.encode()
        self._wrong = ClientLimit(MAX_WRONG_PASSWORDS, client_header)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on requests with the password, without their Authorization header."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        headers = MutableHeaders(raw=list(scope["headers"]))
        given = headers.getlist("authorization")
        if given and not await self._wrong.test(scope):
            return await (await self._wrong.response(scope))(scope, receive, send)
        if len(given) == 1 and secrets.compare_digest(_password_in(given[0]), self._password):
            del headers["authorization"]
            return await self._app({**scope, "headers": headers.raw}, receive, send)
        if given:
            await self._wrong.hit(scope)
        remedy = "Send the password with HTTP Basic."
        response = error_response(401, remedy, www_authenticate=_CHALLENGE)
        return await response(scope, receive, send)


def _password_in(authorization: str) -> bytes:
    """Return the password in an Authorization header; empty if there is none."""
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() != "basic":
        return b""
    try:
        return base64.b64decode(credentials, validate=True).partition(b":")[2]
    except ValueError:
        return b""
