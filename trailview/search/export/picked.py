"""Some rows of others, in an order of their own."""

from __future__ import annotations

from collections.abc import Sequence

from trailview.events.severity import Severity
from trailview.store.relayed import RelayedRows
from trailview.store.rows import Rows


class PickedRows(RelayedRows):
    """Rows at these positions of others."""

    def __init__(self, rows: Rows, positions: Sequence[int]) -> None:
        super().__init__(rows)
        self._positions = positions

    def __len__(self) -> int:
        return len(self._positions)

    def key(self, position: int) -> int:
        """The key of the event at `position`."""
        return super().key(self._positions[position])

    def count(self, position: int) -> int:
        """How many events the row stands for."""
        return super().count(self._positions[position])

    def position(self, key: int) -> int | None:
        """Where the event stands; None where it is not among the rows."""
        found = super().position(key)
        return self._positions.index(found) if found in self._positions else None

    def time(self, position: int) -> int | None:
        """Seconds since 1970; None for an event without a usable time."""
        return super().time(self._positions[position])

    def severity(self, position: int) -> Severity:
        """How much the event matters."""
        return super().severity(self._positions[position])

    def texts(self, position: int, columns: Sequence[str]) -> list[str]:
        """The row's text in each column; "" where absent."""
        return super().texts(self._positions[position], columns)
