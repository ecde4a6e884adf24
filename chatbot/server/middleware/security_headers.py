"""Security headers: instructions to the browser that protect the page from other sites."""

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = "content-security-policy"


class SecurityHeadersMiddleware:
    """Middleware that adds security headers to every response.

    No Referer header is sent to other hosts, since the page's address may contain a question.

    Args:
        app: The next ASGI application.
        embed: Origins of the sites that may show the page in a frame.
    """

    def __init__(self, app: ASGIApp, embed: Sequence[str]) -> None:
        self._app = app
        # Other responses than pages need no more than this; gradio_html.py adds the rest to pages.
        self._policy = " ".join(["frame-ancestors 'self'", *embed])
        self._headers = {
            "referrer-policy": "no-referrer",
            "x-content-type-options": "nosniff",
            # Otherwise, browsers may look up the hosts of links that nobody has followed.
            "x-dns-prefetch-control": "off",
            "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
        }
        if not embed:  # this header cannot list sites
            self._headers["x-frame-options"] = "SAMEORIGIN"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass every request on, and add the headers to its response."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message}
                headers = MutableHeaders(scope=message)
                headers.update(self._headers)
                headers[_POLICY] = "; ".join([*headers.getlist(_POLICY), self._policy])
            await send(message)

        await self._app(scope, receive, with_headers)
