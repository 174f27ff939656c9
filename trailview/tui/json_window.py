"""Which rows of a record show: one a line, or several where long values are wrapped."""

from __future__ import annotations

from collections.abc import Callable

from trailview.tui.json_view import JsonView


class JsonWindow:
    """A stretch of a view's visible lines that has the cursor in it.

    `rows_of` says how many rows a line of the document takes where values are wrapped.
    """

    def __init__(self, view: JsonView, rows_of: Callable[[int], int]) -> None:
        self._view = view
        self._rows_of = rows_of
        self.room = 1
        """Rows that there are."""
        self.wraps = False
        """Whether a line takes as many rows as its value needs."""
        self._top = 0
        self._skipped = 0
        """Rows of the first line that are scrolled out: it alone takes more than there are."""
        self._rows: list[tuple[int, int]] | None = None

    def _height(self, place: int) -> int:
        return self._rows_of(self._view.visible[place]) if self.wraps else 1

    def follow(self) -> None:
        """Scroll as little as it takes to have the cursor's line in the window."""
        self._rows = None
        cursor, count = self._view.cursor, len(self._view.visible)
        if not self.wraps:
            self._skipped = 0
            last = max(0, count - self.room)
            self._top = max(min(self._top, cursor, last), cursor - self.room + 1, 0)
            return
        if cursor != self._top:
            self._skipped = 0
        self._top = min(self._top, cursor)
        taken, first = self._height(cursor), cursor
        while first > self._top and taken + self._height(first - 1) <= self.room:
            first -= 1
            taken += self._height(first)
        self._top = first

    def move(self, step: int) -> None:
        """Move the cursor by lines; within a line that takes more than the window, by rows."""
        cursor = self._view.cursor
        hidden = self._height(cursor) - self.room if self.wraps else 0
        if hidden > 0:
            skipped = max(0, min(self._skipped + step, hidden))
            if skipped != self._skipped:
                self._skipped, self._rows = skipped, None
                return
        self._view.move_to(cursor + step)
        self.follow()

    def rows(self) -> list[tuple[int, int]]:
        """For each row that shows, the place of its line, and which row of that line it is."""
        if self._rows is None:
            self._rows = self._found()
        return self._rows

    def _found(self) -> list[tuple[int, int]]:
        shown: list[tuple[int, int]] = []
        skipped = self._skipped if self.wraps else 0
        for place in range(self._top, len(self._view.visible)):
            shown += [(place, row) for row in range(skipped, self._height(place))]
            skipped = 0
            if len(shown) >= self.room:
                break
        return shown[: self.room]
