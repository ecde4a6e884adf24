"""What people asked in vain, for the editor: a file that only the operator can switch on.

It holds one JSON line a question, `{"day": "2026-11-25", "question": "…"}`: no time, no address,
nothing else. The day is there because a line is removed when it is older than the operator said.
"""

import errno
import json
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from filelock import FileLock

from chatbot.errors import SettingsError
from chatbot.settings import Settings

DAY_BYTES = 250_000
"""What one day may add. Whoever sends thousands of questions spoils that day's list and no more."""

MAX_BYTES = 5_000_000
"""What the file may hold. Each day begins with room for it: the oldest lines make way."""

LOCK_PATIENCE = 1.0  # seconds that an answer may wait for another process
HOUR = 3600.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class UnansweredQuestion:
    """One line of the file: a question, and the day on which it was asked."""

    day: date
    question: str

    def to_line(self) -> bytes:
        """The line, with its end."""
        record = {"day": self.day.isoformat(), "question": self.question}
        return json.dumps(record, ensure_ascii=False).encode(errors="replace") + b"\n"


def read_unanswered(path: Path) -> list[UnansweredQuestion]:
    """The questions in a file, oldest first; damaged lines are passed over.

    Raises:
        OSError: The file cannot be read.
    """
    return list(_questions(path.read_bytes()))


class UnansweredQuestions:
    """The file, open for adding. Several threads and processes may add to the same one.

    A line stays for `days` days, counted from its own, and is removed on the next one: when a
    server starts, and within an hour of midnight while it runs. Damaged lines go at the same time.
    Nothing is added beyond `DAY_BYTES` a day and `MAX_BYTES` in all. Only the user who runs the
    server may read the file.

    Args:
        path: The file; made if it is missing, in a folder that exists.
        days: How many days a line stays.
        today: What day it is.

    Raises:
        SettingsError: The file cannot be written, or holds something else.
    """

    def __init__(self, path: Path, days: int, today: Callable[[], date] = date.today) -> None:
        self._path = path.resolve()  # so that a link stays one when the file is replaced
        self._new = self._path.with_name(f"{self._path.name}.new")
        self._days, self._today = days, today
        self._threads = threading.Lock()
        lock = self._path.with_name(f"{self._path.name}.lock")
        self._processes = FileLock(lock, timeout=LOCK_PATIENCE, mode=0o600)
        self._pruned_on: date | None = None
        self._full_on: date | None = None
        self._older = 0  # bytes of lines of earlier days
        name = f"CHATBOT_UNANSWERED={str(path)!r}"
        try:
            if not self._may_be_replaced():
                raise SettingsError(
                    f"{name} holds something else than unanswered questions. "
                    "Name a file that does not exist yet."
                )
            with self._alone():
                self._prune(today())
        except OSError as error:
            raise SettingsError(
                f"{name} cannot be written ({error.strerror or error}). "
                "Name a file in a folder that exists and can be written."
            ) from error

    @classmethod
    def open(cls, settings: Settings) -> "UnansweredQuestions | None":
        """The file that the settings name, pruned while the process lives; None where it is off.

        Raises:
            SettingsError: The file cannot be written, or holds something else.
        """
        if settings.unanswered is None:
            return None
        opened = cls(settings.unanswered, settings.unanswered_days)
        opened.prune_every(HOUR)
        return opened

    def add(self, question: str) -> None:
        """Add a question. What goes wrong is logged without the question, and never raised."""
        try:
            with self._alone():
                today = self._today()
                if today != self._pruned_on:
                    self._prune(today)
                self._append(UnansweredQuestion(today, question).to_line(), today)
        except OSError as error:
            log.error("%s: a question was not added (%s).", self._path, error.strerror or error)

    def prune(self) -> None:
        """Remove what is too old, unless that was done today. What goes wrong is logged."""
        try:
            with self._alone():
                today = self._today()
                if today != self._pruned_on:
                    self._prune(today)
        except OSError as error:
            log.error("%s: old questions stay (%s).", self._path, error.strerror or error)

    def prune_every(self, seconds: float) -> None:
        """Call `prune` again and again in the background, as nobody may ask for days."""

        def again_and_again() -> None:
            while True:
                time.sleep(seconds)
                self.prune()

        threading.Thread(target=again_and_again, daemon=True).start()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other threads and processes from the file."""
        with self._threads:
            if not self._path.parent.is_dir():  # or the lock would make it anew
                raise FileNotFoundError(errno.ENOENT, "there is no such folder")
            with self._processes:
                yield

    def _append(self, line: bytes, today: date) -> None:
        file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            size = os.fstat(file).st_size
            if size - self._older + len(line) > DAY_BYTES:
                if self._full_on != today:
                    log.warning("%s: no more questions are added today.", self._path)
                self._full_on = today
            elif os.write(file, line) < len(line):
                os.ftruncate(file, size)  # no half of a question stays
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        finally:
            os.close(file)

    def _prune(self, today: date) -> None:
        """Write the file anew with the lines that may stay."""
        staying = [
            question
            for question in _questions(self._content())
            # Tomorrow's may be here where the clock was set back; later ones would never go.
            if -1 <= (today - question.day).days < self._days
        ]
        older = [one.to_line() for one in staying if one.day < today]
        too_much = sum(map(len, older)) - (MAX_BYTES - DAY_BYTES)
        while too_much > 0:
            too_much -= len(older.pop(0))
        lines = older + [one.to_line() for one in staying if one.day >= today]
        self._new.unlink(missing_ok=True)  # of a process that was killed
        try:
            file = os.open(self._new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(file, "wb") as new:
                new.writelines(lines)
                new.flush()
                os.fsync(file)
            self._new.replace(self._path)
        finally:
            self._new.unlink(missing_ok=True)
        self._pruned_on, self._older = today, sum(map(len, older))

    def _may_be_replaced(self) -> bool:
        """Whether the file is missing, empty or ours: a mistyped name must not cost a document."""
        if self._path.exists() and not self._path.is_file():
            return False
        content = self._content()
        return not content.strip() or any(_questions(content))

    def _content(self) -> bytes:
        return self._path.read_bytes() if self._path.exists() else b""


def _questions(content: bytes) -> Iterator[UnansweredQuestion]:
    """The questions in the content of a file; damaged lines are passed over."""
    for line in content.splitlines():
        try:
            record = json.loads(line)
            day, question = date.fromisoformat(record["day"]), record["question"]
            question.encode()
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            continue
        yield UnansweredQuestion(day, question)
