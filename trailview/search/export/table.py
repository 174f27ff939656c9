"""Results as a plain text table."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import BinaryIO, Final

from trailview.events.text import printable
from trailview.search.export.how import Export, Recorded
from trailview.search.export.rows import TABLE_COLUMNS, row_texts
from trailview.store.rows import Rows

_SAMPLE: Final = 500
"""Rows from which the columns' widths are taken; longer cells further on stick out."""
_GAP: Final = "  "
_NARROWEST: Final = 6
_WIDEST: Final = 80
"""Columns of a cell where there is no terminal to fit; other formats cut nothing."""


class TableWriter:
    """Writes aligned cells under a header (`trailview.search.export.how.Writer`).

    They are cut to fit `how.width`, where that is given, and else to `_WIDEST`.
    """

    def write_events(
        self, records: Recorded, rows: Rows, count: int, how: Export, out: BinaryIO
    ) -> None:
        """Write a line for each of the first `count` events. Raises OSError."""
        del records
        columns = how.columns or TABLE_COLUMNS
        lines = (row_texts(rows, position, columns, how.time_text) for position in range(count))
        self.write_plain([name.upper() for name in columns], lines, how, out)

    def write_plain(
        self, columns: Sequence[str], rows: Iterable[Sequence[str]], how: Export, out: BinaryIO
    ) -> None:
        """Write a line for each row. Raises OSError."""
        width = how.width
        shown = ([printable(cell) for cell in cells] for cells in chain([columns], rows))
        sample = list(islice(shown, _SAMPLE))
        widths = [max(map(_width, cells)) for cells in zip(*sample, strict=True)]
        if width is None:
            widths, most = [min(each, _WIDEST) for each in widths], [_WIDEST] * len(widths)
        else:
            widths = most = _fitted(widths, width)
        for cells in chain(sample, shown):
            out.write(_line(cells, widths, most).encode("utf-8", "replace"))


def _fitted(widths: list[int], room: int) -> list[int]:
    """Widths that fit in `room`: the widest give way first, then columns drop off at the end."""
    widths = list(widths)
    while widths and sum(widths) + len(_GAP) * (len(widths) - 1) > room:
        widest = max(range(len(widths)), key=widths.__getitem__)
        if widths[widest] > _NARROWEST:
            widths[widest] -= 1
        else:
            widths.pop()
    return widths


def _line(cells: Sequence[str], widths: Sequence[int], most: Sequence[int]) -> str:
    """Cells, each padded to its column's width, and cut to the most it may have."""
    shown = [_cut(cell, room) for cell, room in zip(cells, most, strict=False)]
    padded = [
        cell + " " * (width - _width(cell)) for cell, width in zip(shown, widths, strict=False)
    ]
    return _GAP.join(padded).rstrip() + "\n"


def _width(text: str) -> int:
    """Terminal columns that `text` takes."""
    if text.isascii():
        return len(text)
    return sum(_character_width(character) for character in text)


def _character_width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _cut(text: str, width: int) -> str:
    if _width(text) <= width:
        return text
    taken, room = [], width - 1
    for character in text:
        room -= _character_width(character)
        if room < 0:
            break
        taken.append(character)
    return "".join(taken) + "…"
