"""What is changed in Gradio's HTML: link preview, where the server is, which scripts may run."""

import base64
import hashlib
import re
import secrets
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatbot.page.html import plain

# The tags of its own preview, which name a picture on another host, and a file that is not there.
_GRADIOS = re.compile(
    rb'<meta\s[^>]*(?:property="og:|name="twitter:)[^>]*>\s*|<link rel="manifest"[^>]*>\s*'
)
_PLACE = b"</head>"
# Where the page and its own script find the server: Gradio writes down what the request was sent
# to, which is no place for a browser if a proxy passes it on under another name.
_ROOTS = re.compile(rb'("root":|const root = )"[^"]*"')
# Gradio compiles what the page wires to its events, hence 'unsafe-eval'. A script that is written
# into the page runs only with the nonce that each response has anew, or if it is the page's own.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-eval' 'nonce-{nonce}' {own}; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; form-action 'self'; base-uri 'self'"
)


class Html:
    """Middleware that sets the tags of the link preview and the content security policy.

    Args:
        app: What stands behind it.
        title: Gives the title of the preview, which changes with the corpus.
        description: Its text.
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
        """Pass everything on, and change whole HTML pages."""
        start: Message | None = None
        parts: list[bytes] = []

        async def changed(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_html(message):
                start = message
                return
            if start is None or message["type"] != "http.response.body":
                return await send(message)
            parts.append(message.get("body", b""))
            if message.get("more_body"):
                return None
            nonce = secrets.token_urlsafe(16)
            body = self._changed(b"".join(parts), nonce)
            policy = _POLICY.format(nonce=nonce, own=self._own).encode()
            headers = [pair for pair in start["headers"] if pair[0].lower() != b"content-length"]
            headers.append((b"content-length", str(len(body)).encode()))
            headers.append((b"content-security-policy", policy))
            headers.append((b"cache-control", b"no-store"))  # the nonce is for this response alone
            await send({**start, "headers": headers})
            return await send({"type": "http.response.body", "body": body})

        await self._app(scope, receive, send if scope["type"] != "http" else changed)

    def _changed(self, page: bytes, nonce: str) -> bytes:
        page = page.replace(b"<script", f'<script nonce="{nonce}"'.encode())
        before, place, after = page.partition(_PLACE)
        before = _ROOTS.sub(self._root, _GRADIOS.sub(b"", before))
        return before + self._tags() + place + after

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
    return any(
        name.lower() == b"content-type" and value.startswith(b"text/html")
        for name, value in message["headers"]
    )
