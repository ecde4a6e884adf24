"""Request bodies: read whole, validated by the model of their event, and built again.

Gradio answers an unexpected body with a server error, and logs the body.
"""

import asyncio
import json
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatbot.page.events import MAX_TEXT_CHARACTERS, AskInputs, checked_inputs
from chatbot.server.middleware.allowed_paths import is_post
from chatbot.server.middleware.errors import error_response

MAX_SESSION_CHARACTERS = 64
SHARED_SESSION = "all"
"""The session of all requests. None stores anything, and a new one costs as much as an answer."""
_CALL_V2 = "/gradio_api/call/v2/ask"
_RUN, _JOIN = "/gradio_api/run/predict", "/gradio_api/queue/join"
_RUN_ASK = "/gradio_api/run/ask"
_LIMIT = f"with at most {MAX_TEXT_CHARACTERS} characters in each text."
_REMEDY = (
    f'Send {{"data": ["a question"]}} or {{"data": ["a question", ["an earlier one"]]}} {_LIMIT}'
)
_REMEDIES = {
    _CALL_V2: f'Send {{"text": "a question", "history": ["an earlier one"]}} {_LIMIT}',
    _RUN: f"Send the inputs of an event of the page {_LIMIT}",
}


class _Body(BaseModel):
    # Gradio's own clients send more keys, such as event_data and trigger_id. They are dropped.
    model_config = ConfigDict(strict=True, extra="ignore")


class _Call(_Body):
    data: list[Any]


class _CallV2(_Body):
    text: Any
    history: Any = None


class _Event(_Call):
    fn_index: int
    session_hash: Annotated[str, Field(min_length=1, max_length=MAX_SESSION_CHARACTERS)]


class RequestBodiesMiddleware:
    """Middleware that passes on only valid inputs of the page's events and of `ask`.

    Args:
        app: The next ASGI application.
        models: Model of the inputs of each event, by its number; see `page.events.INPUTS`.
        ask: The number of the event `ask`. No other event may be queued.
        timeout_seconds: Longest time for a client to send a body.
    """

    def __init__(
        self,
        app: ASGIApp,
        models: Mapping[int, type[BaseModel]],
        ask: int,
        timeout_seconds: float,
    ) -> None:
        self._app, self._models, self._ask = app, models, ask
        self._timeout_seconds = timeout_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a valid body on, or answer 400 or 408."""
        if not is_post(scope):
            return await self._app(scope, receive, send)
        try:
            body = await asyncio.wait_for(Request(scope, receive).body(), self._timeout_seconds)
        except ClientDisconnect:
            return None
        except TimeoutError:
            remedy = f"Send the body within {self._timeout_seconds} seconds."
            return await error_response(408, remedy)(scope, receive, send)
        try:
            body = self._rebuilt(scope["path"], body)
        except (ValueError, RecursionError):
            remedy = _REMEDIES.get(scope["path"], _REMEDY)
            return await error_response(400, remedy)(scope, receive, send)
        headers = MutableHeaders(raw=list(scope["headers"]))
        headers["content-length"] = str(len(body))
        whole: Message | None = {"type": "http.request", "body": body, "more_body": False}

        async def replayed() -> Message:
            nonlocal whole
            message, whole = whole, None
            return message or await receive()

        return await self._app({**scope, "headers": headers.raw}, replayed, send)

    def _rebuilt(self, path: str, body: bytes) -> bytes:
        """Return the body that is passed on to a path.

        Raises:
            ValueError: It is not JSON, or not valid for the path.
            RecursionError: It is nested too deeply.
        """
        sent = json.loads(body, parse_constant=_refuse_constant)
        if path == _CALL_V2:
            named = _CallV2.model_validate(sent)
            text, history = checked_inputs(AskInputs, [named.text, named.history])
            passed_on: dict[str, Any] = {"text": text, "history": history}
        elif path in (_RUN, _JOIN):
            event = _Event.model_validate(sent)
            if path == _JOIN and event.fn_index != self._ask:
                raise ValueError("The page's own events do not queue.")
            if event.fn_index not in self._models:
                raise ValueError("The page has no such event.")
            passed_on = {
                "data": checked_inputs(self._models[event.fn_index], event.data),
                "fn_index": event.fn_index,
                "session_hash": event.session_hash if path == _JOIN else SHARED_SESSION,
            }
        else:
            passed_on = {"data": checked_inputs(AskInputs, _Call.model_validate(sent).data)}
            if path == _RUN_ASK:
                passed_on["session_hash"] = SHARED_SESSION
        return json.dumps(passed_on).encode()


def _refuse_constant(name: str) -> None:
    """Refuse NaN and Infinity, which Python accepts in JSON."""
    raise ValueError(f"{name} is not JSON.")
