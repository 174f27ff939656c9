"""Events as they lie on disk: some of them in one compressed text, with a checksum.

The text begins with columns of numbers, least byte first: when each event happened, what its
envelope had for that, and how long its record is, the list that came along, and its note. Then
come these three of each. So reading takes no decoder, which would take longer to load than most
answers take to be found.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

import zstandard

from trailview.events.record import Delivery, TimedDelivery

_MOST_BYTES: Final = 1 << 30
"""What one text may inflate to: pages of services are some MB."""
_COUNT: Final = 8
"""Bytes of the number of events, at the beginning."""
_TIMES: Final = 2
_LENGTHS: Final = 3
"""Columns of 8 and of 4 bytes for each event."""
_NO_TIME: Final = -(1 << 63)
"""Stands for an envelope without a time."""
_WHAT_UTF8_LACKS: Final = "surrogatepass"


class DamagedError(Exception):
    """What lies on disk is not what was written."""


def packed(events: Sequence[TimedDelivery]) -> bytes:
    """Some events in one text, with a checksum."""
    parts = list[bytes]()
    for _, (raw, _, resources, note) in events:
        parts += (raw, resources, note.encode("utf-8", _WHAT_UTF8_LACKS))
    envelopes = [_NO_TIME if one.delivery.time is None else one.delivery.time for one in events]
    lengths = [*map(len, parts)]
    columns = [
        array("q", [event.time for event in events]),
        array("q", envelopes),
        *(array("I", lengths[which::_LENGTHS]) for which in range(_LENGTHS)),
    ]
    for column in columns:
        _as_on_disk(column)
    head = len(events).to_bytes(_COUNT, "little")
    compressor = zstandard.ZstdCompressor(level=3, write_checksum=True)
    return compressor.compress(b"".join((head, *columns, *parts)))


def unpacked(data: bytes) -> Sequence[TimedDelivery]:
    """The events of a text. Raises DamagedError."""
    try:
        plain = zstandard.ZstdDecompressor().decompress(data, max_output_size=_MOST_BYTES)
        return [*_events(plain)]
    except (zstandard.ZstdError, ValueError, MemoryError) as error:
        raise DamagedError(f"{type(error).__name__}: {error}") from error


def _events(plain: bytes) -> Iterator[TimedDelivery]:
    """The events of an inflated text. Raises ValueError where it is none of ours."""
    count = int.from_bytes(plain[:_COUNT], "little")
    end = _COUNT + count * (_TIMES * 8 + _LENGTHS * 4)
    if end > len(plain):
        raise ValueError("it is cut")
    columns: list[array[int]] = []
    at = _COUNT
    for kind, size in (*(("q", 8),) * _TIMES, *(("I", 4),) * _LENGTHS):
        columns.append(_as_on_disk(array(kind, plain[at : at + count * size])))
        at += count * size
    times, envelopes, raws, lists, notes = columns
    starts = [*accumulate(map(sum, zip(raws, lists, notes, strict=True)), initial=end)]
    if starts[-1] != len(plain):
        raise ValueError("it is not as long as it says")
    for place, start in enumerate(starts[:-1]):
        raw_end = start + raws[place]
        list_end = raw_end + lists[place]
        envelope = envelopes[place]
        yield TimedDelivery(
            times[place],
            Delivery(
                plain[start:raw_end],
                None if envelope == _NO_TIME else envelope,
                plain[raw_end:list_end],
                plain[list_end : starts[place + 1]].decode("utf-8", _WHAT_UTF8_LACKS),
            ),
        )


def _as_on_disk(column: array[int]) -> array[int]:
    if sys.byteorder == "big":
        column.byteswap()
    return column
