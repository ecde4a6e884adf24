"""The server itself: Uvicorn on a socket that is bound first, and Gradio's tunnel to it."""

import secrets
import signal
import socket
import threading
import time

import uvicorn
from starlette.types import ASGIApp

from chatbot.server.connections import Impatient

# Connections that wait to be taken on, and that may be open at once: a browser holds several.
_BACKLOG, _CONNECTIONS = 2048, 4096


class Server:
    """A server for one ASGI application, running in a thread of its own.

    Args:
        app: What answers.
        host: Address to listen on.
        port: Port to listen on.

    Raises:
        OSError: They cannot be listened on.
    """

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        version_6 = ":" in host
        self._socket = socket.create_server(
            (host, port),
            family=socket.AF_INET6 if version_6 else socket.AF_INET,
            backlog=_BACKLOG,
            dualstack_ipv6=host == "::" and socket.has_dualstack_ipv6(),
        )
        # Connections inherit it; asyncio sets it only on sockets that say they are TCP, which this
        # one does not. Without it, an answer in two pieces waits 40 ms for a word from the client.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # Proxies are believed by limits.py, if the operator says so, and by nothing else.
        config = uvicorn.Config(
            app,
            http=Impatient,
            lifespan="on",
            log_level="warning",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            limit_concurrency=_CONNECTIONS,
            timeout_graceful_shutdown=5,
        )
        self._uvicorn = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._uvicorn.run, args=([self._socket],), daemon=True
        )
        shown = "localhost" if host in ("0.0.0.0", "::") else host  # noqa: S104
        self.host, self.port = shown, self._socket.getsockname()[1]

    @property
    def address(self) -> str:
        """Where the page is, ending in a slash."""
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}/"

    def start(self) -> None:
        """Return when the first request can be answered.

        From then on the process ends what is under way, and itself, when it is told to.

        Raises:
            RuntimeError: The application cannot start; Uvicorn has said why.
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
        """A public link from Gradio's tunnel; None, which may take a minute, if there is none."""
        from gradio.networking import setup_tunnel

        try:
            return str(setup_tunnel(self.host, self.port, secrets.token_urlsafe(32), None, None))
        except Exception:  # whatever a download, a program or another company's server may do
            return None

    def wait(self) -> None:
        """Return when it has ended."""
        self._thread.join()

    def stop(self) -> None:
        """End what is under way, and return."""
        self._end()
        self._thread.join()

    def _end(self) -> None:
        self._uvicorn.should_exit = True
