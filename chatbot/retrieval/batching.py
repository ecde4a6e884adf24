"""Dynamic batching without a worker thread: a caller that gets a slot processes the queue too.

A batch of ten queries takes less time than ten single ones. A caller that finds a free slot starts
at once, in its own thread. Later callers queue until a slot is free. The first of them then
processes up to `most` values of the queue.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")


class _Job(Generic[Given, Made]):
    """The value of one caller. After `woken`, it is done, or failed, or the caller has a slot."""

    __slots__ = ("error", "given", "leads", "made", "woken")

    def __init__(self, given: Given) -> None:
        self.given = given
        self.made: list[Made] = []  # one item when it is done
        self.error: Exception | None = None
        self.leads = False
        self.woken = threading.Event()


class Batching(Generic[Given, Made]):
    """A function of many values that many threads call with one value each.

    Args:
        function: Maps some values to one result each, in their order. It runs in up to `at_once`
            threads at the same time.
        at_once: Number of batches that are processed at the same time.
        most: Largest number of values in a batch.
    """

    def __init__(
        self, function: Callable[[Sequence[Given]], Sequence[Made]], at_once: int, most: int
    ) -> None:
        self._function, self._most = function, most
        self._free = at_once
        self._lock = threading.Lock()  # of `_free` and `_waiting`
        self._waiting: deque[_Job[Given, Made]] = deque()

    def __call__(self, value: Given) -> Made:
        """Return the function's result for one value.

        Raises:
            Exception: The function raised it for this value alone. The other values of its batch
                are not affected.
        """
        job = _Job[Given, Made](value)
        with self._lock:
            if self._free:
                self._free -= 1
                job.leads = True
            else:
                self._waiting.append(job)
        if not job.leads:
            job.woken.wait()
        if job.leads:
            self._lead(job)
        if job.error is not None:
            raise job.error
        return job.made[0]

    def _lead(self, own: _Job[Given, Made]) -> None:
        """Process the caller's value and up to `most` - 1 of the queue, then pass the slot on."""
        with self._lock:
            others = min(len(self._waiting), self._most - 1)
            batch = [own, *(self._waiting.popleft() for _ in range(others))]
        try:
            self._work(batch)
        finally:
            self._pass_on()
            for job in batch[1:]:
                if not job.made and job.error is None:  # a BaseException, such as KeyboardInterrupt
                    job.error = RuntimeError("The batch was interrupted.")
                job.woken.set()

    def _pass_on(self) -> None:
        with self._lock:
            if not self._waiting:
                self._free += 1
                return
            job = self._waiting.popleft()
            job.leads = True
        job.woken.set()

    def _work(self, batch: Sequence[_Job[Given, Made]]) -> None:
        try:
            made = self._function([job.given for job in batch])
            for job, one in zip(batch, made, strict=True):
                job.made = [one]
        except Exception as error:
            if len(batch) == 1:
                batch[0].error = error
                return
            for job in batch:  # one of them caused it: try each by itself
                self._work([job])


def available_cores() -> int:
    """Return the number of cores that this process may use; of all cores if that is unknown."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
