"""How many calls a service takes."""

from __future__ import annotations

import threading
from collections.abc import Hashable

from tests.aws_double.clock import Clock
from tests.aws_double.service import ApiError


class Rates:
    """Token buckets: so many calls a second for each key, with a second's worth saved up."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[Hashable, tuple[float, float]] = {}

    def take(self, key: Hashable, rate: float) -> None:
        """Raises ApiError where too many calls came; a refused call uses up nothing."""
        with self._lock:
            now = self._clock.monotonic()
            left, since = self._buckets.get(key, (rate, now))
            left = min(rate, left + (now - since) * rate)
            taken = left >= 1
            self._buckets[key] = (left - taken, now)
        if not taken:
            raise ApiError("ThrottlingException", "Rate exceeded")
