"""Text fitted to terminal cells, wide characters counted as two."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from rich.cells import cell_len, chop_cells, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

_DIRECTION: Final = re.compile("north|south|east|west|central")
_PERMISSION_SET: Final = re.compile(r"AWSReservedSSO_(.+)_[0-9a-f]{16}")
"""The role that IAM Identity Center makes of a permission set, with the set's name."""
_OF_SERVICE: Final = ".amazonaws.com"
_SHORTEST: Final = 12
"""Cells that are left to a text that gives way."""


def cut_cells(text: str, width: int) -> str:
    """`text`, or as much of it as fits in `width` cells with an ellipsis."""
    if len(text) <= width and text.isascii():
        return text
    if cell_len(text) <= width:
        return text
    return "" if width < 1 else set_cell_size(text, width - 1).rstrip() + "…"


def cut_middle(text: str, width: int) -> str:
    """`text` in `width` cells: its end says most, so what is left out lies before it.

    The end of a service's name says nothing.
    """
    if cell_len(text) <= width or width < _SHORTEST or text.endswith(_OF_SERVICE):
        return cut_cells(text, width)
    head = width // 3
    tail = set_cell_size(text[::-1], width - head - 1).rstrip()
    return f"{set_cell_size(text, head).rstrip()}…{tail[::-1]}"


def cut_role(text: str, width: int) -> str:
    """A role's name in `width` cells; of a permission set's, that of the set goes last."""
    found = None if cell_len(text) <= width else _PERMISSION_SET.fullmatch(text)
    return cut_middle(text, width) if found is None else cut_cells(f"…{found[1]}…", width)


def cut_pair(text: str, width: int) -> str:
    """`ROLE/SESSION` in `width` cells, with something of both; other texts lose their end."""
    first, slash, second = text.partition("/")
    if cell_len(text) <= width or not slash or width < _SHORTEST:
        return cut_cells(text, width)
    if found := _PERMISSION_SET.fullmatch(first):
        first = f"…{found[1]}"
    room = width - 1
    ours = min(cell_len(first), max(room // 2, room - cell_len(second)))
    return f"{cut_cells(first, ours)}/{cut_cells(second, room - ours)}"


def cut_region(text: str, width: int) -> str:
    """A Region in `width` cells: `ap-se-2` where `ap-southeast-2` has no room.

    Their words of direction shrink to a letter, as Regions that begin alike are told apart by
    what comes last.
    """
    if cell_len(text) <= width:
        return text
    return cut_cells(_DIRECTION.sub(lambda word: word.group()[0], text), width)


CUTS: Final[Mapping[str, Callable[[str, int], str]]] = {
    "actor": cut_pair,
    "resource": cut_middle,
    "principal": cut_middle,
    "role": cut_role,
    "region": cut_region,
}
"""How columns are cut where what matters is not at the beginning of their texts."""


def joined_cells(first: str, last: str, width: int) -> str:
    """Both with a dot between, in at most `width` cells: `first` gives way before `last`."""
    if not last:
        return cut_cells(first, width)
    rest = cut_cells(f" · {last}", width - min(cell_len(first), _SHORTEST))
    return cut_cells(first, width - cell_len(rest)) + rest


@lru_cache(maxsize=64)
def chunks(text: str, width: int) -> tuple[str, ...]:
    """`text` cut into pieces of at most `width` cells, wherever that is; at least one."""
    if text.isascii():
        return tuple(text[at : at + width] for at in range(0, len(text), width)) or ("",)
    return tuple(chop_cells(text, max(width, 2))) or ("",)


def wrapped(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` cells, broken between words where there are any."""
    lines: list[str] = []
    current = ""
    for word in text.split():
        candidate = f"{current} {word}" if current else word
        if cell_len(candidate) <= width:
            current = candidate
            continue
        if current:
            lines.append(current)
        while cell_len(word) > width:
            head = set_cell_size(word, width).rstrip()
            lines.append(head)
            word = word[max(1, len(head)) :]
        current = word
    return [*lines, current] if current else lines


def filled(segments: list[Segment], width: int, fill: Style) -> Strip:
    """A line of exactly `width` cells, cut or filled up."""
    left = width - sum(segment.cell_length for segment in segments)
    if left < 0:
        return Strip(segments).adjust_cell_length(width)
    return Strip([*segments, Segment(" " * left, fill)] if left else segments, width)
