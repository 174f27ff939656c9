"""The columns of the event table: which there are, and how wide each is drawn."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple


class Column(NamedTuple):
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

DEFAULT: Final[Layout] = (
    Column("time", "Time", 14, 8, rank=0),
    Column("severity", "!", 1, 1, rank=0),
    Column("event", "Event", 26, 17, grows=2, rank=0),
    Column("actor", "Actor", 24, 16, grows=2, rank=1),
    Column("ip", "Source IP", 15, 15, grows=1, rank=2),
    Column("service", "Service", 16, 8, rank=5),
    Column("region", "Region", 14, 9, rank=6),
    Column("account", "Account", 12, 12, rank=7),
    Column("error", "Error", 20, 12, grows=1, rank=3),
    Column("resource", "Resource", 28, 20, grows=4, rank=4),
)

OPTIONAL: Final[Layout] = (
    Column("user", "User", 18, 6),
    Column("role", "Role", 20, 6),
    Column("key", "Access key", 20, 8),
    Column("principal", "Principal", 36, 10),
    Column("type", "Type", 12, 6),
    Column("by", "By", 10, 4),
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


def column_at(columns: Sequence[tuple[Column, int]], x: int) -> int:
    """Which of the drawn columns lies `x` cells from the left; the last where none does."""
    end = 0
    for place, (_, width) in enumerate(columns):
        end += width + GAP
        if x < end:
            return place
    return max(0, len(columns) - 1)


def remembered(names: Sequence[str], widths: Mapping[str, int]) -> Layout:
    """The layout that settings say: these columns, or the default ones, with these widths."""
    layout = tuple(ALL[name] for name in names if name in ALL) or DEFAULT
    return tuple(
        _fixed(column, widths[column.name]) if column.name in widths else column
        for column in layout
    )


def _fixed(column: Column, width: int) -> Column:
    """The column at a width that was chosen: it no longer grows or shrinks."""
    return column._replace(width=width, narrowest=width, grows=0)


def drawn_width(columns: Sequence[tuple[Column, int]]) -> int:
    """How many cells a row takes, the gaps between columns included."""
    return _total([width for _, width in columns])


def _total(widths: list[int]) -> int:
    return sum(widths) + GAP * (len(widths) - 1)


def laid_out(
    layout: Layout, room: int, time: tuple[str, int], telling: Collection[str] = ()
) -> list[tuple[Column, int]]:
    """The columns that are drawn in `room` cells, each with its width; see `fit`.

    `time` is the time column's title and width, as its dates want them.
    Columns named in `telling` stay where others are left out. None are left
    out that were chosen.
    """
    columns = tuple(
        column._replace(title=time[0], width=time[1], narrowest=time[1])
        if column.name == "time"
        else column._replace(rank=min(column.rank, 1 if column.name in telling else 9))
        for column in layout
    )
    return fit(columns, room, drops=layout == DEFAULT)


class ColumnChoice(NamedTuple):
    """One column, as the user wants it."""

    name: str
    title: str
    width: int
    """In cells."""
    shown: bool


def choices(layout: Layout) -> list[ColumnChoice]:
    """All columns there are: those of the layout first, as they stand in it."""
    shown = [ColumnChoice(column.name, column.title, column.width, True) for column in layout]
    names = {column.name for column in layout}
    hidden = [column for name, column in ALL.items() if name not in names]
    return shown + [
        ColumnChoice(column.name, column.title, column.width, False) for column in hidden
    ]


def chosen(made: Sequence[ColumnChoice], before: Layout) -> Layout:
    """The layout that was chosen; a column whose width was set no longer grows or shrinks."""
    known = ALL | {column.name: column for column in before}
    return tuple(
        known[choice.name]
        if known[choice.name].width == choice.width
        else _fixed(known[choice.name], choice.width)
        for choice in made
        if choice.shown
    )
