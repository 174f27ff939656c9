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
    """Below this it is cut no further: it goes, or stays so."""
    rank: int = 9
    """Where there is no room for all, columns of the highest rank go first; those of 0 never."""


Layout = tuple[Column, ...]

GAP: Final = 1

DEFAULT: Final[Layout] = (
    Column("time", "Time", 14, 8, rank=0),
    Column("severity", "!", 1, 1, rank=0),
    Column("actor", "Actor", 24, 16, rank=0),
    Column("event", "Event", 22, 14, rank=0),
    Column("resource", "Resource", 28, 12, rank=2),
    Column("error", "Error", 20, 8, rank=3),
    Column("ip", "Source IP", 15, 15, rank=4),
    Column("service", "Service", 16, 8, rank=6),
    Column("region", "Region", 14, 9, rank=5),
    Column("account", "Account", 12, 12, rank=5),
)
"""Those that are shown unless others are chosen, in the order in which who did what is read."""

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


_FIRST: Final = ("actor", "event", "resource", "error")
"""The columns that have their usual width before others, in turn."""
_MOST: Final = ("actor", "resource", "event", "error")
"""Those that have what they need beyond it, in turn."""
_WHO_DID_WHAT: Final = {"actor": 20, "event": 16}
"""Columns that are not cut for the sake of others but where, and the cells that tell enough to
say on what, too."""
_WIDEST: Final = 120
_AMPLE: Final = 40
"""Cells of a column that are enough to know what it says."""
_KEPT: Final = 1
"""The rank of a column without which rows cannot be told apart."""
_ON_WHAT: Final = 2
"""The rank of the column that says on what."""
_WHERE: Final = 5
"""The rank of columns that say where an event belongs, and from there on."""


def fit(layout: Layout, room: int, needs: Mapping[str, int]) -> list[tuple[Column, int]]:
    """The columns that are drawn in `room` cells, each with its width.

    `needs` says how many cells the texts of each column take. Columns go by
    rank: those that only say where, before anything else is cut much; others,
    before who did what is cut below its usual width. What stays has what it
    needs at least in part, up to its usual width next, and all of it where
    there is room. What is left then is shared by actor and resource.
    """
    columns = list(layout)
    need = {c.name: min(needs.get(c.name, c.width), _WIDEST) for c in columns}
    least = {c.name: min(c.narrowest, need[c.name]) for c in columns}
    usual = {c.name: min(c.width, need[c.name]) for c in columns}
    while True:
        last = max(reversed(columns), key=lambda column: column.rank)
        if last.rank >= _WHERE:
            wanted = {c.name: min(need[c.name], _AMPLE) for c in columns}
        else:
            wanted = least | _who_did_what(last.rank, usual)
        if last.rank == 0 or _total([wanted[c.name] for c in columns]) <= room:
            break
        columns.remove(last)
    telling = least | {name: min(usual[name], cells) for name, cells in _WHO_DID_WHAT.items()}
    is_telling = _total([telling[c.name] for c in columns]) <= room
    widths = {c.name: (telling if is_telling else least)[c.name] for c in columns}
    spare = room - _total([*widths.values()])
    for upto, first in ((usual, _FIRST), (need, _MOST)):
        for column in _in_turn(columns, first):
            given = max(0, min(spare, upto[column.name] - widths[column.name]))
            widths[column.name] += given
            spare -= given
    sharing = [name for name in ("resource", "actor") if name in widths]
    for at, name in enumerate(sharing):
        given = max(0, spare) // (len(sharing) - at)
        widths[name] += given
        spare -= given
    return [(column, widths[column.name]) for column in columns]


def _in_turn(columns: Sequence[Column], first: Sequence[str]) -> list[Column]:
    return sorted(columns, key=lambda c: first.index(c.name) if c.name in first else c.rank + 9)


def _who_did_what(rank: int, usual: Mapping[str, int]) -> dict[str, int]:
    """What actor and event are given before a column of this rank is shown."""
    if rank == _KEPT:
        return {}
    is_of_what = rank == _ON_WHAT
    return {
        name: min(usual[name], cells) if is_of_what else usual[name]
        for name, cells in _WHO_DID_WHAT.items()
    }


def fixed(layout: Layout, room: int) -> list[tuple[Column, int]]:
    """The columns of a layout that was chosen: all of them, whatever room there is.

    They shrink as far as they may, the least important first, and no further.
    """
    widths = [column.width for column in layout]
    for place in sorted(range(len(layout)), key=lambda n: -layout[n].rank):
        excess = _total(widths) - room
        if excess > 0:
            widths[place] = max(layout[place].narrowest, widths[place] - excess)
    return list(zip(layout, widths, strict=True))


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
    """The column at a width that was chosen: it is neither cut nor grows."""
    return column._replace(width=width, narrowest=width)


def drawn_width(columns: Sequence[tuple[Column, int]]) -> int:
    """How many cells a row takes, the gaps between columns included."""
    return _total([width for _, width in columns])


def _total(widths: list[int]) -> int:
    return sum(widths) + GAP * (len(widths) - 1)


LEAST_WIDTH: Final = _total(
    [c.width if c.name == "time" else c.narrowest for c in DEFAULT if c.rank == 0]
)
"""The cells of the columns that never go, each as narrow as it may be, the time with its day."""


def laid_out(
    layout: Layout,
    room: int,
    time: tuple[str, int],
    needs: Mapping[str, int],
    varied: Collection[str] = (),
) -> list[tuple[Column, int]]:
    """The columns that are drawn in `room` cells, each with its width: see `fit` and `fixed`.

    `time` is the time column's title and width, as its dates want them.
    Columns named in `varied` tell whose a row is, and stay where others are left out.
    """
    columns = tuple(
        column._replace(title=time[0], width=time[1], narrowest=time[1])
        if column.name == "time"
        else column._replace(rank=_KEPT if column.name in varied else column.rank)
        for column in layout
    )
    if layout == DEFAULT:
        return fit(columns, room, {**needs, "time": time[1]})
    return fixed(columns, room)


class ColumnChoice(NamedTuple):
    """One column, as the user wants it."""

    name: str
    title: str
    width: int
    """In cells."""
    shown: bool
    drawn: bool = True
    """Whether there is room for it, if it is shown."""


def choices(layout: Layout, drawn: Collection[str] | None = None) -> list[ColumnChoice]:
    """All columns there are: those of the layout first, as they stand in it.

    `drawn` names those for which there is room; all where that is None.
    """
    shown = [
        ColumnChoice(
            column.name, column.title, column.width, True, drawn is None or column.name in drawn
        )
        for column in layout
    ]
    names = {column.name for column in layout}
    hidden = [column for name, column in ALL.items() if name not in names]
    return shown + [
        ColumnChoice(column.name, column.title, column.width, False) for column in hidden
    ]


def chosen(made: Sequence[ColumnChoice], before: Layout) -> Layout:
    """The layout that was chosen; a column whose width was set keeps it."""
    known = ALL | {column.name: column for column in before}
    return tuple(
        known[choice.name]
        if known[choice.name].width == choice.width
        else _fixed(known[choice.name], choice.width)
        for choice in made
        if choice.shown
    )
