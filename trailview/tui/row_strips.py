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
from trailview.tui.part_styles import PartStyles
from trailview.tui.thumb import THUMB

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

    @property
    def filling(self) -> str:
        """What follows the columns up to the edge."""
        return " " * (self.width - drawn_width(self.columns))


def cells_of(columns: Columns, place: int) -> tuple[int, int]:
    """Where in a line a column begins and ends; an empty span where there is no column."""
    start = sum(width + GAP for _, width in columns[:place])
    return start, start + (columns[place][1] if columns else 0)


def row_strip(line: Line, filling: str, columns: Columns, style: Style, person: Style) -> Strip:
    """A line in its row's colour, a person's name in `person`, one segment a run of style."""
    width = drawn_width(columns) + len(filling) if columns else None
    actor = [at for at, (column, _) in enumerate(columns) if column.name == "actor"]
    if not line.by_person or not actor:
        return Strip([Segment("".join(line.parts) + filling, style)], width)
    at, gap = actor[0], GAP if actor[0] else 0
    name = line.parts[at]
    before = "".join(line.parts[:at]) + name[:gap]
    behind = "".join(line.parts[at + 1 :]) + filling
    runs = (before, style), (name[gap:], style + person), (behind, style)
    return Strip([Segment(text, look) for text, look in runs if text], width)


def cursor_strip(
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
        strip = row_strip(line, page.filling, columns, style, self._style("person", partial=True))
        if position == page.cursor:
            look = self._style("cursor", partial=True)
            background = Style(
                bgcolor=look.bgcolor,
                bold=look.bold,
                underline=look.underline,
                reverse=look.reverse,
            )
            cell = self._style("cell", partial=True)
            strip = cursor_strip(strip, columns, page.cell, background, cell)
            style += background
        return self._fitted(page, strip, style, is_thumb=is_thumb)

    def _fitted(self, page: Page, strip: Strip, fill: Style, *, is_thumb: bool) -> Strip:
        strip = strip.crop(page.left, page.left + page.room) if page.left else strip
        if not is_thumb:
            return strip.adjust_cell_length(page.width, fill)
        bar = Segment(THUMB, self._style("thumb"))
        return Strip([*strip.adjust_cell_length(page.room, fill), bar], page.width)
