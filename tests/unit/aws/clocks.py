"""A clock that does not wait."""

from __future__ import annotations

from trailview.aws.calls import Stop
from trailview.aws.pacing import Clock


class FakeClock(Clock):
    """Time goes on when somebody waits, and when a test says so. For one thread."""

    def __init__(self) -> None:
        self.time = 1_000.0
        self.waits: list[float] = []

    def now(self) -> float:
        return self.time

    def wait(self, stop: Stop, seconds: float) -> bool:
        self.waits.append(seconds)
        self.time += seconds
        return stop.is_set
