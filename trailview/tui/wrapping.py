"""Text fitted to terminal cells, wide characters counted as two."""

from __future__ import annotations

from typing import Final

from rich.cells import cell_len, set_cell_size

_SHORTEST: Final = 12
"""Cells that are left to a text that gives way."""


def cut_cells(text: str, width: int) -> str:
    """`text`, or as much of it as fits in `width` cells with an ellipsis."""
    if len(text) <= width and text.isascii():
        return text
    if cell_len(text) <= width:
        return text
    return "" if width < 1 else set_cell_size(text, width - 1).rstrip() + "…"


def joined_cells(first: str, last: str, width: int) -> str:
    """Both with a dot between, in at most `width` cells: `first` gives way before `last`."""
    if not last:
        return cut_cells(first, width)
    rest = cut_cells(f" · {last}", width - min(cell_len(first), _SHORTEST))
    return cut_cells(first, width - cell_len(rest)) + rest


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


def cut_middle(text: str, width: int) -> str:
    """`text`, or its beginning and its end with an ellipsis between, in `width` cells."""
    if cell_len(text) <= width:
        return text
    if width < 3:
        return cut_cells(text, width)
    head = set_cell_size(text, (width - 1) // 2).rstrip()
    room, tail = width - 1 - cell_len(head), ""
    for character in reversed(text):
        if cell_len(character + tail) > room:
            break
        tail = character + tail
    return f"{head}…{tail}"
