"""What stands between the world and Gradio's server: closed doors, headers, the link preview."""

import re

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatbot.page.markup import plain

_GRADIOS = re.compile(rb'<meta\s[^>]*(?:property="og:|name="twitter:)[^>]*>\s*')
_PLACE = b"</head>"


# The page may ask nothing of another host, and tells none, nor any log, which page it comes from: a
# question may stand in its address. Gradio's own scripts are inline and compile some of their own.
_HEADERS = (
    (b"referrer-policy", b"no-referrer"),
    (
        b"content-security-policy",
        b"default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src 'self'; "
        b"img-src 'self' data: blob:; form-action 'self'; base-uri 'self'",
    ),
)


# All that the page asks for. Gradio also takes uploads, fetches other sites' files, and logs what
# is asked of events that do not exist.
_DOORS = re.compile(
    r"GET /(?:|theme\.css|favicon\.ico|(?:assets|static)/.*|gradio_api/startup-events)"
    r"|POST /gradio_api/run/predict"
)
LONGEST_BODY = 1_000_000
"""Bytes. Six questions of the longest length that can be set fit, with the ids of passages."""


class Doors:
    """Middleware that answers 404 to what the page does not need, and 413 to what is too big."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through what the page asks for."""
        if scope["type"] == "lifespan" or (scope["type"] == "http" and _is_open(scope)):
            return await self._app(scope, receive, send)
        if scope["type"] != "http":
            return await send({"type": "websocket.close"})
        too_big = _DOORS.fullmatch(_request_line(scope)) is not None
        refusal = PlainTextResponse("Too big." if too_big else "Not here.", 413 if too_big else 404)
        return await refusal(scope, receive, send)


def _request_line(scope: Scope) -> str:
    method = "GET" if scope["method"] == "HEAD" else scope["method"]
    return f"{method} {scope['path']}"


def _is_open(scope: Scope) -> bool:
    """Whether there is such a door, and what comes says that it fits through."""
    if _DOORS.fullmatch(_request_line(scope)) is None:
        return False
    if scope["method"] != "POST":
        return True
    names = [name.lower() for name, _ in scope["headers"]]
    if b"transfer-encoding" in names:  # its length would be anybody's guess, whatever else it says
        return False
    lengths = [value for name, value in scope["headers"] if name.lower() == b"content-length"]
    return len(lengths) == 1 and lengths[0].isdigit() and int(lengths[0]) <= LONGEST_BODY


class PrivateHeaders:
    """Middleware that has the browser itself see to it that no other host is contacted."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, with the headers."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *_HEADERS]}
            await send(message)

        await self._app(scope, receive, with_headers)


class LinkPreview:
    """Middleware that puts our tags in place of Gradio's, which name a picture on another host."""

    def __init__(self, app: ASGIApp, title: str, description: str) -> None:
        self._app = app
        tags = {
            'property="og:type"': "website",
            'property="og:title"': title,
            'property="og:description"': description,
            'name="description"': description,
            'name="twitter:card"': "summary",
        }
        lines = [f'<meta {name} content="{plain(value)}">' for name, value in tags.items()]
        self._tags = "".join(lines).encode()

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
            body = self._with_own_tags(b"".join(parts))
            headers = [pair for pair in start["headers"] if pair[0].lower() != b"content-length"]
            headers.append((b"content-length", str(len(body)).encode()))
            await send({**start, "headers": headers})
            return await send({"type": "http.response.body", "body": body})

        await self._app(scope, receive, send if scope["type"] != "http" else changed)

    def _with_own_tags(self, page: bytes) -> bytes:
        before, place, after = page.partition(_PLACE)
        return _GRADIOS.sub(b"", before) + self._tags + place + after


def _is_html(message: Message) -> bool:
    return any(
        name.lower() == b"content-type" and value.startswith(b"text/html")
        for name, value in message["headers"]
    )
