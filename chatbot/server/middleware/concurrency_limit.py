"""Concurrency limit: a maximum of questions at a time, and a timeout for each."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatbot.server.middleware.allowed_paths import is_post, is_stream
from chatbot.server.middleware.errors import error_response

RETRY_AFTER_SECONDS = "2"


class ConcurrencyLimitMiddleware:
    """Middleware that answers 503 above a limit, and 504 after a timeout.

    Args:
        app: The next ASGI application.
        limit: Largest number of questions that are answered at once. As many streams may be open.
        timeout_seconds: Longest time for a question or a stream.
    """

    def __init__(self, app: ASGIApp, limit: int, timeout_seconds: float) -> None:
        self._app, self._limit, self._timeout_seconds = app, limit, timeout_seconds
        self._questions: set[asyncio.Task[None]] = set()
        self._streams: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass requests on within the limit, and cancel them after the timeout."""
        if not (is_post(scope) or is_stream(scope)):
            return await self._app(scope, receive, send)
        running = self._streams if is_stream(scope) else self._questions
        if len(running) >= self._limit:
            busy = error_response(503, "Try again.", retry_after=RETRY_AFTER_SECONDS)
            return await busy(scope, receive, send)
        started = cancelled = False

        async def unless_cancelled(message: Message) -> None:
            nonlocal started
            if not cancelled:
                started = True
                await send(message)

        # A separate task, since a handler that runs in a thread cannot be cancelled. It counts
        # until it ends, so that hung handlers cannot accumulate.
        task = asyncio.ensure_future(self._app(scope, receive, unless_cancelled))
        running.add(task)
        task.add_done_callback(running.discard)
        done, _ = await asyncio.wait({task}, timeout=self._timeout_seconds)
        if done:
            return task.result()
        cancelled = True
        task.cancel()
        task.add_done_callback(_ignore_result)
        if started:  # an idle stream
            return await send({"type": "http.response.body", "body": b""})
        late = error_response(504, "Try again.", retry_after=RETRY_AFTER_SECONDS)
        return await late(scope, receive, send)


def _ignore_result(task: asyncio.Task[None]) -> None:
    """Retrieve the exception, since asyncio logs exceptions that are never retrieved."""
    if not task.cancelled():
        task.exception()
