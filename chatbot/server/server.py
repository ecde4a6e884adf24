"""The server: Uvicorn on a socket of ours, and Gradio's tunnel to it."""

import secrets
import signal
import socket
import threading
import time
from collections.abc import Iterable
from typing import Any

import uvicorn
from starlette.types import ASGIApp

# Largest numbers of waiting and of open connections. A browser opens several.
_BACKLOG, _MAX_CONNECTIONS = 2048, 4096
REQUEST_HEAD_SECONDS = 10
"""Seconds between two checks of the connections. One without a request since the last is closed."""
_GRACEFUL_SECONDS = 5


class Server:
    """A server for one ASGI application, in a separate thread.

    Args:
        app: The application.
        host: Address to listen on.
        port: Port to listen on; 0 for any free one.

    Raises:
        OSError: The address or the port cannot be listened on.
    """

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        # Uvicorn would end the process if the port is in use.
        self._socket = socket.create_server(
            (host, port),
            family=socket.AF_INET6 if ":" in host else socket.AF_INET,
            backlog=_BACKLOG,
            dualstack_ipv6=host == "::" and socket.has_dualstack_ipv6(),
        )
        # Connections inherit this. asyncio sets it only on sockets with an explicit protocol
        # number, which this one lacks. Without it, an answer in two pieces takes 40 ms longer.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        config = uvicorn.Config(
            app,
            http="h11",
            ws="none",
            lifespan="on",
            log_level="warning",
            access_log=False,
            proxy_headers=False,  # see rate_limit.client_address
            server_header=False,
            limit_concurrency=_MAX_CONNECTIONS,
            timeout_graceful_shutdown=_GRACEFUL_SECONDS,
            callback_notify=self._close_idle,
            timeout_notify=REQUEST_HEAD_SECONDS,
        )
        self._uvicorn = uvicorn.Server(config)
        self._idle: dict[Any, Any] = {}
        self._thread = threading.Thread(
            target=self._uvicorn.run, args=([self._socket],), daemon=True
        )
        shown = "localhost" if host in ("0.0.0.0", "::") else host  # noqa: S104
        self.host, self.port = shown, self._socket.getsockname()[1]

    @property
    def address(self) -> str:
        """The page's address, with a slash at the end."""
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}/"

    def start(self) -> None:
        """Start, and return when requests are answered.

        In the main thread, SIGINT and SIGTERM then stop the server gracefully.

        Raises:
            RuntimeError: The application cannot start; Uvicorn has logged why.
        """
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_: self._end())
        self._thread.start()
        while not self._uvicorn.started:
            if not self._thread.is_alive():
                raise RuntimeError("The server did not start.")
            time.sleep(0.001)

    def share(self) -> str | None:
        """Return a public link from Gradio's tunnel; None if it fails, after up to a minute."""
        from gradio.networking import setup_tunnel

        try:
            return str(setup_tunnel(self.host, self.port, secrets.token_urlsafe(32), None, None))
        except Exception:  # a download, a program and a remote server may each fail
            return None

    def wait(self) -> None:
        """Wait until the server has stopped."""
        self._thread.join()

    def stop(self) -> None:
        """Stop gracefully, and wait until that is done."""
        self._end()
        self._thread.join()

    def _end(self) -> None:
        self._uvicorn.should_exit = True

    async def _close_idle(self) -> None:
        """Close connections without a request since the last check.

        Uvicorn closes idle connections only after a response, and has no limit for a request head.
        """
        # Each is an H11Protocol, since `http` is "h11" above. Its `cycle` is the last request.
        connections: Iterable[Any] = self._uvicorn.server_state.connections
        idle = {
            connection: connection.cycle
            for connection in connections
            if connection.cycle is None or connection.cycle.response_complete
        }
        for connection, cycle in idle.items():
            if connection in self._idle and self._idle[connection] is cycle:
                connection.transport.close()
        self._idle = idle
