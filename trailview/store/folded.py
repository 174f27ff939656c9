"""Runs of events that say the same, as one row each: hundreds of calls do not bury another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

from trailview.store.columns import RowNumbers
from trailview.store.kinds import kinds
from trailview.store.relayed import RelayedRows
from trailview.store.rows import Rows
from trailview.store.view import View

RUN: Final = ("actor", "event", "service", "ip", "error")
"""The columns in which the events of a run are equal."""
_OWN: Final = frozenset((*RUN, "time"))
"""Those that a run has of its own: its time is that of its first event."""
_AT_ONCE: Final = 65_536
"""Events of a run that are looked at before more are, as most that differ do so early."""


class Folded(RelayedRows):
    """The runs of a view; each is known by its first event.

    A run is of events that follow each other in the view's order. The runs have that order
    too, or that of their counts, and among equal counts the view's.
    """

    def __init__(self, view: View, most_first: bool | None = None) -> None:
        """`most_first` sorts by count, the largest or the smallest first; None does not."""
        super().__init__(view)
        self._view = view
        begins = np.ones(len(view), bool)
        if len(view):
            begins[1:] = False
            for name in RUN:
                codes = view.snapshot.column(name)[0][view.order]
                begins[1:] |= codes[1:] != codes[:-1]
        self._starts: npt.NDArray[np.intp] = np.flatnonzero(begins)
        self._counts = np.diff(self._starts, append=len(view))
        self._runs: npt.NDArray[np.intp] = np.arange(len(self._counts))
        """For each position, which of the runs stands there, as the view has them."""
        if most_first is not None:
            sign = -1 if most_first else 1
            self._runs = np.argsort(sign * self._counts, kind="stable")
        self._positions = np.argsort(self._runs, kind="stable")

    def __len__(self) -> int:
        return len(self._starts)

    def at(self, position: int) -> int:
        """Where in the view a run begins."""
        return int(self._starts[self._runs[position]])

    def count(self, position: int) -> int:
        """How many events the row stands for."""
        return int(self._counts[self._runs[position]])

    def several(self, position: int, columns: Iterable[str]) -> frozenset[str]:
        """Those of some columns in which the events of a run differ."""
        start = self.at(position)
        rows = self._view.order[start : start + self.count(position)]
        if len(rows) < 2:
            return frozenset()
        return frozenset(name for name in columns if name not in _OWN and self._differ(rows, name))

    def _differ(self, rows: RowNumbers, name: str) -> bool:
        if name == "id":
            return True
        first = self._codes(rows[:1], name)
        pieces = (rows[at : at + _AT_ONCE] for at in range(0, len(rows), _AT_ONCE))
        return any(bool(np.any(self._codes(piece, name) != first)) for piece in pieces)

    def _codes(self, rows: RowNumbers, name: str) -> npt.NDArray[np.generic]:
        """Numbers that are equal where what rows say in a column is."""
        snapshot = self._view.snapshot
        if name == "severity":
            return snapshot.severities[rows]
        if name == "is":
            return snapshot.flags[rows]
        return kinds(snapshot, rows) if name == "by" else snapshot.column(name)[0][rows]

    def position(self, key: int) -> int | None:
        """Where the run with this event stands; None where it is not among the rows."""
        found = super().position(key)
        if found is None:
            return None
        return int(self._positions[int(np.searchsorted(self._starts, found, side="right")) - 1])


def several(rows: Rows, position: int, columns: Iterable[str]) -> frozenset[str]:
    """Those of some columns in which a row stands for several values: none but of a run."""
    return rows.several(position, columns) if isinstance(rows, Folded) else frozenset()


def folded(rows: Rows, most_first: bool | None = None) -> Rows:
    """The runs of `rows`; the rows themselves as long as there is no store behind them."""
    return Folded(rows, most_first) if isinstance(rows, View) else rows
