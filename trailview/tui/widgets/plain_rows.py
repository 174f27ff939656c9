"""Rows of a raw text's answer that are no events, as they came."""

from __future__ import annotations

from typing import ClassVar, Final

from rich.cells import set_cell_size
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import DataTable

from trailview.backends.plain import PlainTable
from trailview.events.text import printable

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
        """What is shown."""
        self._note = ""

    def show(self, table: PlainTable, note: str = "") -> None:
        """Show these rows; more of the same leave the cursor where it is.

        `note` says in plain text which rows they are, where they are not all.
        """
        before, before_note = self.table, self._note
        self._note = note
        if table is before and note == before_note:
            return
        self.table = table
        drawn = min(len(before), MOST_DRAWN) if before and _goes_on(before, table) else 0
        if drawn == 0:
            self.clear(columns=True)
            for name in table.columns:
                self.add_column(_cell(name))
        self.add_rows([map(_cell, row) for row in table.rows[drawn:MOST_DRAWN]])
        is_cut = len(table) > MOST_DRAWN
        self.set_class(is_cut or bool(note), "-cut")
        drawn_of = f"the first {MOST_DRAWN:,} of {len(table):,} rows; y copies all"
        told = filter(None, (printable(note), drawn_of if is_cut else ""))
        self.border_subtitle = Content(" · ".join(told))

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
