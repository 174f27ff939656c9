"""The time that a double lives in."""

from __future__ import annotations

import threading
import time


class Clock:
    """Real time, or time that goes on from another moment.

    `monotonic` is what token buckets and running queries go by.
    """

    def __init__(self, now: float | None = None) -> None:
        self._ahead = 0.0 if now is None else now - time.time()

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time() + self._ahead

    def monotonic(self) -> float:
        return time.monotonic()


class ManualClock(Clock):
    """Time that stands still until a test moves it on."""

    def __init__(self, now: float) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._now = now
        self._passed = 0.0

    def now(self) -> float:
        with self._lock:
            return self._now

    def monotonic(self) -> float:
        with self._lock:
            return self._passed

    def advance(self, seconds: float) -> None:
        with self._lock:
            self._now += seconds
            self._passed += seconds
