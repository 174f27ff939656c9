"""Some rows of others, in an order of their own."""

from __future__ import annotations

from collections.abc import Sequence

from trailview.events.severity import Severity
from trailview.store.rows import Rows


class Picked:
    """Rows at these positions of others (`trailview.store.rows.Rows`)."""

    def __init__(self, rows: Rows, positions: Sequence[int]) -> None:
        self._rows = rows
        self._positions = positions

    def __len__(self) -> int:
        return len(self._positions)

    def key(self, position: int) -> int:
        """The key of the event at `position`."""
        return self._rows.key(self._positions[position])

    def position(self, key: int) -> int | None:
        """Where the event stands; None where it is not among the rows."""
        keys = (self._rows.key(each) for each in self._positions)
        return next((at for at, each in enumerate(keys) if each == key), None)

    def time(self, position: int) -> int | None:
        """Seconds since 1970; None for an event without a usable time."""
        return self._rows.time(self._positions[position])

    def severity(self, position: int) -> Severity:
        """How much the event matters."""
        return self._rows.severity(self._positions[position])

    def texts(self, position: int, columns: Sequence[str]) -> list[str]:
        """The row's text in each column; "" where absent."""
        return self._rows.texts(self._positions[position], columns)
