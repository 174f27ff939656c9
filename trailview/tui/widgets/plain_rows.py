"""Rows of a raw text's answer that are no events, as they came."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar, Final

from rich.cells import set_cell_size
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.coordinate import Coordinate
from textual.widgets import DataTable

from trailview.backends.plain import PlainTable
from trailview.events.text import printable
from trailview.search.progress import Order
from trailview.tui.messages import JobDone

MOST_DRAWN: Final = 1_000
"""Rows that are drawn at most; all can be copied."""
_WIDEST: Final = 120


class PlainRows(DataTable[Text]):
    """A table with the service's own columns; says below how many rows are not drawn."""

    DEFAULT_CSS = """
    PlainRows { width: 1fr; height: 1fr; background: $background; }
    PlainRows.-cut { border-bottom: solid $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "Next row", show=False),
        Binding("k", "cursor_up", "Previous row", show=False),
        Binding("h", "cursor_left", "Cell to the left", show=False),
        Binding("l", "cursor_right", "Cell to the right", show=False),
        Binding("g", "scroll_top", "First row", show=False),
        Binding("G", "scroll_bottom", "Last row", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, zebra_stripes=False)
        self.table: PlainTable | None = None
        """What is shown, in the order shown."""
        self.order: Order | None = None
        """By which column rows are sorted; None for as they came."""
        self.row_reached: Callable[[], object] = bool
        """Called when the cursor is on another row, or other rows are shown."""
        self._given: PlainTable | None = None
        """What is to be shown, as it came."""
        self._note = ""

    def show(self, table: PlainTable, note: str = "") -> None:
        """Show these rows; more of the same leave the cursor where it is.

        `note` says in plain text which rows they are, where they are not all.
        """
        if table is self._given and note == self._note:
            return
        self._given, self._note = table, note
        if self.order is not None and self.order.column not in table.columns:
            self.order = None
        self._put_in_order()

    def sort_as(self, order: Order | None) -> None:
        """Sort by a column, the cursor staying on its row; rows to come too. None changes nothing.

        Not `sort`, which is Textual's own and sorts what is drawn alone.
        """
        if order is not None:
            self.order = order
            self._put_in_order()

    def _put_in_order(self) -> None:
        table, order = self._given, self.order
        if table is None:
            return
        if order is None:
            self._draw(table)
            return
        self.run_worker(
            partial(self._sort, table, order),
            group="sort",
            exclusive=True,
            thread=True,
            exit_on_error=False,
        )

    def _sort(self, table: PlainTable, order: Order) -> None:
        """In a thread: there may be a hundred thousand rows."""
        found = table.by(order.column, descending=order.descending)

        def draw() -> None:
            if self._given is table and self.order is order:
                self._draw(found)

        self.post_message(JobDone(draw))

    def on_job_done(self, message: JobDone) -> None:
        message.stop()
        if self.is_attached:
            message.then()

    def on_data_table_header_selected(self, event: DataTable.HeaderSelected) -> None:
        """Sort by the column clicked, the largest first; the other way where it is that already."""
        event.stop()
        if self.table is not None and event.column_index < len(self.table.columns):
            name, now = self.table.columns[event.column_index], self.order
            is_again = now is not None and now.column == name and now.descending
            self.sort_as(Order(name, not is_again))

    def on_data_table_cell_highlighted(self, event: DataTable.CellHighlighted) -> None:
        event.stop()
        self.row_reached()

    def _draw(self, table: PlainTable) -> None:
        before, self.table = self.table, table
        goes_on = before is not None and self.order is None and _goes_on(before, table)
        drawn = min(len(before), MOST_DRAWN) if before is not None and goes_on else 0
        if drawn == 0:
            cursor = self._cursor_in(before, table)
            self.clear(columns=True)
            for name in table.columns:
                self.add_column(_cell(f"{name}{self._arrow(name)}"))
        self.add_rows([map(_cell, row) for row in table.rows[drawn:MOST_DRAWN]])
        if drawn == 0:
            self.move_cursor(row=cursor.row, column=cursor.column)
        is_cut = len(table) > MOST_DRAWN
        self.set_class(is_cut or bool(self._note), "-cut")
        drawn_of = f"the first {MOST_DRAWN:,} of {len(table):,} rows; y copies all"
        told = filter(None, (printable(self._note), drawn_of if is_cut else ""))
        self.border_subtitle = Content(" · ".join(told))
        self.row_reached()

    def _arrow(self, name: str) -> str:
        if self.order is None or self.order.column != name:
            return ""
        return "▼" if self.order.descending else "▲"

    def _cursor_in(self, before: PlainTable | None, table: PlainTable) -> Coordinate:
        """Where the cursor's row stands among others, if it is drawn there; else the first."""
        row, column = self.cursor_coordinate
        if before is None or before.columns != table.columns or row >= len(before):
            return Coordinate(0, 0)
        meant = before.rows[row]
        shown = enumerate(table.rows[:MOST_DRAWN])
        return Coordinate(next((at for at, each in shown if each is meant), 0), column)

    @property
    def value(self) -> str:
        """The text of the cell at the cursor, whole."""
        row, column = self.cursor_coordinate
        table = self.table
        if table is None or not (row < len(table) and column < len(table.columns)):
            return ""
        return table.rows[row][column]


def _goes_on(before: PlainTable, table: PlainTable) -> bool:
    return before.columns == table.columns and before.rows == table.rows[: len(before)]


def _cell(text: str) -> Text:
    """A text as it is drawn: harmless, on one line, and not too wide."""
    shown = Text(printable(text), no_wrap=True, end="")
    if shown.cell_len > _WIDEST:
        shown = Text(set_cell_size(shown.plain, _WIDEST - 1) + "…", no_wrap=True, end="")
    return shown
