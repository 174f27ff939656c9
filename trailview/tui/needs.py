"""How many cells the columns of the rows on the screen need, and when that may move them."""

from __future__ import annotations

from collections.abc import Iterable
from time import monotonic
from typing import Final

from rich.cells import cell_len

from trailview.events.text import printable
from trailview.store.rows import Rows
from trailview.tui.cells import shown_texts
from trailview.tui.columns import Column, Layout

_SORT_MARK: Final = 1
_REMEMBERED: Final = 5_000
QUIET: Final = 1.0
"""Seconds in which columns move at most once while rows arrive."""
KEY_HELD: Final = 0.3
"""Seconds after a key in which they do not move: a key that is held comes again sooner."""


class Needs:
    """The widest text of each column among the rows seen since the last `forget`."""

    def __init__(self) -> None:
        self.widths: dict[str, int] = {}
        """Cells by column; of columns of `see`'s layout."""
        self._seen: set[tuple[int, int]] = set()
        self._laid_out = self._moved = -QUIET

    def moved(self) -> None:
        """A key has moved the cursor."""
        self._moved = monotonic()

    def laid_out(self) -> None:
        """The columns have the widths that are needed."""
        self._laid_out = monotonic()

    @property
    def wait(self) -> float:
        """Seconds until columns may move; none where they may."""
        now = monotonic()
        return max(0.0, self._laid_out + QUIET - now, self._moved + KEY_HELD - now)

    def forget(self) -> None:
        """Other rows come: begin with nothing seen."""
        self.widths = {}
        self._seen.clear()

    def see(self, rows: Rows, positions: Iterable[int], layout: Layout) -> bool:
        """Look at the rows at these positions; whether any column needs more than before."""
        if not self.widths:
            self.widths = {column.name: _title(column) for column in layout}
        before = sum(self.widths.values())
        if len(self._seen) > _REMEMBERED:
            self._seen.clear()
        names = [column.name for column in layout]
        for position in positions:
            key = rows.key(position), rows.count(position)
            if key in self._seen:
                continue
            self._seen.add(key)
            for name, text in shown_texts(rows, position, names).items():
                cells = len(text) if text.isascii() and text.isprintable() else _cells(text)
                if cells > self.widths.get(name, 0):
                    self.widths[name] = cells
        return sum(self.widths.values()) != before


def _title(column: Column) -> int:
    return len(column.title) + (_SORT_MARK if len(column.title) > 1 else 0)


def _cells(text: str) -> int:
    return cell_len(printable(text))
