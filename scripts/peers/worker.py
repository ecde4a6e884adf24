"""One system in a process of its own: `python worker.py MODULE`, driven by scripts/peers.py.

Reads one JSON object a line and answers each with one: {"build": {"texts": FILE, "vectors": FILE}},
where vectors may be null, and {"ask": [question, …], "k": n}. Imports nothing but NumPy and the
module that it is given, so that it runs in the peers' environment and in the product's.
"""

import importlib
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol, TextIO

import numpy as np
from numpy.typing import NDArray


class Peer(Protocol):
    """A system that finds passages; made with the folder of the model, which it loads.

    Attributes:
        name: What it is called in the table.
    """

    name: str

    def build(self, texts: Sequence[str], vectors: NDArray[Any] | None) -> None:
        """Take in these passages; encode them unless vectors, float32 [n, dimension], are given."""

    def ask(self, question: str, k: int) -> list[int]:
        """Rows of at most k passages, best first."""


def main() -> int:
    """Answer commands until there are no more."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints goes elsewhere
    began = time.perf_counter()
    try:
        peer: Peer = importlib.import_module(sys.argv[1]).Peer(Path(os.environ["PEERS_MODEL"]))
    except Exception as error:  # a peer that does not run here is reported, not fatal
        say(replies, {"error": " ".join(f"{type(error).__name__}: {error}".split())})
        return 1
    say(replies, {"name": peer.name, "seconds": time.perf_counter() - began})
    for line in sys.stdin:
        command = json.loads(line)
        try:
            if "build" in command:
                say(replies, build(peer, **command["build"]))
            else:
                say(replies, ask(peer, command["ask"], command["k"]))
        except Exception as error:
            say(replies, {"error": " ".join(f"{type(error).__name__}: {error}".split())})
            return 1
    return 0


def build(peer: Peer, texts: str, vectors: str | None) -> dict[str, Any]:
    """Build and say how long it took and what memory it took at most."""
    passages = json.loads(Path(texts).read_text(encoding="utf-8"))
    known = None if vectors is None else np.load(vectors)
    began = time.perf_counter()
    peer.build(passages, known)
    seconds = time.perf_counter() - began
    used = memory()
    del passages, known
    Path("/proc/self/clear_refs").write_text("5")  # the peak from here on is that of answering
    return {"seconds": seconds, "memory": used}


def ask(peer: Peer, questions: Sequence[str], k: int) -> dict[str, Any]:
    """Ask and say what was found and what each question took: milliseconds, and those of CPU."""
    found, took, worked = [], [], []
    for question in questions:
        began, worked_before = time.perf_counter(), time.process_time()
        found.append(peer.ask(question, k))
        took.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - worked_before) * 1000)
    return {"found": found, "ms": took, "cpu_ms": worked, "memory": memory()}


def memory() -> dict[str, float]:
    """Megabytes of this process: resident, most ever resident, resident and not of a file."""
    lines = Path("/proc/self/status").read_text().splitlines()
    values = dict(line.split(":", 1) for line in lines)
    names = {"resident": "VmRSS", "peak": "VmHWM", "own": "RssAnon"}
    return {name: int(values[field].split()[0]) / 1024 for name, field in names.items()}


def say(replies: TextIO, reply: dict[str, Any]) -> None:
    """Send one reply."""
    replies.write(json.dumps(reply) + "\n")
    replies.flush()


if __name__ == "__main__":
    sys.exit(main())
