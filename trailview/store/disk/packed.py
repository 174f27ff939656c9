"""Events as they lie on disk: some of them in one compressed text, with a checksum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import msgspec
import zstandard

from trailview.events.record import Delivery

_Row = tuple[int, bytes, int | None, bytes, str]
_decoder: Final = msgspec.msgpack.Decoder(list[_Row])
_MOST_BYTES: Final = 1 << 30
"""What one text may inflate to: pages of services are some MB."""


class DamagedError(Exception):
    """What lies on disk is not what was written."""


class TimedDelivery(NamedTuple):
    """A record, and when its event happened, in seconds since 1970."""

    time: int
    delivery: Delivery


def packed(events: Iterable[TimedDelivery]) -> bytes:
    """Some events in one text, with a checksum."""
    rows = [(time, *delivery) for time, delivery in events]
    compressor = zstandard.ZstdCompressor(level=3, write_checksum=True)
    return compressor.compress(msgspec.msgpack.encode(rows))


def unpacked(data: bytes) -> Sequence[TimedDelivery]:
    """The events of a text. Raises DamagedError."""
    try:
        plain = zstandard.ZstdDecompressor().decompress(data, max_output_size=_MOST_BYTES)
        rows = _decoder.decode(plain)
    except (zstandard.ZstdError, msgspec.MsgspecError, MemoryError, TypeError) as error:
        raise DamagedError(f"{type(error).__name__}: {error}") from error
    return [TimedDelivery(row[0], Delivery(*row[1:])) for row in rows]
