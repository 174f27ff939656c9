"""A row of the event table in its colours: the actor of a person, the cursor and its cell."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from trailview.tui.cells import Line
from trailview.tui.columns import GAP, Column

Columns = Sequence[tuple[Column, int]]
"""The columns drawn, each with its width in cells."""


def cells_of(columns: Columns, place: int) -> tuple[int, int]:
    """Where in a line a column begins and ends; an empty span where there is no column."""
    start = sum(width + GAP for _, width in columns[:place])
    return start, start + (columns[place][1] if columns else 0)


def row_strip(line: Line, filling: str, columns: Columns, style: Style, person: Style) -> Strip:
    """A line in its row's colour, a person's name in `person`, one segment a run of style."""
    whole = Strip([Segment(line.text + filling, style)])
    actor = [at for at, (column, _) in enumerate(columns) if column.name == "actor"]
    if not line.by_person or not actor:
        return whole
    before, inside, after = whole.divide([*cells_of(columns, actor[0]), whole.cell_length])
    name = [Segment(text, style + person) for text, *_ in inside]
    return Strip([*before, *name, *after])


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
