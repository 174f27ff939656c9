"""What an answer of a service cannot hold yet, as the last minutes have not been delivered."""

from __future__ import annotations

from typing import Final

from trailview.events.text import counted
from trailview.question.query import Question, Window
from trailview.search.progress import State
from trailview.search.reading.state import ReadingState

USUAL: Final = 5
"""Minutes that CloudTrail usually takes to deliver (its user guide, "Getting and viewing your
CloudTrail log files": "within an average of about 5 minutes", and not guaranteed)."""
_LATE: Final = 15 * 60
"""Seconds before now from which on events may well be on their way."""

_MINUTE: Final = 60
_UNITS: Final = (("day", 86_400), ("hour", 3_600))
_FEW: Final = 3


def delivery_note(window: Window, last: int | None, now: int) -> str:
    """What to know of an answer whose window ends about `now`; empty for one that ended before.

    `last` is the time of the newest event read, in seconds since 1970.
    """
    if window.until is not None and window.until <= now - _LATE:
        return ""
    newest = "no event yet"
    if last is not None:
        newest = f"newest event {_age(max(now - last, 0))} old"
    return f"{newest}; CloudTrail usually takes about {USUAL} minutes, so later ones may be missing"


def undelivered(state: State, read: ReadingState, question: Question, now: int) -> str:
    """What a service's answer cannot hold yet, when it is over; empty where there is none."""
    if not (state.is_over and read.is_of_service) or question.raw:
        return ""
    if state is State.FAILED and read.extent.last is None:
        return ""
    return delivery_note(question.window, read.extent.last, now)


def _age(seconds: int) -> str:
    """A time in the unit that it has a few of."""
    for unit, length in _UNITS:
        if seconds >= _FEW * length:
            return counted(seconds // length, unit)
    return counted(seconds // _MINUTE, "minute")
