"""Batching with real threads, and with the real encoder."""

import queue
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from chatbot.retrieval.batching import Batching

TIMEOUT_SECONDS = 120


class Doubling:
    """Function that doubles numbers except 13; its first batch waits until `go` is set."""

    def __init__(self):
        self.batches, self.threads = [], []
        self.begun, self.go = threading.Event(), threading.Event()

    def __call__(self, numbers):
        self.batches.append(list(numbers))
        self.threads.append(threading.current_thread())
        if len(self.batches) == 1:
            self.begun.set()
            assert self.go.wait(TIMEOUT_SECONDS)
        if 13 in numbers:
            raise ValueError("13 cannot be doubled")
        return [2 * number for number in numbers]


def wait_until(batching, count):
    """Block until `count` callers wait."""
    tick = threading.Event()
    for _ in range(TIMEOUT_SECONDS * 1000):
        if len(batching._waiting) == count:
            return
        tick.wait(0.001)
    raise AssertionError(f"{len(batching._waiting)} callers wait, not {count}")


def asked_while_the_first_is_busy(numbers, most):
    """Submit 1, then the numbers while it is busy; return the batches and all results."""
    doubling = Doubling()
    batching = Batching(doubling, at_once=1, most=most)
    with ThreadPoolExecutor(1 + len(numbers)) as pool:
        callers = [pool.submit(batching, 1)]
        assert doubling.begun.wait(TIMEOUT_SECONDS)
        for waiting, number in enumerate(numbers, start=1):
            callers.append(pool.submit(batching, number))
            wait_until(batching, waiting)
        doubling.go.set()
        errors = [caller.exception(TIMEOUT_SECONDS) for caller in callers]
    got = [error or caller.result() for caller, error in zip(callers, errors, strict=True)]
    return doubling.batches, got


def test_waiting_callers_share_a_batch_and_each_gets_its_own_result():
    batches, got = asked_while_the_first_is_busy([5, 3, 4, 3], most=8)
    assert batches == [[1], [5, 3, 4, 3]]
    assert got == [2, 10, 6, 8, 6]


def test_batches_are_bounded_and_keep_the_order_of_arrival():
    batches, got = asked_while_the_first_is_busy([2, 3, 4, 5, 6], most=2)
    assert batches == [[1], [2, 3], [4, 5], [6]]
    assert got == [2, 4, 6, 8, 10, 12]


def test_an_error_is_raised_only_for_the_caller_that_caused_it():
    batches, got = asked_while_the_first_is_busy([5, 13, 6], most=8)
    assert batches == [[1], [5, 13, 6], [5], [13], [6]]
    assert got[:2] == [2, 10]
    assert got[3] == 12
    assert str(got[2]) == "13 cannot be doubled"


def test_a_function_that_returns_too_few_results_raises_for_all_callers():
    batching = Batching(lambda numbers: [], at_once=1, most=2)
    with pytest.raises(ValueError, match="zip"):
        batching(1)
    assert batching._free == 1


def test_a_single_caller_works_in_its_own_thread():
    doubling = Doubling()
    doubling.go.set()
    batching = Batching(doubling, at_once=1, most=8)
    assert [batching(1), batching(2)] == [2, 4]
    assert doubling.batches == [[1], [2]]
    assert doubling.threads == [threading.current_thread()] * 2


def test_a_second_slot_is_used_while_the_first_is_busy():
    doubling = Doubling()
    batching = Batching(doubling, at_once=2, most=8)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(batching, 1)
        assert doubling.begun.wait(TIMEOUT_SECONDS)
        assert batching(2) == 4
        assert not first.done()
        doubling.go.set()
        assert first.result(TIMEOUT_SECONDS) == 2


def test_every_caller_gets_its_result_when_many_threads_wait():
    sizes = set()

    def negatives(numbers):
        time.sleep(0.0005)  # so that other callers queue
        sizes.add(len(numbers))
        return [-number for number in numbers]

    batching = Batching(negatives, at_once=2, most=3)
    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(batching, range(2000))) == [-number for number in range(2000)]
    assert sizes == {1, 2, 3} or sizes == {1, 3}
    assert batching._free == 2
    assert not batching._waiting


def test_a_caller_that_arrives_while_a_slot_is_released_is_served():
    """The second caller arrives just after the first has found the queue empty."""
    worked, arrived, got = threading.Event(), threading.Event(), queue.SimpleQueue()

    def double(numbers):
        worked.set()
        return [2 * number for number in numbers]

    class Waiting(deque):
        def __len__(self):
            length = super().__len__()
            if worked.is_set() and not second.ident:
                second.start()
                arrived.wait(0.2)  # in vain, since the lock is held while a slot is released
            return length

        def append(self, job):
            super().append(job)
            arrived.set()

    batching = Batching(double, at_once=1, most=2)
    batching._waiting = Waiting()
    second = threading.Thread(target=lambda: got.put(batching(2)), daemon=True)
    assert batching(1) == 2
    assert got.get(timeout=TIMEOUT_SECONDS) == 4
    assert batching._free == 1


def test_questions_encoded_in_a_batch_equal_those_encoded_alone(encoder, golden):
    def encode(texts):
        return encoder.encode_questions(texts).split()

    batching = Batching(encode, at_once=2, most=16)
    texts = [line["text"] for line in golden]
    with ThreadPoolExecutor(16) as pool:
        together = list(pool.map(batching, texts))
    for text, one in zip(texts, together, strict=True):
        alone = encoder.encode_questions([text])
        np.testing.assert_array_equal(one.token_ids, alone.token_ids)
        assert one.vectors[0] @ alone.vectors[0] > 0.99999
        cosines = (one.token_vectors * alone.token_vectors).sum(axis=1)
        assert cosines.min(initial=1) > 0.99999
