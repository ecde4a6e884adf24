"""What may be sent: read whole, validated, and passed on with nothing else in it.

Gradio tells of a request that it cannot make sense of with a server error, and writes what it was
sent into the log.
"""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatbot.server.middleware.allowed_paths import is_sent
from chatbot.server.middleware.refusals import refusal

LONGEST_SESSION = 64  # characters
LARGEST_NUMBER = 2**53 - 1
"""What a browser counts to. Beyond 64 bits, an answer could not be written."""
_V2 = "/gradio_api/call/v2/ask"
_RUN, _JOIN = "/gradio_api/run/predict", "/gradio_api/queue/join"
_RUN_ASK = "/gradio_api/run/ask"
ALL = "all"
"""The one session of everybody, who have nothing to keep: each new one costs Gradio as much as an
answer."""
_USE = 'Send {"data": ["a question"]} or {"data": ["a question", ["an earlier one", …]]}.'
_USE_V2 = 'Send {"text": "a question", "history": ["an earlier one", …]}.'


class BodyError(ValueError):
    """What was sent is not what the endpoint takes; the message says what it takes."""


class Bodies:
    """Middleware that reads what is sent, and refuses what Gradio could not make sense of.

    Args:
        app: What stands behind it.
        inputs: How many values each of the page's events takes, by number; `ask` among them.
        ask: The number of `ask`.
        seconds: How long a client may take to send.
    """

    def __init__(self, app: ASGIApp, inputs: Mapping[int, int], ask: int, seconds: float) -> None:
        self._app, self._inputs, self._ask, self._seconds = app, inputs, ask, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is in order."""
        if not is_sent(scope):
            return await self._app(scope, receive, send)
        try:
            body = await asyncio.wait_for(_read(receive), self._seconds)
        except TimeoutError:
            return await refusal(408, "That came too slowly.")(scope, receive, send)
        if body is None:
            return None
        try:
            checked = self._checked(scope["path"], parsed(body))
        except BodyError as error:
            return await refusal(400, str(error))(scope, receive, send)
        body = json.dumps(checked).encode()
        others = [pair for pair in scope["headers"] if pair[0] != b"content-length"]
        headers = [*others, (b"content-length", str(len(body)).encode())]
        whole: Message | None = {"type": "http.request", "body": body, "more_body": False}

        async def replayed() -> Message:
            nonlocal whole
            message, whole = whole, None
            return message or await receive()

        return await self._app({**scope, "headers": headers}, replayed, send)

    def _checked(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        if path == _V2:
            text, history = asked([body.get("text"), body.get("history")], _USE_V2)
            return {"text": text, "history": history}
        data = body.get("data")
        if path == _RUN_ASK:
            return {"data": asked(data, _USE), "session_hash": ALL}
        if path not in (_RUN, _JOIN):
            return {"data": asked(data, _USE)}
        event, session = body.get("fn_index"), body.get("session_hash")
        if type(event) is not int or event not in self._inputs:
            raise BodyError("fn_index is no event of this page.")
        if path == _JOIN and event != self._ask:  # the page's own events have no need to queue
            raise BodyError("fn_index is no event of this page.")
        if event == self._ask:
            data = asked(data, _USE)
        elif not isinstance(data, list) or len(data) != self._inputs[event]:
            raise BodyError(f"data must be a list of {self._inputs[event]}.")
        elif not all(map(is_flat, data)):
            raise BodyError(
                "data may hold texts, numbers, and objects of those and lists of those."
            )
        if not (isinstance(session, str) and 1 <= len(session) <= LONGEST_SESSION):
            raise BodyError(f"session_hash must be a text of at most {LONGEST_SESSION} characters.")
        return {"data": data, "fn_index": event, "session_hash": session if path == _JOIN else ALL}


def parsed(body: bytes) -> Mapping[str, Any]:
    """The object that JSON spells.

    Raises:
        BodyError: It is no JSON, or no object.
    """

    def no_number(name: str) -> None:
        raise BodyError(f"{name} is no JSON.")

    try:
        found = json.loads(body, parse_constant=no_number)
    except (ValueError, RecursionError) as error:
        raise BodyError("That is no JSON.") from error
    if not isinstance(found, dict):
        raise BodyError("Send a JSON object.")
    return found


def is_flat(value: object) -> bool:
    """Whether a value is no more than the page's own events need.

    Gradio looks for files in whatever else it is sent: objects with an object `meta` in them, whose
    addresses it then fetches, from any other host.
    """
    if not isinstance(value, dict):
        return _is_single(value)
    return all(
        all(map(_is_single, inside)) if isinstance(inside, list) else _is_single(inside)
        for inside in value.values()
    )


def _is_single(value: object) -> bool:
    if isinstance(value, int | float):
        return abs(value) <= LARGEST_NUMBER
    return value is None or isinstance(value, str)


def asked(data: object, use: str) -> list[Any]:
    """The two values that `ask` takes: a question and None or a list of earlier ones.

    Raises:
        BodyError: `data` is something else.
    """
    if not isinstance(data, list) or not 1 <= len(data) <= 2:
        raise BodyError(use)
    text, history = data[0], data[1] if len(data) == 2 else None
    earlier = [] if history is None else history
    if not isinstance(text, str) or not isinstance(earlier, list):
        raise BodyError(use)
    if not all(isinstance(one, str) for one in earlier):
        raise BodyError(use)
    return [text, earlier]


async def _read(receive: Receive) -> bytes | None:
    """The whole body, which is no longer than its header said; None if the client went away."""
    parts = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)
