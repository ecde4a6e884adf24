"""Headers by which the browser itself sees to it that the page stays by itself."""

from collections.abc import Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = b"content-security-policy"


class Headers:
    """Middleware that sends security headers with every response.

    No other host, nor any log, is told which page a request comes from: a question may stand in
    its address.

    Args:
        app: What stands behind it.
        embed: Origins of the sites that may show the page in a frame.
    """

    def __init__(self, app: ASGIApp, embed: Sequence[str]) -> None:
        self._app = app
        # The frame is the only thing that matters of what is no page; html.py says more of pages.
        self._policy = " ".join(["frame-ancestors 'self'", *embed]).encode()
        self._headers = [
            (b"referrer-policy", b"no-referrer"),
            (b"x-content-type-options", b"nosniff"),
            (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
        ]
        if not embed:  # it knows no list of sites
            self._headers.append((b"x-frame-options", b"SAMEORIGIN"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, with the headers."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = message["headers"]
                others = [pair for pair in said if pair[0].lower() != _POLICY]
                policies = [value for name, value in said if name.lower() == _POLICY]
                policy = b"; ".join([*policies, self._policy])
                message = {**message, "headers": [*others, *self._headers, (_POLICY, policy)]}
            await send(message)

        await self._app(scope, receive, with_headers)
