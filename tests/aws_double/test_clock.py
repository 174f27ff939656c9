"""The double's time."""

from __future__ import annotations

import time

from tests.aws_double.clock import Clock, ManualClock


def test_a_clock_goes_on_from_where_it_is_set() -> None:
    clock, begun = Clock(1000.0), time.time()
    first, second = clock.now(), clock.now()
    assert 1000 <= first <= second
    assert second - 1000 <= time.time() - begun + 1
    assert clock.monotonic() <= clock.monotonic()


def test_a_clock_tells_real_time_when_it_is_not_set() -> None:
    assert abs(Clock().now() - time.time()) < 60


def test_a_manual_clock_goes_only_when_moved() -> None:
    clock = ManualClock(1000.0)
    before = clock.monotonic()
    clock.advance(2.5)
    assert clock.now() == 1002.5
    assert clock.monotonic() - before == 2.5
