"""The rows of an answer that is here whole and is not large: no column is made of it, but texts.

Numpy takes longer to load than thousands of records take to be sorted; and where records are
written as they are, not even the texts of the table are wanted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from trailview.events.record import Delivery, TimedDelivery
from trailview.events.severity import Severity

if TYPE_CHECKING:
    from trailview.store.first import FirstRows

_ID: Final = re.compile(rb'"eventID" ?: ?"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"')
_NAME: Final = b'"eventID"'
_TIE: Final = 6
"""Digits of an event's ID that say which of one second comes first, as in a table."""


class FewRows:
    """Events that match, by time (`trailview.store.rows.Rows`)."""

    def __init__(self, events: Sequence[TimedDelivery], *, descending: bool = True) -> None:
        """An event that was delivered more than once is one row."""
        self._events = events
        self._descending = descending
        ids = _distinct(events)
        if ids is None:
            told = self._told
            order = [told.place(position) for position in range(len(told))]
        else:
            marks = [(-event.time, name) for event, name in zip(events, ids, strict=True)]
            order = [place for place, _ in sorted(enumerate(marks), key=itemgetter(1))]
        self._order = order if descending else order[::-1]

    @cached_property
    def _told(self) -> FirstRows:
        """The same rows with their texts, newest first."""
        from trailview.events.decode import Decoder
        from trailview.store.first import FirstRows

        return FirstRows(Decoder().deliveries([event.delivery for event in self._events], 0))

    @cached_property
    def _positions(self) -> dict[int, int]:
        """Where each event stands among those with texts."""
        return {self._told.place(position): position for position in range(len(self._told))}

    def sorted(self, column: str, descending: bool) -> FewRows:
        """The same rows in another order, which can only be by time."""
        assert column == "time", "who wants another order has a table made"
        if descending == self._descending:
            return self
        return FewRows(self._events, descending=descending)

    def delivery(self, key: int) -> Delivery:
        """The record behind a key."""
        return self._events[key].delivery

    def __len__(self) -> int:
        return len(self._order)

    @property
    def varied(self) -> frozenset[str]:
        """Of `region` and `account`, those in which more than one value occurs."""
        return self._told.varied

    def key(self, position: int) -> int:
        """The key of the event at `position`."""
        return self._order[position]

    def count(self, position: int) -> int:  # noqa: ARG002  (here each row is one event)
        """How many events the row stands for."""
        return 1

    def position(self, key: int) -> int | None:
        """Where the event stands; None where it is not among the rows."""
        return self._order.index(key) if key in self._order else None

    def time(self, position: int) -> int | None:
        """Seconds since 1970."""
        return self._events[self._order[position]].time

    def severity(self, position: int) -> Severity:
        """How much the event matters."""
        return self._told.severity(self._positions[self._order[position]])

    def texts(self, position: int, columns: Sequence[str]) -> list[str]:
        """The row's text in each column; "" where absent."""
        return self._told.texts(self._positions[self._order[position]], columns)


def _distinct(events: Sequence[TimedDelivery]) -> list[bytes] | None:
    """What sorts events within a second; None where that takes a closer look, as some may be one.

    No event is delivered twice where each has an ID of its own, as AWS writes them, and the
    record has that name but once: then nothing else can be its ID.
    """
    ids = list[bytes]()
    for event in events:
        raw = event.delivery.raw
        found = _ID.search(raw)
        if found is None or raw.count(_NAME) > 1:
            return None
        ids.append(found[1])
    return [name[:_TIE] for name in ids] if len({*ids}) == len(ids) else None
