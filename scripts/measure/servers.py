"""Servers that run while a page is measured."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from chatbot.errors import ChatbotError

TIMEOUT_SECONDS = 120
CLIENT_HEADER = "x-real-ip"
"""Header with the address of the simulated client."""


@contextmanager
def served(*command: str) -> Iterator[str]:
    """Run a script that serves a page, yield its address when it answers, and stop it afterwards.

    Raises:
        ChatbotError: The page does not answer.
    """
    with server(*command) as (address, _):
        yield address


@contextmanager
def server(*command: str) -> Iterator[tuple[str, int]]:
    """Do the same as `served`, and yield the process id, too.

    Raises:
        ChatbotError: The page does not answer.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = os.environ | {
        "CHATBOT_HOST": "127.0.0.1",
        "CHATBOT_PORT": str(port),
        "CHATBOT_CLIENT_HEADER": CLIENT_HEADER,
        "CHATBOT_RATE": os.environ.get("CHATBOT_RATE", "0"),  # no limit by default
        "GRADIO_ANALYTICS_ENABLED": "False",
    }
    process = subprocess.Popen(
        [sys.executable, *command], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}/", process.pid
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.perf_counter() + TIMEOUT_SECONDS
    while process.poll() is None and time.perf_counter() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=TIMEOUT_SECONDS):
                return
        except urllib.error.URLError:
            time.sleep(0.02)
    raise ChatbotError("A page did not answer. Start app.py by itself to see why.")


def p95(values: list[float]) -> float:
    """Return the 95th percentile, which is one of the values."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]
