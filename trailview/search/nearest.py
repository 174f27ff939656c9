"""The event of an answer that is nearest to a time."""

from __future__ import annotations

from trailview.store.rows import Rows


def nearest(rows: Rows, time: int) -> int | None:
    """The key of the event nearest to a second; None where no event has a time.

    Not for the thread that draws, as it imports numpy where there is a store.
    """
    from trailview.store import timeline
    from trailview.store.view import View

    if isinstance(rows, View):
        return timeline.nearest(rows, time)
    timed = (
        (abs(at - time), rows.key(position))
        for position in range(len(rows))
        if (at := rows.time(position)) is not None
    )
    return min(timed, default=(0, None))[1]
