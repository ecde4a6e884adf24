"""Session cleanup: without it, Gradio keeps the last question and answer of each session."""

from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Receive, Scope, Send

if TYPE_CHECKING:
    from gradio import Blocks


class SessionCleanupMiddleware:
    """Middleware that empties Gradio's sessions after each request.

    Args:
        app: The next ASGI application.
        blocks: The Gradio blocks whose sessions are emptied.
    """

    def __init__(self, app: ASGIApp, blocks: "Blocks") -> None:
        self._app, self._blocks = app, blocks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass every request on, then delete the values of all sessions."""
        try:
            await self._app(scope, receive, send)
        finally:
            for session in self._blocks.state_holder.session_data.values():
                session.config_values.clear()
