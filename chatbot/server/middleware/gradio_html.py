"""Gradio's HTML: our link preview, server address and content security policy."""

import base64
import hashlib
import re
import secrets
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatbot.page.html import plain

# Gradio's tags name a preview picture on another host and a manifest that does not exist.
_GRADIO_TAGS = re.compile(
    rb'<meta\s[^>]*(?:property="og:|name="twitter:)[^>]*>\s*|<link rel="manifest"[^>]*>\s*'
)
_HEAD_END = b"</head>"
# The server's address in the page. Gradio writes the host of the request. Behind a proxy, that may
# be a name that the browser cannot reach.
_ROOTS = re.compile(rb'("root":|const root = )"[^"]*"')
# Gradio compiles the JavaScript of events, which needs 'unsafe-eval'. An inline script runs only
# with the nonce of its response, or if it is the page's own.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-eval' 'nonce-{nonce}' {own}; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; form-action 'self'; base-uri 'self'"
)


class GradioHtmlMiddleware:
    """Middleware that sets the link preview and the content security policy of HTML pages.

    Args:
        app: The next ASGI application.
        title: Returns the title of the preview, which changes with the corpus.
        description: Text of the preview.
        script: The script that the page adds to its head.
        base_path: Path under which a browser finds the page; empty at the top.
    """

    def __init__(
        self,
        app: ASGIApp,
        title: Callable[[], str],
        description: str,
        script: str,
        base_path: str,
    ) -> None:
        self._app, self._root = app, rf'\1"{base_path}/"'.encode()
        self._title, self._description = title, description
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        self._own = f"'sha256-{digest}'"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass every request on, and change HTML pages."""
        start: Message | None = None
        parts: list[bytes] = []

        async def changed(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_html(message):
                start = {**message}
                return
            if start is None or message["type"] != "http.response.body":
                return await send(message)
            parts.append(message.get("body", b""))
            if message.get("more_body"):
                return None
            nonce = secrets.token_urlsafe(16)
            body = self._changed(b"".join(parts), nonce)
            headers = MutableHeaders(scope=start)
            headers["content-length"] = str(len(body))
            headers["content-security-policy"] = _POLICY.format(nonce=nonce, own=self._own)
            headers["cache-control"] = "no-store"  # the nonce is for this response alone
            await send(start)
            return await send({"type": "http.response.body", "body": body})

        await self._app(scope, receive, send if scope["type"] != "http" else changed)

    def _changed(self, page: bytes, nonce: str) -> bytes:
        page = page.replace(b"<script", f'<script nonce="{nonce}"'.encode())
        before, end, after = page.partition(_HEAD_END)
        before = _ROOTS.sub(self._root, _GRADIO_TAGS.sub(b"", before))
        return before + self._tags() + end + after

    def _tags(self) -> bytes:
        tags = {
            'property="og:type"': "website",
            'property="og:title"': self._title(),
            'property="og:description"': self._description,
            'name="description"': self._description,
            'name="twitter:card"': "summary",
        }
        lines = [f'<meta {name} content="{plain(value)}">' for name, value in tags.items()]
        # Under a sub-path, a browser would look for the icon at the top.
        lines.append('<link rel="icon" type="image/svg+xml" href="favicon.ico">')
        return "".join(lines).encode()


def _is_html(message: Message) -> bool:
    return Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")
