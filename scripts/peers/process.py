"""A system that runs in a process of its own (`worker.py`), asked over its pipes."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

WORKER = Path(__file__).with_name("worker.py")


class PeerError(Exception):
    """A system cannot be run here; the message is one line."""


class Process:
    """A running system. Use it as a context manager, or end it with `close`.

    Args:
        system: Its module is `peer_<system>.py`.
        python: The interpreter of the environment that it is installed in.
        environment: Variables beside those of this process.
        log: Where everything goes that its libraries print.

    Raises:
        PeerError: It cannot be imported or loads no model.
    """

    def __init__(
        self, system: str, python: Path, environment: Mapping[str, str], log: Path
    ) -> None:
        with log.open("a") as file:
            self._process = subprocess.Popen(
                [str(python), str(WORKER), f"peer_{system}"],
                env=os.environ | environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=file,
                text=True,
            )
        self._log = log
        try:
            self.name = str(self._reply()["name"])
        except PeerError:
            self.close()
            raise

    def build(self, texts: Path, vectors: Path | None) -> dict[str, Any]:
        """Have it take in the passages of a file: `worker.build`."""
        given = {"texts": str(texts), "vectors": None if vectors is None else str(vectors)}
        return self._send({"build": given})

    def ask(self, questions: Sequence[str], k: int) -> dict[str, Any]:
        """Have it find k passages for each question: `worker.ask`."""
        return self._send({"ask": list(questions), "k": k})

    def close(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.communicate()

    def __enter__(self) -> "Process":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _send(self, command: Mapping[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None  # noqa: S101 — it was asked for above
        try:
            self._process.stdin.write(json.dumps(command) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise PeerError(f"it ended by itself, see {self._log}") from error
        return self._reply()

    def _reply(self) -> dict[str, Any]:
        assert self._process.stdout is not None  # noqa: S101 — it was asked for above
        line = self._process.stdout.readline()
        if not line:
            raise PeerError(f"it ended by itself, see {self._log}")
        reply: dict[str, Any] = json.loads(line)
        if "error" in reply:
            raise PeerError(reply["error"])
        return reply
