"""An immutable order over the store's events: what the table, export and facets read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from trailview.events.block import flag_words
from trailview.events.severity import Severity
from trailview.store.columns import RowNumbers, Snapshot
from trailview.store.kinds import KindWords, kinds
from trailview.store.rows import shown
from trailview.store.varied import Varied

_ID_BITS = 24
_EARLIEST = -(2**38)
_SOON: Final = 250_000
"""Rows that are sorted in a few milliseconds."""
_A_TEXT: Final = 30
"""Rows that take as long to sort as one of a column's distinct texts."""


def _time_keys(snapshot: Snapshot, rows: RowNumbers) -> npt.NDArray[np.int64]:
    """Numbers that sort rows newest first, and by event ID within a second."""
    times = np.maximum(snapshot.times[rows], _EARLIEST)
    tie = (snapshot.ids[rows, 0] >> np.uint64(64 - _ID_BITS)).astype(np.int64)
    keys: npt.NDArray[np.int64] = tie - times * (1 << _ID_BITS)
    return keys


class View:
    """Rows of a snapshot in a given order (`trailview.store.rows.Rows`)."""

    def __init__(
        self,
        snapshot: Snapshot,
        newest_first: RowNumbers,
        keys: npt.NDArray[np.int64],
        order: RowNumbers,
        column: str,
        descending: bool,
        varied: Varied,
    ) -> None:
        self.snapshot = snapshot
        self.order = order
        """Row numbers, first to last."""
        self._newest_first = newest_first
        self._keys = keys
        self._column = column
        self._descending = descending
        self._varied = varied
        self._kinds = KindWords(snapshot, order)

    @classmethod
    def of(
        cls, snapshot: Snapshot, rows: RowNumbers, column: str = "time", descending: bool = True
    ) -> View:
        """A view of `rows`, sorted by a column; within equal values newest first."""
        keys = _time_keys(snapshot, rows)
        sorting = np.argsort(keys, kind="stable")
        varied = Varied().with_rows(snapshot, rows)
        return cls._ordered(snapshot, rows[sorting], keys[sorting], column, descending, varied)

    @classmethod
    def _ordered(
        cls,
        snapshot: Snapshot,
        newest_first: RowNumbers,
        keys: npt.NDArray[np.int64],
        column: str,
        descending: bool,
        varied: Varied,
    ) -> View:
        if column == "time":
            order = newest_first if descending else newest_first[::-1]
        else:
            order = _by_column(snapshot, newest_first, column, descending)
        return cls(snapshot, newest_first, keys, order, column, descending, varied)

    def with_rows(self, snapshot: Snapshot, rows: RowNumbers) -> View:
        """This view with more rows, which it must not hold yet."""
        keys = _time_keys(snapshot, rows)
        sorting = np.argsort(keys, kind="stable")
        keys, rows = keys[sorting], rows[sorting]
        at = np.searchsorted(self._keys, keys, side="right")
        return self._ordered(
            snapshot,
            np.insert(self._newest_first, at, rows),
            np.insert(self._keys, at, keys),
            self._column,
            self._descending,
            self._varied.with_rows(snapshot, rows),
        )

    def sorted(self, column: str, descending: bool) -> View:
        """The same rows in another order."""
        if (column, descending) == (self._column, self._descending):
            return self
        return self._ordered(
            self.snapshot, self._newest_first, self._keys, column, descending, self._varied
        )

    def is_soon_sorted(self, column: str) -> bool:
        """Whether sorting by a column takes a few milliseconds at most."""
        if column == "time":
            return True
        values = len(self) if column == "id" else 0
        if column not in ("id", "severity", "by"):
            values = len(self.snapshot.column(column)[1])
        return len(self) + _A_TEXT * values <= _SOON

    def __len__(self) -> int:
        return len(self.order)

    @property
    def newest_first(self) -> RowNumbers:
        """Row numbers by time, whatever the view's order; those without a time come last."""
        return self._newest_first

    def since(self, times: npt.ArrayLike) -> npt.NDArray[np.intp]:
        """For each of some times, how many of the rows, newest first, are of it or later."""
        edges = (1 - np.maximum(np.asarray(times, np.int64), _EARLIEST)) * (1 << _ID_BITS)
        return np.searchsorted(self._keys, edges)

    @property
    def varied(self) -> frozenset[str]:
        """Of `region` and `account`, those in which more than one value occurs."""
        return self._varied.columns

    def key(self, position: int) -> int:
        """The key of the event at `position`."""
        return int(self.order[position])

    def count(self, position: int) -> int:  # noqa: ARG002  (here each row is one event)
        """How many events the row stands for."""
        return 1

    def position(self, key: int) -> int | None:
        """Where the event stands; None where it is not among the rows."""
        found = np.flatnonzero(self.order == key)
        return int(found[0]) if len(found) else None

    def time(self, position: int) -> int | None:
        """Seconds since 1970; None for an event without a usable time."""
        return self.snapshot.time(self.key(position))

    def severity(self, position: int) -> Severity:
        """How much the event matters."""
        return Severity(int(self.snapshot.severities[self.order[position]]))

    def texts(self, position: int, columns: Sequence[str]) -> list[str]:
        """The row's text in each column; "" where absent."""
        row = self.key(position)
        return [
            self._kinds.at(position) if name == "by" else self._text(row, name) for name in columns
        ]

    def _text(self, row: int, name: str) -> str:
        if name == "note":
            return self.snapshot.notes.get(row, "")
        if name == "is":
            return flag_words(int(self.snapshot.flags[row]))
        return shown(name, self.snapshot.text(row, name))


def _by_column(
    snapshot: Snapshot, newest_first: RowNumbers, column: str, descending: bool
) -> RowNumbers:
    """Rows sorted by a column's values; events without one come last."""
    if column == "severity":
        ranks = snapshot.severities[newest_first].astype(np.int64)
        last = 256
    elif column == "by":
        ranks = kinds(snapshot, newest_first).astype(np.int64)
        last = 256
        ranks[ranks == 0] = -1 if descending else last
    elif column == "id":
        ids = [snapshot.event_id(row) or "" for row in newest_first.tolist()]
        ranks = np.unique(ids, return_inverse=True)[1].astype(np.int64)
        last = len(ids)
    else:
        codes, texts = snapshot.column(column)
        values = texts.values[:]
        sorting = sorted(range(1, len(values)), key=lambda code: values[code] or "")
        rank_of = np.empty(len(values), np.int64)
        rank_of[sorting] = np.arange(len(sorting))
        last = len(values)
        rank_of[0] = -1 if descending else last
        ranks = rank_of[codes[newest_first]]
    if descending:
        ranks = last - ranks
    combined = ranks << 32 | np.arange(len(newest_first))
    combined.sort()
    order: RowNumbers = newest_first[combined & 0xFFFF_FFFF]
    return order
