"""The real server in a process of its own, for tests that are its clients."""

import os
import random
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from chatbot.settings import ROOT

T = TypeVar("T")
NETWORK_GUARD = ROOT / "tests" / "support" / "network_guard"
QUICKLY_RENEWED = (
    sys.executable,
    "-c",
    "import functools, sys, app; from chatbot.corpus import watcher; "
    "watcher.Watch = functools.partial(watcher.Watch, interval=0.5); sys.exit(app.main())",
)
"""`python app.py` as it is, except that it looks for edits of the corpus twice a second."""
HOMES = ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")


@dataclass(frozen=True, slots=True)
class Served:
    """A running server.

    Attributes:
        address: Of its page, ending in a slash.
        process: Its process.
        folder: Where its index, home and temporary files are.
    """

    address: str
    process: subprocess.Popen
    folder: Path

    @property
    def output(self) -> str:
        """Everything that it printed until now."""
        return (self.folder / "output").read_text()


@contextmanager
def serving(
    folder: Path,
    index: Path | None,
    command: Sequence[str] = (sys.executable, "app.py"),
    cwd: Path = ROOT,
    reaches_out: bool = False,
    port: int = 0,
    **settings: str,
) -> Iterator[Served]:
    """Run `python app.py`, its home, temporary files and a copy of `index` in `folder`.

    Fails at the end if the server tried to reach another machine while it ran, which it cannot;
    or, if `reaches_out`, if it did not try. `port` is one that is free, unless it is named.
    """
    homes = {name: str(folder / name) for name in HOMES}
    for home in homes.values():
        Path(home).mkdir(parents=True)
    if index is not None:
        shutil.copytree(index, folder / "index")
    port = port or free_port()
    outside = folder / "outside"
    environment = guarded(outside) | homes
    own = {"CHATBOT_INDEX": str(folder / "index"), "CHATBOT_PORT": str(port)}
    # A starved server is slow, and that is no fault.
    environment |= own | {"CHATBOT_TIME_LIMIT": "600"} | settings
    with (folder / "output").open("w") as output:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        served = Served(f"http://127.0.0.1:{port}/", process, folder)
        try:
            wait_for(served)
            yield served
        finally:
            process.terminate()
            process.wait(120)
    tried = outside.read_text() if outside.exists() else ""
    assert bool(tried) == reaches_out, f"app.py tried to reach: {tried or 'nobody'}"


def wait_for(served: Served) -> None:
    """Return when the server answers and has said so."""

    def answers() -> bool:
        assert served.process.poll() is None, f"app.py ended: {served.output}"
        try:
            with urllib.request.urlopen(f"{served.address}healthz"):
                return "The chatbot answers at " in served.output
        except urllib.error.URLError:
            return False

    wait_until(answers, lambda: f"app.py did not answer: {served.output}", seconds=300)


def wait_until(
    condition: Callable[[], T], explanation: Callable[[], str], seconds: float = 300
) -> T:
    """Return what `condition` returns once that is true; fail with an explanation after a while."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > deadline:
            pytest.fail(explanation())
        time.sleep(0.05)
    return found


def free_port() -> int:
    """A port that nobody listens on, and that no client's connection is given in the meantime."""
    while True:
        port = random.SystemRandom().randrange(
            20_000, 32_000
        )  # Linux gives clients those from 32,768 on
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def guarded(log: Path) -> dict[str, str]:
    """The environment of a Python that notes in `log` when it tries to reach another machine."""
    path = os.pathsep.join(filter(None, [str(NETWORK_GUARD), os.environ.get("PYTHONPATH")]))
    return os.environ | {"PYTHONPATH": path, "NETWORK_GUARD_LOG": str(log)}
