"""Where a page of rows stands among all of them, as a scrollbar shows it."""

from __future__ import annotations

from typing import Final

THUMB: Final = "▐"
"""Drawn at the end of the lines that stand for the page."""


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
