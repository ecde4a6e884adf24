"""Whatever goes wrong further in: no traceback to a person, and no question into the log."""

import logging
import traceback

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatbot.server.middleware.refusals import refusal

log = logging.getLogger(__name__)


class Faults:
    """Middleware that ends the response and notes where the fault was, but not what was asked.

    The message of an exception often holds the value at fault, which may be somebody's question.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, and end what was not ended."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        begun = ended = False

        async def noted(message: Message) -> None:
            nonlocal begun, ended
            begun = True
            ended = message["type"] == "http.response.body" and not message.get("more_body")
            await send(message)

        try:
            return await self._app(scope, receive, noted)
        except Exception as error:
            if begun and not ended:  # a stream of answers that are gone; anyone can ask for one
                return await send({"type": "http.response.body", "body": b""})
            where = "".join(traceback.format_tb(error.__traceback__))
            log.error("A request failed: %s\n%s", type(error).__name__, where)
            if ended:  # Gradio's own server has said so already
                return None
        return await refusal(500, "Something went wrong here. Try again.")(scope, receive, send)
