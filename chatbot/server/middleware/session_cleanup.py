"""What was asked and answered is not kept, though Gradio would keep the last of each session."""

from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send


class Forgetting:
    """Middleware that has everything forgotten as soon as a request has been answered.

    Args:
        app: What stands behind it.
        forget: What forgets.
    """

    def __init__(self, app: ASGIApp, forget: Callable[[], None]) -> None:
        self._app, self._forget = app, forget

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on."""
        try:
            await self._app(scope, receive, send)
        finally:
            self._forget()
