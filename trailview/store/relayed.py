"""Rows that are those of others, but for what a class made of it says."""

from __future__ import annotations

from collections.abc import Sequence

from trailview.events.severity import Severity
from trailview.store.rows import Rows


class RelayedRows:
    """The same rows (`trailview.store.rows.Rows`)."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def varied(self) -> frozenset[str]:
        """Of `region` and `account`, those in which more than one value occurs."""
        return self._rows.varied

    def at(self, position: int) -> int:
        """Where in the other rows a row stands: in the same place, unless a class says more."""
        return position

    def key(self, position: int) -> int:
        """The key of the event at `position`."""
        return self._rows.key(self.at(position))

    def count(self, position: int) -> int:
        """How many events the row stands for."""
        return self._rows.count(self.at(position))

    def position(self, key: int) -> int | None:
        """Where the event stands; None where it is not among the rows."""
        return self._rows.position(key)

    def time(self, position: int) -> int | None:
        """Seconds since 1970; None for an event without a usable time."""
        return self._rows.time(self.at(position))

    def severity(self, position: int) -> Severity:
        """How much the event matters."""
        return self._rows.severity(self.at(position))

    def texts(self, position: int, columns: Sequence[str]) -> list[str]:
        """The row's text in each column; "" where absent."""
        return self._rows.texts(self.at(position), columns)
