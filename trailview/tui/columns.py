"""The columns of the event table: which there are, and how wide each is drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True, slots=True)
class Column:
    """One column. Widths are in terminal cells."""

    name: str
    """As `Rows.texts` knows it; `time` and `severity` besides."""
    title: str
    width: int
    narrowest: int
    grows: int = 0
    """Its share of the room that is left over."""
    rank: int = 9
    """Where there is no room for all, columns of the highest rank go first."""


Layout = tuple[Column, ...]

GAP: Final = 1
_STEP: Final = 4
_WIDEST: Final = 120

DEFAULT: Final[Layout] = (
    Column("time", "Time", 14, 8, rank=0),
    Column("severity", "!", 1, 1, rank=0),
    Column("event", "Event", 26, 17, grows=2, rank=0),
    Column("actor", "Actor", 24, 12, grows=2, rank=1),
    Column("ip", "Source IP", 15, 15, grows=1, rank=2),
    Column("service", "Service", 16, 8, rank=5),
    Column("region", "Region", 14, 9, rank=6),
    Column("account", "Account", 12, 12, rank=7),
    Column("error", "Error", 20, 8, grows=1, rank=3),
    Column("resource", "Resource", 28, 20, grows=4, rank=4),
)

OPTIONAL: Final[Layout] = (
    Column("user", "User", 18, 6),
    Column("role", "Role", 20, 6),
    Column("key", "Access key", 20, 8),
    Column("principal", "Principal", 36, 10),
    Column("type", "Type", 12, 6),
    Column("agent", "User agent", 24, 8),
    Column("message", "Message", 36, 10),
    Column("category", "Category", 10, 4),
    Column("id", "Event ID", 36, 8),
)

ALL: Final[dict[str, Column]] = {column.name: column for column in (*DEFAULT, *OPTIONAL)}


def fit(layout: Layout, room: int, *, drops: bool) -> list[tuple[Column, int]]:
    """The columns that are drawn in `room` cells, each with its width.

    Columns shrink, the least important first, before any is left out; what
    room is left over goes to those that grow. Where none may be left out
    (`drops` is false), the columns can take more than `room`.
    """
    columns = list(layout)
    if drops:
        while len(columns) > 1 and _total([c.narrowest for c in columns]) > room:
            columns.remove(max(reversed(columns), key=lambda column: column.rank))
    widths = [column.width for column in columns]
    for place in sorted(range(len(columns)), key=lambda n: -columns[n].rank):
        excess = _total(widths) - room
        if excess > 0:
            widths[place] = max(columns[place].narrowest, widths[place] - excess)
    spare = room - _total(widths)
    shares = sum(column.grows for column in columns)
    if spare > 0 and shares:
        for place, column in enumerate(columns):
            widths[place] += spare * column.grows // shares
    return list(zip(columns, widths, strict=True))


def _total(widths: list[int]) -> int:
    return sum(widths) + GAP * (len(widths) - 1)


def _changed(layout: Layout, name: str, width: int) -> Layout:
    return tuple(
        replace(column, width=max(column.narrowest, min(width, _WIDEST)), grows=0)
        if column.name == name
        else column
        for column in layout
    )


def _find(layout: Layout, name: str) -> int:
    return next((n for n, column in enumerate(layout) if column.name == name), -1)


def wider(layout: Layout, name: str) -> Layout:
    """The layout with a column some cells wider; it no longer grows by itself."""
    place = _find(layout, name)
    return layout if place < 0 else _changed(layout, name, layout[place].width + _STEP)


def narrower(layout: Layout, name: str) -> Layout:
    """The layout with a column some cells narrower, but never too narrow to read."""
    place = _find(layout, name)
    return layout if place < 0 else _changed(layout, name, layout[place].width - _STEP)


def move(layout: Layout, name: str, step: int) -> Layout:
    """The layout with a column `step` places further right, or left where it is negative."""
    place = _find(layout, name)
    target = place + step
    if place < 0 or not 0 <= target < len(layout):
        return layout
    columns = list(layout)
    columns.insert(target, columns.pop(place))
    return tuple(columns)


def hide(layout: Layout, name: str) -> Layout:
    """The layout without a column; the last one stays."""
    left = tuple(column for column in layout if column.name != name)
    return left or layout


def show(layout: Layout, name: str) -> Layout:
    """The layout with one more column at its end. Raises KeyError for an unknown one."""
    return layout if _find(layout, name) >= 0 else (*layout, ALL[name])
