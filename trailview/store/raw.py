"""Raw records that cannot be read again from where they came: kept compressed.

In blocks of up to 1,000 records, or as they come.
"""

from __future__ import annotations

import bisect
import threading
from collections.abc import Sequence
from typing import Final

from trailview.events.packed import PackedRecords
from trailview.events.record import Delivery

_BLOCK: Final = 1_000


class RawBlocks:
    """An append-only list of deliveries. One thread appends, any may read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._starts: list[int] = []
        self._blocks: list[PackedRecords] = []
        self._count = 0
        self.are_lines = True
        """Whether each is known to be one line of valid JSON."""
        self._last: tuple[int, bytes] | None = None
        """A block that was looked into, and the text of its records."""

    def __len__(self) -> int:
        return self._count

    def append(self, deliveries: Sequence[Delivery]) -> int:
        """Keep them all; the number of the first."""
        first = self._count
        for start in range(0, len(deliveries), _BLOCK):
            self.add(PackedRecords.of(deliveries[start : start + _BLOCK]))
        return first

    def add(self, records: PackedRecords) -> int:
        """Keep these, as they are; the number of the first."""
        with self._lock:
            first = self._count
            self._starts.append(first)
            self._blocks.append(records)
            self._count += len(records)
            self.are_lines = self.are_lines and records.are_lines
        return first

    def many(self, numbers: Sequence[int]) -> list[Delivery]:
        """The deliveries with these numbers; each block is unpacked once.

        Raises IndexError where there is none.
        """
        found: dict[int, Delivery] = {}
        first = end = 0
        for number in sorted(numbers):
            if not first <= number < end:
                first, block, text = self._block_of(number)
                end = first + len(block)
            found[number] = block.record(number - first, text)
        return [*map(found.__getitem__, numbers)]

    def get(self, number: int) -> Delivery:
        """The delivery with this number. Raises IndexError where there is none."""
        first, block, text = self._block_of(number)
        return block.record(number - first, text)

    def _block_of(self, number: int) -> tuple[int, PackedRecords, bytes]:
        """The number of the first delivery of a block, the block, and the text of its records.

        Raises IndexError.
        """
        if not 0 <= number < self._count:
            raise IndexError(number)
        with self._lock:
            place = bisect.bisect_right(self._starts, number) - 1
            first, block = self._starts[place], self._blocks[place]
            if self._last is None or self._last[0] != place:
                self._last = (place, block.text())
            return first, block, self._last[1]
