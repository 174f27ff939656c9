"""Rows of a raw question's answer that carry no whole record: a table of texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan

from trailview.frozen import Frozen


class PlainTable(Frozen, eq=False):
    """Rows as the service gave them, in its order."""

    columns: tuple[str, ...]
    """Names, as the service has them; all different."""
    rows: tuple[tuple[str, ...], ...]
    """Cells of each row, one for each column; empty where the service gave none."""

    def __len__(self) -> int:
        return len(self.rows)

    def joined(self, other: PlainTable) -> PlainTable:
        """These rows and then the other ones, with the columns of both."""
        columns = tuple(dict.fromkeys((*self.columns, *other.columns)))
        return PlainTable(columns, (*self._under(columns), *other._under(columns)))

    def by(self, column: str, *, descending: bool) -> PlainTable:
        """The same rows sorted by a column, by size where all its cells are numbers.

        Rows whose cell is empty come last, and equal ones stay as they were. Raises ValueError
        where there is no such column.
        """
        place = self.columns.index(column)
        filled = [row for row in self.rows if row[place]]
        empty = [row for row in self.rows if not row[place]]
        numbers = _numbers([row[place] for row in filled])
        keys: Sequence[float | str] = numbers or [row[place] for row in filled]
        turns = sorted(range(len(filled)), key=keys.__getitem__, reverse=descending)
        return PlainTable(self.columns, (*(filled[turn] for turn in turns), *empty))

    def _under(self, columns: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        if columns == self.columns:
            return self.rows
        if columns[: len(self.columns)] == self.columns:
            missing = ("",) * (len(columns) - len(self.columns))
            return tuple((*row, *missing) for row in self.rows)
        named = (dict(zip(self.columns, row, strict=True)) for row in self.rows)
        return tuple(tuple(row.get(name, "") for name in columns) for row in named)


def _numbers(texts: Sequence[str]) -> list[float]:
    """What texts are as numbers; nothing unless all of them are."""
    try:
        found = [float(text) for text in texts]
    except ValueError:
        return []
    return [] if any(map(isnan, found)) else found


def plain_table(rows: Sequence[Mapping[str, str]]) -> PlainTable | None:
    """A table of rows with named cells, which may differ in their names; None of no rows."""
    if not rows:
        return None
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    return PlainTable(columns, tuple(tuple(row.get(name, "") for name in columns) for row in rows))


def plain_table_of(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> PlainTable | None:
    """A table of rows with these columns; None where there is neither.

    Columns of the same name get a number, and so do cells that have no column
    (Athena gives a column too few or too many for some statements that are no
    SELECT).
    """
    if not (columns or rows):
        return None
    width = max((len(columns), *map(len, rows)))
    names = list[str]()
    for place in range(width):
        plain = name = columns[place] if place < len(columns) else "column"
        number = 1
        while name in names:
            number += 1
            name = f"{plain} ({number})"
        names.append(name)
    return PlainTable(tuple(names), tuple((*row, *[""] * (width - len(row))) for row in rows))
