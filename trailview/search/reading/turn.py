"""One stretch of reading: how it is stopped, and what has to be looked at before it goes on."""

from __future__ import annotations

import time

from trailview.backends.base import Cancel


class Turn:
    """One stretch of reading, from its start to its end.

    Those who ask write it, holding the reading's lock; the reading threads look at it.
    """

    def __init__(self, seconds: float = 0.0, looked_at: int | None = None) -> None:
        """`seconds` have been read for in earlier stretches.

        With `looked_at`, reading is stepwise: so many batches have been looked at.
        """
        self.cancel = Cancel()
        self.has_enough = False
        """Whether no more is wanted than what has been asked for."""
        self.looked_at = looked_at
        """How many batches have been looked at; None where the next need not wait for that."""
        self._began = time.monotonic() - seconds

    @property
    def is_ending(self) -> bool:
        """Whether it has been told to stop, for whatever reason."""
        return self.has_enough or self.cancel.is_set

    @property
    def was_cancelled(self) -> bool:
        """Whether it has been told to stop before there was enough."""
        return self.cancel.is_set and not self.has_enough

    @property
    def seconds(self) -> float:
        """How long has been read by now, earlier stretches included."""
        return time.monotonic() - self._began
