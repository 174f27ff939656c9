"""Spans of time around an event, as they would be typed."""

from __future__ import annotations

from trailview.events.times import iso
from trailview.question.query import TimeRange


def around(time: int, seconds: int = 0) -> TimeRange:
    """So many seconds before and after a second, which is in it."""
    return between(time - seconds, time + seconds)


def between(first: int, last: int) -> TimeRange:
    """From one second to another, both in it."""
    return TimeRange(iso(first), iso(last + 1))
