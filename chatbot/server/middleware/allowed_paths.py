"""Allowed paths: those that the page and the endpoint `ask` need.

Gradio has more paths: they accept uploads, fetch files of other sites and list users. It also logs
the data of requests for unknown events.
"""

import re

import httpx
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send

from chatbot.server.middleware.errors import error_response

MAX_BODY_BYTES = 1_000_000
"""Enough for six questions of the highest limit that can be set, and the ids of passages."""
MAX_HOST_BYTES = 300
MAX_QUERY_BYTES = 1000

# Patterns of whole paths. Gradio must not look for files that are not its own.
FILE_PATHS = (r"/theme\.css", r"/favicon\.ico", r"/(?:assets|static)/[\w./-]{1,200}")
GET_PATHS = (*FILE_PATHS, "/", "/healthz", "/config", r"/gradio_api/(?:info|openapi\.json)")
STREAM_PATHS = ("/gradio_api/queue/data", "/gradio_api/call/(?:v2/)?ask/[0-9a-f]{32}")
POST_PATHS = (
    "/gradio_api/run/(?:predict|ask)",
    "/gradio_api/queue/join",
    "/gradio_api/call/(?:v2/)?ask",
)
_FILE, _GET, _STREAM, _POST = (
    re.compile("|".join(paths), re.ASCII)
    for paths in (FILE_PATHS, GET_PATHS, STREAM_PATHS, POST_PATHS)
)
# Without a fixed query, Gradio caches the addresses of the first request for all later ones.
_INFO_PATH, _INFO_QUERY = "/gradio_api/info", b"page="
# Gradio would allow any origin, write a forged host into its pages, and look for a user who is
# logged in.
_DROPPED_HEADERS = ("origin", "x-forwarded-host", "x-gradio-server", "cookie")


class AllowedPathsMiddleware:
    """Middleware that passes on requests for allowed paths, with the base path removed.

    Query strings are dropped, since they may contain a question. Only streams keep theirs.

    Args:
        app: The next ASGI application.
        base_path: Prefix that a proxy may leave in front of the path; empty at the top.
    """

    def __init__(self, app: ASGIApp, base_path: str) -> None:
        self._app, self._base_path = app, base_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 400, 404, 405, 411, 413, 414 or 415."""
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        if scope["type"] != "http":
            return await send({"type": "websocket.close"})
        path = without_base(scope["path"], self._base_path)
        takes_body, streams = _POST.fullmatch(path) is not None, _STREAM.fullmatch(path) is not None
        query = scope["query_string"] if streams else b""
        if not (takes_body or streams or _GET.fullmatch(path)):
            response = error_response(404, "Check the path.")
        elif takes_body and scope["method"] != "POST":
            response = error_response(405, "Use POST.", allow="POST")
        elif not takes_body and scope["method"] not in ("GET", "HEAD"):
            response = error_response(405, "Use GET.", allow="GET, HEAD")
        elif len(query) > MAX_QUERY_BYTES:
            response = error_response(414, f"Send at most {MAX_QUERY_BYTES} bytes of query.")
        elif not all(map(_is_host, Headers(scope=scope).getlist("host"))):
            response = error_response(400, "Send a valid Host header.")
        elif takes_body and (refused := _refused_body(scope)):
            response = error_response(*refused)
        else:
            headers = MutableHeaders(raw=list(scope["headers"]))
            for name in _DROPPED_HEADERS:
                del headers[name]
            changed = {
                "path": path,
                "raw_path": path.encode(),
                "query_string": _INFO_QUERY if path == _INFO_PATH else query,
                "headers": headers.raw,
            }
            return await self._app({**scope, **changed}, receive, send)
        return await response(scope, receive, send)


def without_base(path: str, base_path: str) -> str:
    """Return a path without the base path, if it starts with it."""
    if path == base_path:
        return "/"
    return path.removeprefix(base_path) if path.startswith(f"{base_path}/") else path


def is_post(scope: Scope) -> bool:
    """Return True for an allowed POST."""
    return bool(scope["type"] == "http" and scope["method"] == "POST")


def is_stream(scope: Scope) -> bool:
    """Return True for an allowed GET of a stream of answers."""
    return bool(scope["type"] == "http" and _STREAM.fullmatch(scope["path"]))


def is_file(scope: Scope) -> bool:
    """Return True for an allowed GET of a file of Gradio."""
    return bool(scope["type"] == "http" and _FILE.fullmatch(scope["path"]))


def _is_host(host: str) -> bool:
    """Return False for a host that Gradio could not parse."""
    try:
        httpx.URL(f"http://{host[: MAX_HOST_BYTES + 1]}/")
    except httpx.InvalidURL:
        return False
    return len(host) <= MAX_HOST_BYTES


def _refused_body(scope: Scope) -> tuple[int, str] | None:
    """Return status and remedy if the headers rule a body out; None otherwise."""
    headers = Headers(scope=scope)
    lengths = headers.getlist("content-length")
    # A length is ignored if there is a Transfer-Encoding too (RFC 9112).
    is_known = "transfer-encoding" not in headers and len(lengths) == 1
    if not is_known or not re.fullmatch("[0-9]+", lengths[0]):
        return 411, "Send one Content-Length header."
    if len(lengths[0]) > len(str(MAX_BODY_BYTES)) or int(lengths[0]) > MAX_BODY_BYTES:
        return 413, f"Send at most {MAX_BODY_BYTES} bytes."
    # A form on another site can send other types without a preflight request.
    [kind, *others] = headers.getlist("content-type") or [""]
    if others or kind.split(";")[0].strip().lower() != "application/json":
        return 415, "Send application/json."
    return None
