"""Where an event stands in an answer, by what names it in every answer."""

from __future__ import annotations

from bisect import bisect_left
from typing import Final, NamedTuple

from trailview.search.progress import Order
from trailview.store.rows import Rows

_EARLIEST: Final = -(2**62)
"""Where an event without a time is sorted."""
_LOOKED_AT: Final = 10_000
"""Rows that are looked at one by one, where they are in no order that helps."""


class EventAt(NamedTuple):
    """What names an event wherever it is read."""

    id: str
    time: int | None
    """In seconds since 1970."""


def position_of(rows: Rows, event: EventAt, order: Order) -> int | None:
    """Where an event stands among rows in an order; None where it is not among them.

    It is not looked for beyond the first 10,000 rows where they are not sorted by time.
    """
    if event.time is None or order.column != "time":
        found = range(min(len(rows), _LOOKED_AT))
    else:
        found = _of_second(rows, event.time, order.descending)
    return next((at for at in found if rows.texts(at, ["id"]) == [event.id]), None)


def _of_second(rows: Rows, time: int, descending: bool) -> range:
    """The rows of a second."""
    sign = -1 if descending else 1

    def place(position: int) -> int:
        at = rows.time(position)
        return sign * (_EARLIEST if at is None else at)

    every = range(len(rows))
    return range(
        bisect_left(every, sign * time, key=place), bisect_left(every, sign * time + 1, key=place)
    )
