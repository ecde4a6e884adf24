"""The limiter counts by minutes of the clock, and lets one more through when a minute ends."""

import time

NEEDED_SECONDS = 15


def wait_for_a_quiet_minute() -> None:
    """Wait until the minute of the clock has at least `NEEDED_SECONDS` left."""
    left = 60 - time.time() % 60
    if left < NEEDED_SECONDS:
        time.sleep(left)
