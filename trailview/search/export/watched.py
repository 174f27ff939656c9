"""An export that can be followed and stopped, whatever format it is written in."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from trailview.backends.base import Cancel
from trailview.events.record import Event
from trailview.search.export.how import Recorded
from trailview.store.relayed import RelayedRows
from trailview.store.rows import Rows

_PAUSE: Final = 0.25
"""Seconds between two times that it is told how far an export is."""


class StoppedError(Exception):
    """An export was stopped: nothing of it is written."""


class Watch:
    """Counts the steps of an export, and ends it when that is wanted."""

    def __init__(self, cancel: Cancel, told: Callable[[int], object]) -> None:
        """`told` is called with the number of steps so far, a few times a second."""
        self._cancel = cancel
        self._told = told
        self._told_at = time.monotonic()
        self._steps = 0

    def step(self) -> None:
        """One event more. Raises StoppedError when it is to end."""
        self._steps += 1
        if self._cancel.is_set:
            raise StoppedError
        now = time.monotonic()
        if now - self._told_at > _PAUSE:
            self._told_at = now
            self._told(self._steps)


class WatchedRecords:
    """Records, each of which is a step (`trailview.search.export.how.Recorded`)."""

    def __init__(self, records: Recorded, watch: Watch) -> None:
        self._records = records
        self._watch = watch

    def events(self, rows: Rows, limit: int | None = None) -> Iterator[Event]:
        """The first `limit` of them, or all, in order. Raises SourceError, StoppedError."""
        for event in self._records.events(rows, limit):
            self._watch.step()
            yield event


class WatchedRows(RelayedRows):
    """Rows whose texts are a step each."""

    def __init__(self, rows: Rows, watch: Watch) -> None:
        super().__init__(rows)
        self._watch = watch

    def texts(self, position: int, columns: Sequence[str]) -> list[str]:
        """The row's text in each column; "" where absent. Raises StoppedError."""
        self._watch.step()
        return super().texts(position, columns)
