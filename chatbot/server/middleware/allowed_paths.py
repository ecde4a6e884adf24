"""Which paths there are: those that the page and the endpoint `ask` need, and no other.

Gradio also takes uploads, fetches other sites' files, shows who uses it, and logs what is asked of
events that do not exist.
"""

import re
from collections.abc import Sequence

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from chatbot.server.middleware.refusals import refusal

Headers = Sequence[tuple[bytes, bytes]]

LONGEST_BODY = 1_000_000
"""Bytes. Six questions of the longest length that can be set fit, with the ids of passages."""

LONGEST_HOST = 300
LONGEST_QUERY = 1000
"""Bytes of the query of a stream; nothing else has one that Gradio needs."""

# Patterns of whole paths. What is none of Gradio's own files must not even be looked for.
FILES = (r"/theme\.css", r"/favicon\.ico", r"/(?:assets|static)/[\w./-]{1,200}")
READ = (*FILES, "/", "/healthz", "/config", r"/gradio_api/(?:info|openapi\.json)")
STREAMS = ("/gradio_api/queue/data", "/gradio_api/call/(?:v2/)?ask/[0-9a-f]{32}")
SENT_TO = (
    "/gradio_api/run/(?:predict|ask)",
    "/gradio_api/queue/join",
    "/gradio_api/call/(?:v2/)?ask",
)
_FILES, _READ, _STREAMS, _SENT_TO = (
    re.compile("|".join(paths), re.ASCII) for paths in (FILES, READ, STREAMS, SENT_TO)
)
# Or else Gradio keeps, for everybody, the addresses that it worked out for whoever came first.
_INFO, _OF_THE_PAGE = "/gradio_api/info", b"page="
# Gradio would allow any site to read along, would tell pages that they live at any host that a
# client makes up, and would look for somebody who is logged in.
_KEPT_FROM_GRADIO = {b"origin", b"x-forwarded-host", b"x-gradio-server", b"cookie"}


class Doors:
    """Middleware that passes on what there is a path for, as one that begins at the top.

    Args:
        app: What stands behind it.
        base_path: What a proxy may leave in front of the path.
    """

    def __init__(self, app: ASGIApp, base_path: str) -> None:
        self._app, self._base_path = app, base_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through what has a door and, where it brings something, fits."""
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        if scope["type"] != "http":
            return await send({"type": "websocket.close"})
        path = without_base(scope["path"], self._base_path)
        sent_to = _SENT_TO.fullmatch(path) is not None
        if not (sent_to or _READ.fullmatch(path) or _STREAMS.fullmatch(path)):
            return await refusal(404, "Not here.")(scope, receive, send)
        if scope["method"] not in (("POST",) if sent_to else ("GET", "HEAD")):
            allow = "POST" if sent_to else "GET, HEAD"
            return await refusal(405, "Not so.", allow=allow)(scope, receive, send)
        query = scope.get("query_string", b"") if _STREAMS.fullmatch(path) else b""
        if path == _INFO:
            query = _OF_THE_PAGE
        if unfit := _unfit_address(scope["headers"], query) or (sent_to and _unfit_body(scope)):
            return await refusal(*unfit)(scope, receive, send)
        headers = [pair for pair in scope["headers"] if pair[0] not in _KEPT_FROM_GRADIO]
        named = {"path": path, "raw_path": path.encode(), "query_string": query}
        return await self._app({**scope, **named, "headers": headers}, receive, send)


def without_base(path: str, base_path: str) -> str:
    """A path as it is at the top, whether or not the proxy has taken the base path off."""
    if path == base_path:
        return "/"
    return path.removeprefix(base_path) if path.startswith(f"{base_path}/") else path


def is_sent(scope: Scope) -> bool:
    """Whether a request that came through the doors brings a question."""
    return bool(scope["type"] == "http" and scope["method"] == "POST")


def is_stream(scope: Scope) -> bool:
    """Whether a request that came through the doors waits for an answer."""
    return bool(scope["type"] == "http" and _STREAMS.fullmatch(scope["path"]))


def is_file(scope: Scope) -> bool:
    """Whether a request that came through the doors is for a file that never changes."""
    return bool(scope["type"] == "http" and _FILES.fullmatch(scope["path"]))


def _unfit_address(headers: Headers, query: bytes) -> tuple[int, str] | None:
    """Why a request is not for this server: Gradio stumbles over addresses that are none."""
    if len(query) > LONGEST_QUERY:
        return 414, f"More than {LONGEST_QUERY} bytes in the query."
    for host in (value for name, value in headers if name == b"host"):
        try:
            httpx.URL(f"http://{host[: LONGEST_HOST + 1].decode('latin-1')}/")
        except httpx.InvalidURL:
            return 400, "That is no host."
        if len(host) > LONGEST_HOST:
            return 400, "That is no host."
    return None


def _unfit_body(scope: Scope) -> tuple[int, str] | None:
    """Why a body is not even read, going by what its headers say."""
    headers: dict[bytes, list[bytes]] = {}
    for name, value in scope["headers"]:
        headers.setdefault(name, []).append(value)
    # Whatever else it says: its length would be anybody's guess.
    lengths = headers.get(b"content-length", [])
    if b"transfer-encoding" in headers or len(lengths) != 1 or not lengths[0].isdigit():
        return 411, "Say how long it is."
    if int(lengths[0]) > LONGEST_BODY:
        return 413, f"More than {LONGEST_BODY} bytes."
    # A form on another site can send other types without asking first.
    [kind, *others] = headers.get(b"content-type", [b""])
    if others or kind.split(b";")[0].strip().lower() != b"application/json":
        return 415, "Send JSON, as application/json."
    return None
