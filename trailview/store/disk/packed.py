"""Events as they lie on disk: some of them in one compressed text, with a checksum.

The text begins with how many events there are, and whether all records are lines of JSON. Then
come columns of numbers, least byte first: when each event happened, what its envelope had for
that, and how long its record is, the list that came along, and its note. Then come these three
of each. So reading takes no decoder, which would take longer to load than most answers take to
be found.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

import zstandard

from trailview.events.json_line import is_line
from trailview.events.record import Delivery, TimedDelivery

_MOST_BYTES: Final = 1 << 30
"""What one text may inflate to: pages of services are some MB."""
_COUNT: Final = 8
_HEAD: Final = _COUNT + 1
"""Bytes of the number of events, at the beginning, and of what holds for all."""
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
    are_lines = all(is_line(event.delivery.raw) for event in events)
    head = len(events).to_bytes(_COUNT, "little") + bytes([are_lines])
    compressor = zstandard.ZstdCompressor(level=3, write_checksum=True)
    return compressor.compress(b"".join((head, *columns, *parts)))


def unpacked(data: bytes) -> Sequence[TimedDelivery]:
    """The events of a text. Raises DamagedError."""
    text = inflated(data)
    return [*map(text.event, range(len(text.times)))]


def inflated(data: bytes) -> EventsText:
    """The text itself, of which events can be taken one by one. Raises DamagedError."""
    try:
        plain = zstandard.ZstdDecompressor().decompress(data, max_output_size=_MOST_BYTES)
        return EventsText(plain)
    except (zstandard.ZstdError, ValueError, MemoryError) as error:
        raise DamagedError(f"{type(error).__name__}: {error}") from error


class EventsText:
    """Some events in one text, each made when it is wanted."""

    def __init__(self, plain: bytes) -> None:
        """Raises ValueError where the text is none of ours."""
        count = int.from_bytes(plain[:_COUNT], "little")
        at, end = _HEAD, _HEAD + count * (_TIMES * 8 + _LENGTHS * 4)
        if end > len(plain):
            raise ValueError("it is cut")
        columns: list[array[int]] = []
        for kind, size in (*(("q", 8),) * _TIMES, *(("I", 4),) * _LENGTHS):
            columns.append(_as_on_disk(array(kind, plain[at : at + count * size])))
            at += count * size
        self.times, self._envelopes, self._raws, self._lists, self._notes = columns
        """When each event happened, in seconds since 1970, and what else is known of each."""
        lengths = map(sum, zip(self._raws, self._lists, self._notes, strict=True))
        self.starts = [*accumulate(lengths, initial=end)]
        """Where in the text each event begins, and one more would."""
        self.plain = plain
        self.are_lines = plain[_COUNT:_HEAD] == b"\1"
        """Whether each record is one line of valid JSON."""
        if self.starts[-1] != len(plain):
            raise ValueError("it is not as long as it says")

    @property
    def has_notes(self) -> bool:
        """Whether there is anything to be known of any event."""
        return any(self._notes)

    def event(self, place: int) -> TimedDelivery:
        """One event. Raises ValueError where its note is no text."""
        start = self.starts[place]
        raw_end = start + self._raws[place]
        list_end = raw_end + self._lists[place]
        envelope = self._envelopes[place]
        return TimedDelivery(
            self.times[place],
            Delivery(
                self.plain[start:raw_end],
                None if envelope == _NO_TIME else envelope,
                self.plain[raw_end:list_end],
                self._note(place, list_end),
            ),
        )

    def _note(self, place: int, start: int) -> str:
        size = self._notes[place]
        return self.plain[start : start + size].decode("utf-8", _WHAT_UTF8_LACKS) if size else ""


def _as_on_disk(column: array[int]) -> array[int]:
    if sys.byteorder == "big":
        column.byteswap()
    return column
