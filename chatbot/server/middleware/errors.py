"""Errors: the response of a refused request, and a response without traceback to an exception."""

import logging
import traceback
from http import HTTPStatus

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)


def error_response(status: int, remedy: str, **headers: str) -> JSONResponse:
    """Return a response with the standard reason phrase and one remedy.

    Args:
        status: HTTP status code.
        remedy: One sentence with the remedy.
        headers: Headers with underscores for dashes: `retry_after="5"` becomes Retry-After.
    """
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return JSONResponse({"error": f"{HTTPStatus(status).phrase}. {remedy}"}, status, headers=named)


class ErrorsMiddleware:
    """Middleware that ends the response of a failed request and logs the place of the failure.

    The exception's message is not logged, since it often quotes a question.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass every request on, and answer 500 if it fails before a response has begun."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        started = ended = False

        async def observed(message: Message) -> None:
            nonlocal started, ended
            started = True
            ended = message["type"] == "http.response.body" and not message.get("more_body")
            await send(message)

        try:
            return await self._app(scope, receive, observed)
        except Exception as error:
            if started and not ended:  # a stream that does not exist; anyone can request one
                return await send({"type": "http.response.body", "body": b""})
            where = "".join(traceback.format_tb(error.__traceback__))
            log.error("A request failed: %s\n%s", type(error).__name__, where)
            if ended:  # Starlette has answered already
                return None
        return await error_response(500, "Try again.")(scope, receive, send)
