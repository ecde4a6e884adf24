"""Timing by stage, with a clock that the measured work itself advances."""

import pytest

from scripts.measure import stages
from scripts.measure.stages import timed_stages


class Work:
    seconds = 0.0

    @classmethod
    def takes(cls, seconds):
        cls.seconds += seconds

    def outer(self):
        self.takes(1)
        return self.inner() + self.inner()

    def inner(self):
        self.takes(2)
        return 1

    def fails(self):
        self.takes(3)
        raise ValueError("broken")


PARTS = [(name, Work, name) for name in ("outer", "inner", "fails")]


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(stages.time, "perf_counter", lambda: Work.seconds)


def test_a_stage_excludes_the_time_of_inner_stages():
    with timed_stages(PARTS) as spent:
        assert Work().outer() == 2
        assert spent == {"outer": 1000, "inner": 4000}
        spent.clear()
        Work().inner()
    Work().inner()
    assert spent == {"inner": 2000}


def test_a_failing_stage_is_timed_and_its_error_raised():
    with timed_stages(PARTS) as spent, pytest.raises(ValueError, match="broken"):
        Work().fails()
    assert spent == {"fails": 3000}
