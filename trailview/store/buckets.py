"""Spans of equal length that time is counted in, and what they hold. numpy is not needed here."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Final, NamedTuple

READ, WRITE, ERROR = range(3)
KINDS: Final = ("read", "write", "error")
"""What an event is counted as; what failed is an error, whether it reads or writes."""

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_STEPS: Final = (
    *(1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30),
    *(_MINUTE * n for n in (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30)),
    *(_HOUR * n for n in (1, 2, 3, 4, 6, 8, 12)),
    *(_DAY * n for n in (1, 2, 3, 4, 7, 14, 28, 56, 112, 224)),
)
"""Lengths of buckets, in seconds, by which clocks and calendars are told easily."""

Counts = tuple[int, int, int]
"""How many events there are of each of `KINDS`."""


class Buckets(NamedTuple):
    """Spans of `step` seconds behind each other, from the second `start` on."""

    start: int
    step: int
    places: int
    """How many there are."""

    @property
    def end(self) -> int:
        """The second behind the last one."""
        return self.start + self.step * self.places

    def bounds(self, place: int) -> tuple[int, int]:
        """From which second a bucket is, and up to which, that one not included."""
        start = self.start + self.step * place
        return start, start + self.step

    def place(self, time: int | None) -> int | None:
        """The number of the bucket that a second is in; None where it is in none."""
        if time is None or not self.start <= time < self.end:
            return None
        return (time - self.start) // self.step


def nice_step(seconds: float) -> int:
    """The shortest easy length that is not below `seconds`."""
    for step in _STEPS:
        if step >= seconds:
            return step
    step = _STEPS[-1]
    while step < seconds:
        step *= 2
    return step


def next_step(step: int) -> int:
    """The easy length after this one."""
    return nice_step(step + 1)


def moment_of(time: int, zone: tzinfo) -> datetime | None:
    """What clocks and calendars of `zone` show; None for a year that they do not have."""
    try:
        return datetime.fromtimestamp(time, zone)
    except (OverflowError, OSError, ValueError):
        return None


def floor_to(time: int, step: int, zone: tzinfo) -> int:
    """The latest second up to `time` at which the clocks of `zone` show a whole number of steps.

    Where the clocks change between the two, it is as they were at `time`.
    """
    moment = moment_of(time, zone)
    offset = None if moment is None else moment.utcoffset()
    ahead = 0 if offset is None else int(offset.total_seconds())
    return (time + ahead) // step * step - ahead


def buckets_of(first: int, last: int, most: int, zone: tzinfo) -> Buckets:
    """Buckets for the seconds from `first` to `last`, both in them: at most `most`.

    They are as short as an easy length lets them be, and begin where clocks show whole steps.
    """
    last = max(first, last)
    step = nice_step((last - first + 1) / max(1, most))
    while True:
        start = floor_to(first, step, zone)
        count = (last - start) // step + 1
        if count <= max(1, most):
            return Buckets(start, step, count)
        step = next_step(step)
