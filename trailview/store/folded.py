"""Runs of events that say the same, as one row each: hundreds of calls do not bury another."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from trailview.store.relayed import RelayedRows
from trailview.store.rows import Rows
from trailview.store.view import View

RUN: Final = ("actor", "event", "service", "ip", "error")
"""The columns in which the events of a run are equal."""


class Folded(RelayedRows):
    """The runs of a view; each is known by its first event.

    A run is of events that follow each other in the view's order.
    """

    def __init__(self, view: View) -> None:
        super().__init__(view)
        begins = np.ones(len(view), bool)
        if len(view):
            begins[1:] = False
            for name in RUN:
                codes = view.snapshot.column(name)[0][view.order]
                begins[1:] |= codes[1:] != codes[:-1]
        self._starts: npt.NDArray[np.intp] = np.flatnonzero(begins)
        self._ends = np.append(self._starts[1:], len(view))

    def __len__(self) -> int:
        return len(self._starts)

    def at(self, position: int) -> int:
        """Where in the view a run begins."""
        return int(self._starts[position])

    def count(self, position: int) -> int:
        """How many events the row stands for."""
        return int(self._ends[position] - self._starts[position])

    def position(self, key: int) -> int | None:
        """Where the run with this event stands; None where it is not among the rows."""
        found = super().position(key)
        if found is None:
            return None
        return int(np.searchsorted(self._starts, found, side="right")) - 1


def folded(rows: Rows) -> Rows:
    """The runs of `rows`; the rows themselves as long as there is no store behind them."""
    return Folded(rows) if isinstance(rows, View) else rows
