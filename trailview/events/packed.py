"""Raw records kept compressed, many at a time: some 150 bytes a record (zstd, level 1)."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Final

import zstandard

from trailview.events.record import Delivery

_LEVEL: Final = 1
_More = tuple[int | None, bytes, str]


class PackedRecords(Mapping[int, Delivery]):
    """Records by their place among the others; unpacked where one is looked at.

    They are pickled as they are, so that a process hands them on without looking at them.
    """

    __slots__ = ("_borders", "_more", "_packed", "_text", "are_lines")

    def __init__(
        self,
        packed: bytes,
        borders: array[int],
        more: Mapping[int, _More],
        are_lines: bool,
    ) -> None:
        """`borders` are where in the text each record begins, and the last one ends; `more` is
        what is known of single records besides; `are_lines`, whether each is known to be one line
        of valid JSON."""
        self.are_lines = are_lines
        self._packed = packed
        self._borders = borders
        self._more = more
        self._text: bytes | None = None

    @classmethod
    def of(cls, deliveries: Sequence[Delivery], *, are_json: bool = False) -> PackedRecords:
        """These records; `are_json` where each is known to be a JSON value, nothing around it."""
        raws = [delivery.raw for delivery in deliveries]
        text = b"".join(raws)
        packed = zstandard.ZstdCompressor(level=_LEVEL).compress(text)
        borders = array("Q", accumulate(map(len, raws), initial=0))
        more = {at: one[1:] for at, one in enumerate(deliveries) if one[1:] != _NOTHING_MORE}
        return cls(packed, borders, more, are_json and _is_on_lines(text))

    def text(self) -> bytes:
        """The text of all of them, which is not kept so."""
        return zstandard.ZstdDecompressor().decompress(self._packed)

    def record(self, place: int, text: bytes) -> Delivery:
        """One of them, from that text."""
        raw = text[self._borders[place] : self._borders[place + 1]]
        return Delivery(raw, *self._more.get(place, ()))

    def __getitem__(self, place: int) -> Delivery:
        if not 0 <= place < len(self):
            raise KeyError(place)
        if self._text is None:
            self._text = self.text()
        return self.record(place, self._text)

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self)))

    def __len__(self) -> int:
        return len(self._borders) - 1

    def __reduce__(self) -> tuple[type[PackedRecords], tuple[object, ...]]:
        return PackedRecords, (self._packed, self._borders, self._more, self.are_lines)


def _is_on_lines(text: bytes) -> bool:
    """Whether there is no line break in what is UTF-8."""
    try:
        text.isascii() or text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\n" not in text and b"\r" not in text


_NOTHING_MORE: Final = Delivery(b"")[1:]
