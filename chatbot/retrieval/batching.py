"""Dynamic batching without a worker thread: the caller that gets a slot processes the whole queue.

Searching for ten queries together takes less time than one after the other. A caller that
comes alone works at once, in its own thread, as if this were not here. Callers that come meanwhile
wait, and the first of them works for all of them next.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")


class _Job(Generic[Given, Made]):
    """The value of one caller. Once `woken` is set, it is done, failed, or up to the caller."""

    __slots__ = ("error", "given", "leads", "made", "woken")

    def __init__(self, given: Given) -> None:
        self.given = given
        self.made: list[Made] = []  # of one, once it is done
        self.error: Exception | None = None
        self.leads = False
        self.woken = threading.Event()


class Batching(Generic[Given, Made]):
    """Call a function of many values with one value from each of many threads.

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
            Exception: Whatever the function raises for this value alone. The other values of its
                batch are not affected.
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
        """Process the caller's value and the queue, then pass the slot on."""
        with self._lock:
            others = min(len(self._waiting), self._most - 1)
            batch = [own, *(self._waiting.popleft() for _ in range(others))]
        try:
            self._work(batch)
        finally:
            self._pass_on()
            for job in batch[1:]:
                if not job.made and job.error is None:  # ended by something other than an Exception
                    job.error = RuntimeError("The work of a batch was broken off.")
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
            for job in batch:  # one of them is at fault: try each by itself
                self._work([job])


def available_cores() -> int:
    """Return the number of cores that this process may use, or else of all there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
