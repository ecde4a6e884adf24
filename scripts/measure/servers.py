"""Serve a page for as long as it is measured."""

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

PATIENCE = 120  # seconds
CLIENT_HEADER = "x-real-ip"
"""The header in which whoever measures says from which of many addresses it asks."""


@contextmanager
def served(*command: str) -> Iterator[str]:
    """Run this Python with a script that serves a page: its address, once the page answers.

    The script is ended afterwards.

    Raises:
        ChatbotError: The page does not answer.
    """
    with server(*command) as (address, _):
        yield address


@contextmanager
def server(*command: str) -> Iterator[tuple[str, int]]:
    """The same with the id of the process.

    Raises:
        ChatbotError: The page does not answer.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = os.environ | {
        "CHATBOT_HOST": "127.0.0.1",
        "CHATBOT_PORT": str(port),
        "CHATBOT_CLIENT_HEADER": CLIENT_HEADER,
        "CHATBOT_RATE": os.environ.get("CHATBOT_RATE", "0"),  # no limit, unless that is measured
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
    until = time.perf_counter() + PATIENCE
    while process.poll() is None and time.perf_counter() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE):
                return
        except urllib.error.URLError:
            time.sleep(0.02)
    raise ChatbotError("A page did not answer. Start app.py by itself to see why.")


def p95(values: list[float]) -> float:
    """The 95th percentile: one of the values."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]
