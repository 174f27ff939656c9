"""The times of many events at once, in seconds since 1970.

The events of a file are mostly of one day. Then their times differ in six
digits only, and those of all are added up together, as long numbers in which
each event has a place of its own.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from typing import Final, cast

from trailview.events.block import NO_TIME
from trailview.events.times import seconds

_FORM: Final = len("YYYY-MM-DDTHH:MM:SSZ")
_DAY: Final = len("YYYY-MM-DDT")
_MARKS: Final = ((13, b":"), (16, b":"), (19, b"Z"))
_DIGITS: Final = (
    (11, b"012", 36_000),
    (12, b"0123456789", 3_600),
    (14, b"012345", 600),
    (15, b"0123456789", 60),
    (17, b"012345", 10),
    (18, b"0123456789", 1),
)
"""Where a digit stands, what it can be, and the seconds that one more of it adds."""
_ZEROS: Final = ord("0") * sum(worth for _, _, worth in _DIGITS)
"""What the digits come to too much, as they are read as bytes."""
_ONE: Final = (1).to_bytes(8, "little")
"""One second, in the place of an event: as many bytes as an entry of the array has."""


def times_of(texts: Sequence[str | None]) -> array[int]:
    """Type `q`: the time that each text tells, or `NO_TIME`. At least one text."""
    times = None if None in texts else _of_one_day(cast("Sequence[str]", texts))
    return times if times is not None else array("q", map(_any_time, texts))


def _any_time(text: str | None) -> int:
    time = seconds(text)
    return NO_TIME if time is None else time


def _of_one_day(texts: Sequence[str]) -> array[int] | None:
    """The times of texts as CloudTrail writes them, all of one day; None where any is not."""
    count = len(texts)
    day, last = min(texts)[:_DAY], max(texts)[:_DAY]
    if day != last or not day.endswith("T") or {*map(len, texts)} != {_FORM}:
        return None  # all others lie between the least and the greatest, and begin as they do
    midnight = seconds(f"{day}00:00:00Z")
    written = "".join(texts).encode("ascii", "replace")
    if midnight is None or midnight < 0:
        return None
    if any(written[at::_FORM] != mark * count for at, mark in _MARKS):
        return None
    total = (midnight - _ZEROS) * int.from_bytes(_ONE * count, "little")
    places = bytearray(count * len(_ONE))
    for at, possible, worth in _DIGITS:
        digits = written[at::_FORM]
        if digits.translate(None, possible):
            return None
        places[:: len(_ONE)] = digits
        total += int.from_bytes(places, "little") * worth
    times = array("q", total.to_bytes(len(places), "little"))
    if sys.byteorder == "big":
        times.byteswap()
    return times
