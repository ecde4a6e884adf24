"""Whether the server answers: for those who start it again when it does not."""

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

PATH = "/healthz"


class Health:
    """Middleware that answers `/healthz`; neither a password nor a limit stands before it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        if scope["type"] == "http" and scope["path"] == PATH:
            return await JSONResponse({"status": "ok"})(scope, receive, send)
        return await self._app(scope, receive, send)
