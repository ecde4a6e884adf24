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
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from chatbot.chatbot import Chatbot
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
    """Start app.py on a free port, wait for its page, and end it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    began = time.perf_counter()
    environment = os.environ | {"CHATBOT_PORT": str(port)}
    server = subprocess.Popen(
        [sys.executable, str(ROOT / "app.py")], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        while time.perf_counter() - began < PATIENCE:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE):
                    return time.perf_counter() - began
            except urllib.error.URLError:
                time.sleep(0.02)
        raise TimeoutError(f"the page did not answer within {PATIENCE} s")
    finally:
        server.terminate()
        server.wait()


def report(name: str, values: list[float], unit: str) -> None:
    """Print median and 95th percentile."""
    ordered = sorted(values)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    median = statistics.median(values)
    print(f"{name}: median {median:.3g} {unit}, p95 {p95:.3g} {unit}, n = {len(values)}")


if __name__ == "__main__":
    sys.exit(main())
