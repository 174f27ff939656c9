"""Rows out of a result object: the CSV that Athena writes to S3.

Every value is in quotes, quotes in it are doubled, and NULL is nothing at all,
which is how it differs from an empty text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

Row = list[str | None]

_CELL: Final = re.compile(r'("(?:[^"]*+"")*+[^"]*+"|[^",\n]*+)[,\n]')


def whole_rows(data: bytes) -> int:
    """How many of the bytes are whole rows, where `data` begins with one."""
    end = data.rfind(b"\n") + 1
    while end and data.count(b'"', 0, end) % 2:
        end = data.rfind(b"\n", 0, end - 1) + 1
    return end


def first_row(data: bytes) -> Row:
    """The first row of some bytes that are whole rows; no cells where there is none."""
    end = data.find(b"\n") + 1
    while end and data.count(b'"', 0, end) % 2:
        end = data.find(b"\n", end) + 1
    row = data[:end]
    return next(rows_of(row, len(_CELL.findall(row.decode("utf-8", "replace")))), [])


def rows_of(data: bytes, columns: int) -> Iterator[Row]:
    """The rows in some bytes that are whole rows of so many columns."""
    cells = [
        (cell[1:-1].replace('""', '"') if cell else None)
        for cell in _CELL.findall(data.decode("utf-8", "replace"))
    ]
    for start in range(0, len(cells), columns or 1):
        yield cells[start : start + columns]
