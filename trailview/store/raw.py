"""Raw records that cannot be read again from where they came: kept compressed.

In blocks of up to 1,000 records, zstd level 1: about 170 bytes a record.
"""

from __future__ import annotations

import bisect
import threading
from collections.abc import Sequence
from typing import Final

import msgspec
import zstandard

from trailview.events.record import Delivery

_BLOCK: Final = 1_000
_Rows = list[tuple[bytes, int | None, bytes, str]]
_decoder: Final = msgspec.msgpack.Decoder(_Rows)


class RawBlocks:
    """An append-only list of deliveries. One thread appends, any may read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._starts: list[int] = []
        self._blocks: list[bytes] = []
        self._count = 0
        self._last: tuple[int, _Rows] | None = None

    def __len__(self) -> int:
        return self._count

    def append(self, deliveries: Sequence[Delivery]) -> int:
        """Keep them all; the number of the first."""
        first = self._count
        compressor = zstandard.ZstdCompressor(level=1)
        for start in range(0, len(deliveries), _BLOCK):
            chunk = deliveries[start : start + _BLOCK]
            packed = compressor.compress(msgspec.msgpack.encode([tuple(d) for d in chunk]))
            with self._lock:
                self._starts.append(self._count)
                self._blocks.append(packed)
                self._count += len(chunk)
        return first

    def many(self, numbers: Sequence[int]) -> list[Delivery]:
        """The deliveries with these numbers; each block is unpacked once.

        Raises IndexError where there is none.
        """
        found: dict[int, Delivery] = {}
        start, rows = 0, _Rows()
        for number in sorted(numbers):
            if not start <= number < start + len(rows):
                start, rows = self._block_of(number)
            found[number] = Delivery(*rows[number - start])
        return [found[number] for number in numbers]

    def get(self, number: int) -> Delivery:
        """The delivery with this number. Raises IndexError where there is none."""
        start, rows = self._block_of(number)
        return Delivery(*rows[number - start])

    def _block_of(self, number: int) -> tuple[int, _Rows]:
        """The number of the first delivery of a block, and those in it. Raises IndexError."""
        if not 0 <= number < self._count:
            raise IndexError(number)
        with self._lock:
            block = bisect.bisect_right(self._starts, number) - 1
            start, packed = self._starts[block], self._blocks[block]
            if self._last is None or self._last[0] != block:
                rows = _decoder.decode(zstandard.ZstdDecompressor().decompress(packed))
                self._last = (block, rows)
            return start, self._last[1]
