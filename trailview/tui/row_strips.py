"""The lines of the event table in their colours: the actor of a person, the cursor and its cell.

What a line says takes longer to work out than to send: a row that has been drawn is drawn again
from what it was then, as long as nothing but its place has changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from trailview.search.progress import Order
from trailview.store.rows import Rows
from trailview.tui.cells import Line, Lines, Span, header_line
from trailview.tui.columns import GAP, Column, drawn_width
from trailview.tui.painted_lines import THUMB
from trailview.tui.part_styles import PartStyles

if TYPE_CHECKING:
    from trailview.settings.marks import MarkKey

_REMEMBERED: Final = 2_000
"""Rows that are."""
Columns = Sequence[tuple[Column, int]]
"""The columns drawn, each with its width in cells."""


class Page(NamedTuple):
    """What the lines of one frame have in common."""

    rows: Rows
    columns: Columns
    zone: tzinfo
    span: Span
    top: int
    """The position of the first row."""
    cursor: int
    """The position of the cursor's."""
    cell: int | None
    """The column of the cursor's cell; None where that does not show."""
    left: int
    """Cells that are scrolled out at the left."""
    width: int
    room: int
    """The cells for columns: `width`, or one less where there is a scrollbar."""
    thumb: range
    """The lines, from that of the first row on, on which the scrollbar's thumb is."""


class _Shape(NamedTuple):
    """What the columns are to each of the rows."""

    columns: Columns
    width: int
    """Up to the edge."""
    cells: int | None
    """The cells of a row with what fills it up; None where that is not known."""
    filling: str
    """What follows the columns up to the edge."""
    actor: int | None
    """The number of the column that names who acts; None where there is none."""


def _shape(columns: Columns, width: int) -> _Shape:
    drawn = drawn_width(columns)
    actor = next((at for at, (column, _) in enumerate(columns) if column.name == "actor"), None)
    cells = max(width, drawn) if columns else None
    return _Shape(columns, width, cells, " " * (width - drawn), actor)


def cells_of(columns: Columns, place: int) -> tuple[int, int]:
    """Where in a line a column begins and ends; an empty span where there is no column."""
    start = sum(width + GAP for _, width in columns[:place])
    return start, start + (columns[place][1] if columns else 0)


def _row_strip(line: Line, shape: _Shape, style: Style, person: Style) -> Strip:
    """A line in its row's colour, a person's name in `person`, one segment a run of style."""
    at = shape.actor
    if not line.by_person or at is None:
        return Strip([Segment("".join(line.parts) + shape.filling, style)], shape.cells)
    gap = GAP if at else 0
    name = line.parts[at]
    before = "".join(line.parts[:at]) + name[:gap]
    behind = "".join(line.parts[at + 1 :]) + shape.filling
    runs = (before, style), (name[gap:], style + person), (behind, style)
    return Strip([Segment(text, look) for text, look in runs if text], shape.cells)


def _cursor_strip(
    strip: Strip, columns: Columns, place: int | None, background: Style, cell: Style
) -> Strip:
    """A row with the cursor on it, and on its column number `place` where that shows."""
    whole = Strip(Segment(text, (style or Style()) + background) for text, style, _ in strip)
    if place is None:
        return whole
    before, inside, after = whole.divide([*cells_of(columns, place), whole.cell_length])
    marked = [Segment(text, (style or Style()) + cell) for text, style, _ in inside]
    return Strip([*before, *marked, *after])


class RowStrips:
    """The lines of a table, remembered as long as columns, zone, span and colours stay the same."""

    def __init__(self, style: PartStyles) -> None:
        self._style = style
        self._lines = Lines()
        self._strips: dict[tuple[int, int], Strip] = {}
        """Rows without the cursor, by event and by how many they stand for."""
        self._shape = _shape((), 0)

    def set_marked(self, keys: frozenset[MarkKey]) -> None:
        """Draw a mark before these events."""
        self._lines.set_marked(keys)
        self._strips.clear()

    def clear(self) -> None:
        """Forget all, as anything but the rows has changed."""
        self._lines.clear()
        self._strips.clear()

    def header(self, page: Page, order: Order) -> Strip:
        """The columns' titles."""
        style = self._style("header")
        titles = Strip([Segment(header_line(page.columns, order), style)])
        return self._fitted(page, titles, style, is_thumb=False)

    def row(self, page: Page, y: int) -> Strip | None:
        """The row in a line, from that of the first on; None behind the last."""
        position = page.top + y
        if position >= len(page.rows):
            return None
        is_thumb = y in page.thumb
        if position == page.cursor or is_thumb or page.left:
            return self._drawn(page, position, is_thumb=is_thumb)
        key = page.rows.key(position), page.rows.count(position)
        found = self._strips.get(key)
        if found is None or found.cell_length != page.width:
            if len(self._strips) >= _REMEMBERED:
                self._strips.clear()
            found = self._strips[key] = self._drawn(page, position, is_thumb=False)
        return found

    def _drawn(self, page: Page, position: int, *, is_thumb: bool) -> Strip:
        columns = page.columns
        line = self._lines.line(page.rows, position, columns, page.zone, page.span)
        style = self._style(line.style)
        if self._shape.columns is not columns or self._shape.width != page.width:
            self._shape = _shape(columns, page.width)
        strip = _row_strip(line, self._shape, style, self._style("person", partial=True))
        if position == page.cursor:
            look = self._style("cursor", partial=True)
            background = Style(
                bgcolor=look.bgcolor,
                bold=look.bold,
                underline=look.underline,
                reverse=look.reverse,
            )
            cell = self._style("cell", partial=True)
            strip = _cursor_strip(strip, columns, page.cell, background, cell)
            style += background
        return self._fitted(page, strip, style, is_thumb=is_thumb)

    def _fitted(self, page: Page, strip: Strip, fill: Style, *, is_thumb: bool) -> Strip:
        strip = strip.crop(page.left, page.left + page.room) if page.left else strip
        if not is_thumb:
            return strip.adjust_cell_length(page.width, fill)
        bar = Segment(THUMB, self._style("thumb"))
        return Strip([*strip.adjust_cell_length(page.room, fill), bar], page.width)
