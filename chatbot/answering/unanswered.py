"""Questions that were not answered, kept for the editor only where the operator wants it.

A file for each day is kept beside the name in the settings: `unanswered.jsonl` stands for
`unanswered.2026-11-25.jsonl` and so on. A line is `{"day": "2026-11-25", "question": "…"}`, without
time, address or anything else. The file of a day is removed when it is too old.
"""

import errno
import fcntl
import json
import logging
import os
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from chatbot.errors import SettingsError
from chatbot.settings import Settings

MAX_DAY_BYTES = 250_000  # of one day's file: a flood of questions spoils one day's list and no more
MAX_BYTES = 5_000_000  # of all files; the oldest are removed
EXPIRY_SECONDS = 3600.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class UnansweredQuestion:
    """A question and the day on which it was asked."""

    day: date
    question: str


def day_files(path: Path) -> list[tuple[str, Path]]:
    """Return (ISO date, file) of each day's file beside the name in the settings, oldest first."""
    stem, suffix = map(re.escape, (path.stem, path.suffix))
    name = re.compile(rf"{stem}\.([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}){suffix}")
    matches = ((name.fullmatch(file.name), file) for file in path.parent.iterdir())
    return sorted((match[1], file) for match, file in matches if match)


def read_unanswered(path: Path) -> list[UnansweredQuestion]:
    """Read the questions of all days, oldest first. Damaged lines are skipped.

    Args:
        path: The name in the settings, or the file of one day.

    Raises:
        OSError: There is no such file, or one cannot be read.
    """
    files = [] if path.exists() else [file for _, file in day_files(path)]
    questions = []
    for line in (line for file in files or [path] for line in file.read_bytes().splitlines()):
        try:
            record = json.loads(line)
            record["question"].encode()  # a lone surrogate cannot be printed
            questions.append(
                UnansweredQuestion(date.fromisoformat(record["day"]), record["question"])
            )
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            continue
    return questions


class UnansweredQuestions:
    """The files, open for adding. Several threads and processes may use the same ones.

    Only the user who runs the server may read them. A file stays for `days` days, its own day
    included, and is removed when a server starts and by `expire`.

    Args:
        path: The name in the settings, in a folder that exists. It must not be taken.
        days: How many days a file stays.
        today: Returns the date of today.

    Raises:
        SettingsError: The name is taken, or no file can be written beside it.
    """

    def __init__(self, path: Path, days: int, today: Callable[[], date] = date.today) -> None:
        self._path, self._days, self._today = path, days, today
        self._lock = threading.Lock()
        self._full_on: date | None = None
        name = f"CHATBOT_UNANSWERED={str(path)!r}"
        try:
            if path.exists():
                self._split_former_file(name)
            os.close(self._open(today()))
        except OSError as error:
            raise SettingsError(
                f"{name} cannot be written ({error.strerror}). "
                "Name a file in a folder that exists and can be written."
            ) from error
        self.expire()

    @classmethod
    def open(cls, settings: Settings) -> "UnansweredQuestions | None":
        """Open the files that the settings name, if any, and expire them while the process lives.

        Raises:
            SettingsError: The name is taken, or no file can be written beside it.
        """
        if settings.unanswered is None:
            return None
        opened = cls(settings.unanswered, settings.unanswered_days)
        opened.expire_every(EXPIRY_SECONDS)
        return opened

    def add(self, question: str) -> None:
        """Add a question. A failure is logged without the question, and never raised."""
        try:
            self._append(UnansweredQuestion(self._today(), question))
        except OSError as error:
            log.error("%s: a question was not added (%s).", self._path, error.strerror)

    def _append(self, asked: UnansweredQuestion) -> None:
        record = {"day": asked.day.isoformat(), "question": asked.question}
        line = json.dumps(record, ensure_ascii=False).encode(errors="replace") + b"\n"
        with self._lock, os.fdopen(self._open(asked.day), "ab", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # other processes append to it, too
            size = file.seek(0, os.SEEK_END)
            if size + len(line) > MAX_DAY_BYTES:
                if self._full_on != asked.day:
                    log.warning("%s: no more questions are added today.", self._path)
                self._full_on = asked.day
            elif file.write(line) < len(line):
                file.truncate(size)  # no half of a question stays
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _split_former_file(self, name: str) -> None:
        """Move the questions of an earlier version, which kept one file, into day files."""
        lines = self._path.read_bytes().splitlines() if self._path.is_file() else [b"a folder"]
        former = read_unanswered(self._path) if self._path.is_file() else []
        if len(former) < sum(bool(line.strip()) for line in lines):
            # A mistyped name must not cost a document, nor put files beside it.
            raise SettingsError(
                f"{name} exists and holds something else. Name a file that does not exist: "
                "each day's questions are kept in a file beside it, with the date in its name."
            )
        for asked in former:
            self._append(asked)
        self._path.unlink()

    def expire(self) -> None:
        """Remove old files, and those beyond `MAX_BYTES`. A failure is logged, and never raised."""
        today = self._today()
        first = (today - timedelta(days=self._days - 1)).isoformat()
        # A clock that was set back leaves files of days to come, which would never be too old.
        last = (today + timedelta(days=1)).isoformat()
        room = MAX_BYTES - MAX_DAY_BYTES
        try:
            files = day_files(self._path)
        except OSError as error:
            log.error("%s: old questions stay (%s).", self._path, error.strerror)
            return
        for day, file in reversed(files):
            try:
                room -= file.stat().st_size if day < today.isoformat() else 0
                if not first <= day <= last or room < 0:
                    file.unlink()
            except FileNotFoundError:  # another process removed it
                continue
            except OSError as error:
                log.error("%s: an old file stays (%s).", file, error.strerror)

    def expire_every(self, seconds: float) -> None:
        """Call `expire` at this interval in the background, as nobody may ask for days."""

        def repeat() -> None:
            while True:
                time.sleep(seconds)
                self.expire()

        threading.Thread(target=repeat, daemon=True).start()

    def _open(self, day: date) -> int:
        file = self._path.with_name(f"{self._path.stem}.{day.isoformat()}{self._path.suffix}")
        return os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
