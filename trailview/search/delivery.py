"""What an answer of a service cannot hold yet, as the last minutes have not been delivered."""

from __future__ import annotations

from typing import Final

from trailview.question.query import Window

USUAL: Final = 5
"""Minutes that CloudTrail usually takes to deliver (its user guide, "Getting and viewing your
CloudTrail log files": "within an average of about 5 minutes", and not guaranteed)."""
_LATE: Final = 15 * 60
"""Seconds before now from which on events may well be on their way."""


def delivery_note(window: Window, last: int | None, now: int) -> str:
    """What to know of an answer whose window ends about `now`; empty for one that ended before.

    `last` is the time of the newest event read, in seconds since 1970.
    """
    if window.until is not None and window.until <= now - _LATE:
        return ""
    newest = "no event yet"
    if last is not None:
        minutes = max(now - last, 0) // 60
        newest = f"newest event {minutes:,} minute{'' if minutes == 1 else 's'} old"
    return f"{newest}; CloudTrail usually takes about {USUAL} minutes, so later ones may be missing"
