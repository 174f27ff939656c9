"""Raw records kept compressed, many at a time: some 170 bytes a record (zstd, level 1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec
import zstandard

from trailview.events.record import Delivery

_decoder: Final = msgspec.msgpack.Decoder(list[tuple[bytes, int | None, bytes, str]])


class PackedRecords(Mapping[int, Delivery]):
    """Records by their place among the others; unpacked where one is looked at.

    They are pickled as they are, so that a process hands them on without looking at them.
    """

    __slots__ = ("_count", "_packed", "_records")

    def __init__(self, packed: bytes, count: int) -> None:
        self._packed = packed
        self._count = count
        self._records: list[Delivery] | None = None

    @classmethod
    def of(cls, deliveries: Sequence[Delivery]) -> PackedRecords:
        """These records."""
        compressor = zstandard.ZstdCompressor(level=1)
        return cls(compressor.compress(msgspec.msgpack.encode(deliveries)), len(deliveries))

    def unpacked(self) -> list[Delivery]:
        """All of them, which are not kept so."""
        rows = _decoder.decode(zstandard.ZstdDecompressor().decompress(self._packed))
        return [*map(Delivery._make, rows)]

    def __getitem__(self, place: int) -> Delivery:
        if not 0 <= place < self._count:
            raise KeyError(place)
        if self._records is None:
            self._records = self.unpacked()
        return self._records[place]

    def __iter__(self) -> Iterator[int]:
        return iter(range(self._count))

    def __len__(self) -> int:
        return self._count

    def __reduce__(self) -> tuple[type[PackedRecords], tuple[bytes, int]]:
        return PackedRecords, (self._packed, self._count)
