"""Marked events as rows and records, for the same writers as answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trailview.events.decode import Decoder
from trailview.events.record import Delivery, Event
from trailview.events.severity import Severity
from trailview.events.text import counted
from trailview.events.times import iso
from trailview.search.export.heading import Heading
from trailview.settings.marks import Mark
from trailview.store.first import FirstRows
from trailview.store.rows import Rows


class MarkedRows:
    """Marked events, the oldest first (`trailview.store.rows.Rows`).

    A key is the number of a mark. What was noted on it stands before the note of its record.
    """

    def __init__(self, marks: Sequence[Mark]) -> None:
        self._marks = sorted(marks, key=lambda mark: (mark.time or 0, mark.marked_at))
        # One block each: blocks leave out what they take for the same event delivered twice.
        self._rows = [FirstRows(Decoder().deliveries([_delivery(m)], 0)) for m in self._marks]

    def __len__(self) -> int:
        return len(self._marks)

    def key(self, position: int) -> int:
        """The key of the event at `position`."""
        return position

    @property
    def varied(self) -> frozenset[str]:
        """Of `region` and `account`, those in which more than one value occurs."""
        names = ("region", "account")
        texts = zip(*(rows.texts(0, names) for rows in self._rows), strict=True)
        return frozenset(n for n, found in zip(names, texts, strict=False) if len({*found}) > 1)

    def count(self, position: int) -> int:  # noqa: ARG002  (here each row is one event)
        """How many events the row stands for."""
        return 1

    def position(self, key: int) -> int | None:
        """Where the event stands; None where it is not among the rows."""
        return key if 0 <= key < len(self._marks) else None

    def time(self, position: int) -> int | None:
        """Seconds since 1970; None for an event without a usable time."""
        return self._rows[position].time(0)

    def severity(self, position: int) -> Severity:
        """How much the event matters."""
        return self._rows[position].severity(0)

    def texts(self, position: int, columns: Sequence[str]) -> list[str]:
        """The row's text in each column; "" where absent."""
        mark = self._marks[position]
        noted = " · ".join(filter(None, (mark.note, mark.about)))
        texts = self._rows[position].texts(0, columns)
        return [noted if c == "note" else text for c, text in zip(columns, texts, strict=True)]

    def events(self, rows: Rows, limit: int | None = None) -> Iterator[Event]:
        """The records of some of these rows (`trailview.search.export.how.Recorded`)."""
        total = len(rows) if limit is None else min(limit, len(rows))
        for position in range(total):
            yield Event(_delivery(self._marks[rows.key(position)]))


def _delivery(mark: Mark) -> Delivery:
    raw = mark.record.encode("utf-8", "replace")
    return Delivery(raw, mark.time, mark.resources.encode("utf-8", "replace"), mark.about)


def heading_of_marks(name: str, marks: Sequence[Mark], now: int) -> Heading:
    """What stands above marks that are handed on, at `now` in seconds since 1970."""
    facts = [
        ("collection", name),
        ("events", f"{len(marks):,}, each marked by hand"),
        ("written", iso(now)),
    ]
    origins = dict.fromkeys(mark.origin for mark in marks)
    return Heading(f"{name}: {counted(len(marks), 'marked event')}", tuple(facts), tuple(origins))
