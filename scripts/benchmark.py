"""Measure what a person waits for: `python scripts/benchmark.py`.

Prints the time from `python app.py` to the page answering, with the index built, as the median of
several starts; and the time from text to answer, in process, over the golden questions.
"""

import argparse
import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from chatbot.chatbot import Chatbot
from chatbot.errors import ChatbotError
from chatbot.settings import ROOT, Settings

GOLDEN = ROOT / "tests" / "golden.jsonl"
PATIENCE = 120  # seconds


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=3, help="how often app.py is started")
    starts = parser.parse_args().starts
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    chatbot = Chatbot.open(Settings.from_environment())  # builds the index if need be
    report("app.py to page answering", [seconds_to_page() for _ in range(starts)], "s")
    lines = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    times = [
        answer.elapsed_ms
        for answer in (chatbot.ask(line["text"], line.get("history", ())) for line in lines)
        if answer.small_talk is None
    ]
    report("question to answer", times, "ms")
    return 0


def seconds_to_page() -> float:
    """Start app.py, wait for its page, and end it."""
    began = time.perf_counter()
    with served(ROOT / "app.py"):
        return time.perf_counter() - began


@contextmanager
def served(script: Path) -> Iterator[str]:
    """Run a script that serves a page: its address, once the page answers; then end the script.

    Raises:
        ChatbotError: The page does not answer.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = os.environ | {"CHATBOT_HOST": "127.0.0.1", "CHATBOT_PORT": str(port)}
    server = subprocess.Popen(
        [sys.executable, str(script)], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        wait_for(port, server, script)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait()


def wait_for(port: int, server: subprocess.Popen[bytes], script: Path) -> None:
    """Wait until the page answers.

    Raises:
        ChatbotError: The script has ended, or the page does not answer in time.
    """
    until = time.perf_counter() + PATIENCE
    while server.poll() is None and time.perf_counter() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE):
                return
        except urllib.error.URLError:
            time.sleep(0.02)
    raise ChatbotError(f"{script}: its page did not answer. Start it by itself to see why.")


def p95(values: list[float]) -> float:
    """The 95th percentile: one of the values."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]


def report(name: str, values: list[float], unit: str) -> None:
    """Print median and 95th percentile."""
    median = statistics.median(values)
    print(f"{name}: median {median:.3g} {unit}, p95 {p95(values):.3g} {unit}, n = {len(values)}")


if __name__ == "__main__":
    sys.exit(main())
