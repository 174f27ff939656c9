"""Runs of events that say the same, as one row each: hundreds of calls do not bury another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from trailview.events.severity import Severity
from trailview.store.rows import Rows
from trailview.store.view import View

RUN: Final = ("actor", "event", "service", "ip", "error")
"""The columns in which the events of a run are equal."""


class Folded:
    """The runs of a view (`trailview.store.rows.Rows`); each is known by its first event.

    A run is of events that follow each other in the view's order.
    """

    def __init__(self, view: View) -> None:
        self.view = view
        begins = np.ones(len(view), bool)
        if len(view):
            begins[1:] = False
            for name in RUN:
                codes = view.snapshot.column(name)[0][view.order]
                begins[1:] |= codes[1:] != codes[:-1]
        self._starts: npt.NDArray[np.intp] = np.flatnonzero(begins)

    def __len__(self) -> int:
        return len(self._starts)

    @property
    def varied(self) -> frozenset[str]:
        """Of `region` and `account`, those in which more than one value occurs."""
        return self.view.varied

    def count(self, position: int) -> int:
        """How many events the row stands for."""
        last = position + 1 >= len(self._starts)
        end = len(self.view) if last else int(self._starts[position + 1])
        return end - int(self._starts[position])

    def key(self, position: int) -> int:
        """The key of the run's first event."""
        return self.view.key(int(self._starts[position]))

    def position(self, key: int) -> int | None:
        """Where the run with this event stands; None where it is not among the rows."""
        found = self.view.position(key)
        if found is None:
            return None
        return int(np.searchsorted(self._starts, found, side="right")) - 1

    def time(self, position: int) -> int | None:
        """When the run's first event was."""
        return self.view.time(int(self._starts[position]))

    def severity(self, position: int) -> Severity:
        """How much the run's first event matters."""
        return self.view.severity(int(self._starts[position]))

    def texts(self, position: int, columns: Sequence[str]) -> list[str]:
        """The texts of the run's first event."""
        return self.view.texts(int(self._starts[position]), columns)


def folded(rows: Rows) -> Rows:
    """The runs of `rows`; the rows themselves as long as there is no store behind them."""
    return Folded(rows) if isinstance(rows, View) else rows
