"""A saved question's own span of time over files that end before now."""

from __future__ import annotations

from datetime import datetime

from trailview.frozen import Frozen, replace
from trailview.question.query import Question, TimeRange
from trailview.question.when import window


class CountedBack(Frozen):
    """What is asked when the last event there is takes the place of now."""

    question: Question
    note: str
    """What to know of it."""
    is_moved: bool
    """Whether it is about another time than before."""


def counted_back(question: Question, span: TimeRange, last: int | None) -> CountedBack | None:
    """The question about `span` as it is seen from `last`; None where it means what it says.

    `last` is the time of the last event that was read, in seconds since 1970. A span that
    somebody has typed means what it says, and so does any if events are that recent.
    """
    since = question.window.since
    if span.from_last is None or last is None or since is None:
        return None
    seen = window(span.since or None, span.until or None, last, span.from_last)
    moment = f"{datetime.fromtimestamp(last, span.from_last):%Y-%m-%d %H:%M:%S}"
    if seen.since is not None and seen.since < since:
        note = f"{span.since} is counted back from the last event that was read, {moment}"
        return CountedBack(replace(question, window=seen), note, is_moved=True)
    if since > last:
        note = f"{span.since} begins after the last event that was read, {moment}"
        return CountedBack(question, note, is_moved=False)
    return None
