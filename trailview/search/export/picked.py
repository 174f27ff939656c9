"""Some rows of others, in an order of their own."""

from __future__ import annotations

from collections.abc import Sequence

from trailview.store.relayed import RelayedRows
from trailview.store.rows import Rows


class PickedRows(RelayedRows):
    """Rows at these positions of others."""

    def __init__(self, rows: Rows, positions: Sequence[int]) -> None:
        super().__init__(rows)
        self._positions = positions

    def __len__(self) -> int:
        return len(self._positions)

    def at(self, position: int) -> int:
        """Where in the other rows a row stands."""
        return self._positions[position]

    def position(self, key: int) -> int | None:
        """Where the event stands; None where it is not among the rows."""
        found = super().position(key)
        return self._positions.index(found) if found in self._positions else None
