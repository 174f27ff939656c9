"""The lines of a page of the event table: which are on the screen already, and where the page is.

A scrollbar shows where it stands among all rows.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import Final

from textual.geometry import Region

from trailview.store.rows import Rows

THUMB: Final = "▐"
"""Drawn at the end of the lines that stand for the page."""
PaintedLine = tuple[int | None, int, bool]
"""The event of a line, as its cursor has it, how many it stands for, and whether the scrollbar's
thumb is on it."""


def thumb(top: int, page: int, of: int) -> range:
    """The lines of a page that stand for it, as its rows stand among `of`; none where all show.

    `top` is the first row of the page. It touches an end only where that end shows.
    """
    if of <= page:
        return range(0)
    length = max(1, page * page // of)
    free, last = page - length, of - page
    start = free * top // last
    if 0 < top < last and free > 1:
        start = max(1, min(start, free - 1))
    return range(start, start + length)


class PaintedLines:
    """The lines as they were drawn last; nothing where that is not known."""

    def __init__(self) -> None:
        self._lines: list[PaintedLine | None] = []
        """None for one that shows nothing, not even the table's ground."""

    def forget(self) -> None:
        """All has to be drawn."""
        self._lines = []

    def paint(self, lines: list[PaintedLine]) -> list[int] | None:
        """Take note of the lines as they are to be; which differ, or None where all may."""
        before, self._lines = self._lines, [*lines]
        if len(before) != len(lines):
            return None
        return [y for y, (old, new) in enumerate(zip(before, lines, strict=True)) if old != new]

    def scroll(self, step: int) -> None:
        """They were moved up by `step`, or down by `-step`: empty ones have come into sight."""
        gap = [None] * min(abs(step), len(self._lines))
        if step > 0:
            self._lines = [*self._lines[step:], *gap]
        else:
            self._lines = [*gap, *self._lines[:step]]


def lines_of(
    rows: Rows, top: int, page: int, cursor: int, bar: Container[int]
) -> list[PaintedLine]:
    """The lines of a page of rows from `top` on, with the thumb on the lines of `bar`."""
    places = range(top, min(top + page, len(rows)))
    keys: list[int | None] = [*map(rows.key, places)]
    counts = [*map(rows.count, places)]
    keys += [None] * (page - len(places))
    counts += [0] * (page - len(places))
    at = cursor - top
    if 0 <= at < len(keys) and (key := keys[at]) is not None:
        keys[at] = ~key
    return [(key, count, y in bar) for y, (key, count) in enumerate(zip(keys, counts, strict=True))]


def regions_of(lines: Iterable[int], first: int, width: int) -> Sequence[Region]:
    """Where lines are that are counted from line `first` on: one region for those in a row."""
    regions: list[Region] = []
    for y in lines:
        last = regions[-1] if regions else None
        if last is not None and last.bottom == y + first:
            regions[-1] = last.grow((0, 0, 1, 0))
        else:
            regions.append(Region(0, y + first, width, 1))
    return regions
