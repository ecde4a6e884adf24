"""Notice that the corpus was edited while the page is served, and have it taken over.

Names, sizes and times of the files are looked at every two seconds, which costs next to nothing.
What an editor or a copy is in the middle of writing is let be until two looks in a row agree.
"""

import ctypes
import gc
import logging
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from chatbot.corpus.folder import is_passed_over
from chatbot.errors import ChatbotError

EVERY = 2.0  # seconds between two looks
GRACE = 5.0  # seconds that a build which is under way is waited for at the end
AGAIN = 60.0  # seconds after which what failed is tried again, though no file has changed

Stamp = frozenset[tuple[str, int, int, int]] | None
log = logging.getLogger(__name__)


class Watch:
    """Looks after one folder. What is in it when this is made counts as known.

    Args:
        folder: The folder of the corpus.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known = self._last = stamp(folder)
        self._again = float("inf")  # when to try again what failed
        self._said = ""
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, renew: Callable[[], bool]) -> None:
        """Look every two seconds, in the background, until `stop`.

        Args:
            renew: Takes over what is in the folder, and returns whether that is anything new.
        """

        def again_and_again() -> None:
            while not self._ended.wait(EVERY):
                self.look(renew)

        self._thread = threading.Thread(target=again_and_again, name="watching", daemon=True)
        self._thread.start()

    def stop(self) -> bool:
        """Look no more; return whether nothing is under way, or came to its end within `GRACE`."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(GRACE)
        return self._thread is None or not self._thread.is_alive()

    def look(self, renew: Callable[[], bool]) -> None:
        """Look once, and call `renew` if there is a reason to. It never raises.

        What goes wrong is logged in one line, once, and tried again after the next edit or in a
        minute: a full disk has room again, perhaps.
        """
        now = stamp(self._folder)
        at_rest = now == self._last
        self._last = now
        if not at_rest or (now == self._known and time.monotonic() < self._again):
            return
        self._known, self._again = now, float("inf")
        try:
            if renew():
                _give_memory_back()
                print("The corpus was edited: the page answers from it as it is now.", flush=True)
            self._said = ""
        except Exception as error:
            self._again = time.monotonic() + AGAIN
            self._say(error)

    def _say(self, error: Exception) -> None:
        if isinstance(error, ChatbotError):
            said = f"{error} Until then the page answers as it did."
        else:
            where = "".join(traceback.format_tb(error.__traceback__))
            said = f"The edited corpus was not taken over: {type(error).__name__}\n{where}"
        if said != self._said:
            log.error("%s", said)
        self._said = said


def _give_memory_back() -> None:
    """Give back what the old state took, and what building the new one took."""
    gc.collect()  # an index holds itself, in circles
    # glibc keeps what is freed: more than a whole server with an FAQ of usual size takes.
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def stamp(folder: Path) -> Stamp:
    """What an edit changes: name, size and times of each file; None where nothing can be seen."""
    try:
        paths = [path for path in folder.iterdir() if not is_passed_over(path.name)]
        files = [(path.name, path.stat()) for path in paths if path.exists()]
    except OSError:
        return None
    return frozenset(
        (name, about.st_size, about.st_mtime_ns, about.st_ctime_ns) for name, about in files
    )
