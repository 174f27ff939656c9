"""How many events of a view there are in each of some buckets of time, by kind."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from trailview.events.block import FLAGS
from trailview.store.buckets import ERROR, READ, WRITE, Buckets, Counts
from trailview.store.view import View

_AT_ONCE: Final = 1 << 16
"""Rows that are looked at in one stretch: between two of them the screen's thread can run."""


_NOWHERE: Final = np.empty(0, np.intp)
_BEFORE_ALL: Final = -(2**37)
"""Before the earliest time that an event can have, and after that of those without one."""


def _kinds_of_flags() -> npt.NDArray[np.uint8]:
    kinds = np.full(256, READ, np.uint8)
    flags = np.arange(256)
    kinds[flags & FLAGS["write"] != 0] = WRITE
    kinds[flags & FLAGS["error"] != 0] = ERROR
    return kinds


_KIND_OF: Final = _kinds_of_flags()
"""The kind that each combination of flags is counted as."""


def counted(view: View, buckets: Buckets) -> tuple[Counts, ...]:
    """For each bucket, from the earliest on, how many events of each kind are in it."""
    # The rows stand newest first: what is in a bucket follows each other.
    times = buckets.end - buckets.step * np.arange(buckets.places + 1, dtype=np.int64)
    edges = view.since(times)
    rows, flags = view.newest_first, view.snapshot.flags
    found: dict[int, list[npt.NDArray[np.intp]]] = {WRITE: [], ERROR: []}
    for begin in range(int(edges[0]), int(edges[-1]), _AT_ONCE):
        end = min(begin + _AT_ONCE, int(edges[-1]))
        kinds = _KIND_OF[flags[rows[begin:end]]]
        for kind, places in found.items():
            places.append(np.flatnonzero(kinds == kind) + begin)
    numbers = {
        kind: np.diff(np.searchsorted(np.concatenate([_NOWHERE, *places]), edges))
        for kind, places in found.items()
    }
    writes, errors = numbers[WRITE], numbers[ERROR]
    reads = np.diff(edges) - writes - errors
    told = zip(reads[::-1].tolist(), writes[::-1].tolist(), errors[::-1].tolist(), strict=True)
    return tuple(told)


def span(view: View) -> tuple[int, int] | None:
    """The times of the first and the last event; None where no event has one."""
    timed = int(view.since(_BEFORE_ALL))
    if not timed:
        return None
    first, last = view.newest_first[timed - 1], view.newest_first[0]
    times = view.snapshot.times
    return int(times[first]), int(times[last])


def nearest(view: View, time: int) -> int | None:
    """The key of the event that is nearest to a second; None where no event has a time.

    Of two that are equally near it is the later one.
    """
    timed, place = int(view.since(_BEFORE_ALL)), int(view.since(time))
    around = [int(view.newest_first[at]) for at in (place - 1, place) if 0 <= at < timed]
    times = view.snapshot.times
    return min(around, key=lambda row: abs(int(times[row]) - time), default=None)
