"""Watch the corpus folder while the page is served, and report edits once they are complete.

Names, sizes and times of the files are compared every two seconds. That takes 0.01 ms for one file
and 0.3 ms for fifty. Unlike events of the file system, it also works for network drives and for a
folder that is replaced. An edit is complete when two comparisons in a row see the same.
"""

import ctypes
import gc
import logging
import math
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from chatbot.corpus.folder_walk import walk
from chatbot.errors import ChatbotError, CorpusError

INTERVAL_SECONDS = 2.0
STOP_SECONDS = 5.0  # for a build that is under way when the watch ends
RETRY_SECONDS = 60.0  # after a failure without another edit: a full disk may have room again

Stamp = frozenset[tuple[str, int, int, int]] | None
log = logging.getLogger(__name__)


class Watch:
    """A watch over one folder. Its content at the time of construction counts as known.

    Args:
        folder: The folder of the corpus.
        interval: Seconds between two comparisons.
    """

    def __init__(self, folder: Path, interval: float = INTERVAL_SECONDS) -> None:
        self._folder, self._interval = folder, interval
        self._known = self._last = stamp(folder)
        self._retry_at = math.inf
        self._logged = ""
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, renew: Callable[[], bool]) -> None:
        """Call `look` at each interval in the background, until `stop`.

        Args:
            renew: Reads the folder again; returns whether anything is new.
        """

        def repeat() -> None:
            while not self._ended.wait(self._interval):
                self.look(renew)

        self._thread = threading.Thread(target=repeat, name="watching", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = STOP_SECONDS) -> bool:
        """End the watch and return whether nothing is under way after at most `timeout` seconds."""
        self._ended.set()
        if self._thread is None:
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def look(self, renew: Callable[[], bool]) -> None:
        """Compare once, and call `renew` after a complete edit. It never raises.

        A failure is logged once and tried again after the next edit or `RETRY_SECONDS`.
        """
        now = stamp(self._folder)
        complete = now == self._last
        self._last = now
        if not complete or (now == self._known and time.monotonic() < self._retry_at):
            return
        self._known, self._retry_at = now, math.inf
        message = ""
        try:
            if renew():
                _return_memory()
                print("The corpus was edited: the page answers from it as it is now.", flush=True)
            elif self._logged:
                print("The corpus can be read again, and nothing in it is new.", flush=True)
        except ChatbotError as error:
            message = f"{error} Until then the page answers as it did."
        except Exception as error:
            where = "".join(traceback.format_tb(error.__traceback__))
            message = f"The edited corpus was not taken over: {type(error).__name__}\n{where}"
        if message:
            self._retry_at = time.monotonic() + RETRY_SECONDS
            if message != self._logged:
                log.error("%s", message)
        self._logged = message


def _return_memory() -> None:
    """Return the memory of the old index, and of the build, to the system."""
    gc.collect()  # an index is part of reference cycles
    # glibc keeps freed memory: more than a server with an FAQ of usual size takes.
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def stamp(folder: Path) -> Stamp:
    """Return path, size and times of each file, or None for a folder that cannot be read."""
    try:
        files = [(str(path), path.stat()) for path in walk(folder).files if path.exists()]
    except (OSError, CorpusError):
        return None
    return frozenset(
        (name, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns) for name, stat in files
    )
