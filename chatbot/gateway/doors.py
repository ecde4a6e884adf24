"""Which paths there are: those that the page and the endpoint `ask` need, and no other.

Gradio also takes uploads, fetches other sites' files, shows who uses it, and logs what is asked of
events that do not exist.
"""

import re

from starlette.types import ASGIApp, Receive, Scope, Send

from chatbot.gateway.refusals import refusal

LONGEST_BODY = 1_000_000
"""Bytes. Six questions of the longest length that can be set fit, with the ids of passages."""

_READ = re.compile(
    r"/|/healthz|/theme\.css|/favicon\.ico|/(?:assets|static)/.*|/config"
    r"|/gradio_api/(?:info|openapi\.json)"
)
_STREAMS = re.compile(r"/gradio_api/(?:queue/data|call/(?:v2/)?ask/[0-9a-f]{32})")
_SENT_TO = re.compile(r"/gradio_api/(?:run/(?:predict|ask)|queue/join|call/(?:v2/)?ask)")
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
        if sent_to and (unfit := _unfit(scope)):
            return await refusal(*unfit)(scope, receive, send)
        headers = [pair for pair in scope["headers"] if pair[0] not in _KEPT_FROM_GRADIO]
        inner = {**scope, "path": path, "raw_path": path.encode(), "headers": headers}
        return await self._app(inner, receive, send)


def without_base(path: str, base_path: str) -> str:
    """A path as it is at the top, whether or not the proxy has taken the base path off."""
    if path == base_path:
        return "/"
    return path.removeprefix(base_path) if path.startswith(f"{base_path}/") else path


def is_sent(scope: Scope) -> bool:
    """Whether a request that came through the doors brings a question."""
    return bool(scope["type"] == "http" and scope["method"] == "POST")


def is_work(scope: Scope) -> bool:
    """Whether a request that came through the doors brings a question or waits for an answer."""
    return is_sent(scope) or (scope["type"] == "http" and bool(_STREAMS.fullmatch(scope["path"])))


def _unfit(scope: Scope) -> tuple[int, str] | None:
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
