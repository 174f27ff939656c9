"""An answer over time: which span it is shown for, what it holds, what of it is not read."""

from __future__ import annotations

from datetime import tzinfo
from typing import Final, NamedTuple

from trailview.question.query import Window
from trailview.search.progress import Progress, State
from trailview.store.buckets import Buckets, Counts, buckets_of

_NOTHING: Final[Counts] = (0, 0, 0)


class Timeline(NamedTuple):
    """How many matching events there are in each bucket, by kind, and what is not read."""

    buckets: Buckets
    counts: tuple[Counts, ...]
    """One for each bucket."""
    unread: tuple[bool, ...]
    """Of each bucket, whether some of it has not been read, as far as that can be told."""
    is_open: bool = False
    """Whether what lies before the first bucket may not be read either."""
    goes_on: bool = False
    """Whether reading goes on: what is not read may be so soon."""


def timeline(progress: Progress, most: int, zone: tzinfo, asked_at: int) -> Timeline | None:
    """The rows of a progress in at most `most` buckets; None where nothing tells their span.

    `asked_at` is when it was asked, in seconds since 1970: a service is not asked beyond it.
    Not for the thread that draws: it imports numpy, and counts.
    """
    from trailview.store.timeline import counted, span
    from trailview.store.view import View

    view = progress.rows if isinstance(progress.rows, View) else None
    found = None if view is None else span(view)
    ends = span_of(progress, found, asked_at)
    if ends is None:
        return None
    buckets = buckets_of(*ends, most, zone)
    nothing = (_NOTHING,) * buckets.places
    counts = nothing if view is None or found is None else counted(view, buckets)
    unread = tuple(is_unread(progress, *buckets.bounds(place)) for place in range(buckets.places))
    goes_on = not progress.state.is_over
    is_open = ends[0] != _window(progress).since and is_unread(progress, None, buckets.start)
    return Timeline(buckets, counts, unread, is_open, goes_on)


def _window(progress: Progress) -> Window:
    return progress.question.window_of_events


def span_of(
    progress: Progress, found: tuple[int, int] | None, asked_at: int
) -> tuple[int, int] | None:
    """From which second to which an answer is shown: its window, else where its events are.

    `found` is of the first and the last matching event. None where there is neither.
    """
    since, until = _window(progress).since, _window(progress).until
    first, last = found or (None, None)
    end = last if until is None else until - 1
    if until is None and since is not None:
        asked = asked_at if progress.is_of_service else None
        known = (last, progress.last, asked)
        end = max((time for time in known if time is not None), default=None)
    start = first if since is None else since
    if start is None or end is None:
        return None
    return (start, end) if start <= end else (start, start)


def is_unread(progress: Progress, start: int | None, end: int) -> bool:
    """Whether some of the seconds from `start` up to `end` has not been read.

    Those that the question is not about have nothing to be read. Where it cannot be
    said what has been read, it is everything once all of it is, and nothing before.
    """
    window, covered = _window(progress), progress.covered
    since, until = window.since, window.until
    start = since if start is None or (since is not None and since > start) else start
    end = end if until is None else min(end, until)
    if start is not None and start >= end:
        return False
    if progress.state is State.DONE and not progress.can_go_on and not progress.clipped:
        return False
    if covered is None:
        return True
    is_before = covered.since is not None and (start is None or start < covered.since)
    return is_before or (covered.until is not None and end > covered.until and until is not None)
