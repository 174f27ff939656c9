"""A few numbers packed as bytes, so that C code takes many such rows apart by column."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from struct import Struct
from typing import Final

_WORD: Final = 4


class PackedRows:
    """Rows of some words of 32 bits, then of some single bytes."""

    def __init__(self, words: int, singles: int) -> None:
        self._words, self._singles = words, singles
        self._form = Struct(f"={words}I{singles}B{-singles % _WORD}x")

    def row(self, *numbers: int) -> bytes:
        """One row: its words, then its single bytes. Raises struct.error for too large ones."""
        return self._form.pack(*numbers)

    def columns(self, rows: Iterable[bytes]) -> tuple[list[array[int]], list[bytes]]:
        """The words of rows, column by column (type `I`), and their single bytes likewise."""
        joined, width = b"".join(rows), self._form.size
        words, first = array("I", joined), self._words * _WORD
        return (
            [words[at :: width // _WORD] for at in range(self._words)],
            [joined[at::width] for at in range(first, first + self._singles)],
        )
