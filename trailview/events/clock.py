"""The times of many events at once, in seconds since 1970.

The events of a file are mostly of one day. Then their times differ in six
digits only, and those of all are added up together, as long numbers in which
each event has a place of its own.
"""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Sequence
from typing import Final

from trailview.events.block import NO_TIME
from trailview.events.times import seconds

_FORM: Final = len("YYYY-MM-DDTHH:MM:SSZ")
_DAY: Final = len("YYYY-MM-DDT")
_STEP: Final = _FORM + 1
"""From one time to the next, with a comma between."""
_MARKS: Final = ((13, ord(":")), (16, ord(":")), (19, ord("Z")), (20, ord(",")))
_PAIRS: Final = ((11, b"012", 3_600), (14, b"012345", 60), (17, b"012345", 1))
"""Where two digits stand, what the first can be, and the seconds that they count."""
_TEN: Final = b"0123456789"
_ONES: Final = bytes.maketrans(_TEN, bytes(range(10)))
_TENS: Final = bytes.maketrans(_TEN, bytes(range(0, 100, 10)))
"""What digits come to, by the place that they have in a pair."""
_ONE: Final = (1).to_bytes(8, "little")
"""One second, in the place of an event: as many bytes as an entry of the array has."""


def times_of(texts: Sequence[str | None]) -> array[int]:
    """Type `q`: the time that each text tells, or `NO_TIME`. At least one text."""
    times = _of_one_day(texts)
    return times if times is not None else array("q", map(_any_time, texts))


def _any_time(text: str | None) -> int:
    time = seconds(text)
    return NO_TIME if time is None else time


_day: Final = re.compile(r"\d{4}-\d\d-\d\dT", re.ASCII).match


def _of_one_day(texts: Sequence[str | None]) -> array[int] | None:
    """The times of texts as CloudTrail writes them, all of one day; None where any is not."""
    count, begin = len(texts), _day(texts[0] or "")
    midnight = seconds(f"{begin[0]}00:00:00Z") if begin else None
    if begin is None or midnight is None or midnight < 0:
        return None
    try:
        written = ",".join((*texts, "")).encode("ascii")  # type: ignore[arg-type]  # None raises
    except (TypeError, UnicodeEncodeError):
        return None
    marks = (*enumerate(begin[0].encode()), *_MARKS)
    if len(written) != _STEP * count or any(
        written[at::_STEP] != bytes([mark]) * count for at, mark in marks
    ):
        return None
    total = midnight * _number(_ONE * count)
    places = bytearray(count * len(_ONE))
    for at, possible, worth in _PAIRS:
        tens, ones = written[at::_STEP], written[at + 1 :: _STEP]
        if tens.translate(None, possible) or ones.translate(None, _TEN):
            return None
        pairs = _number(tens.translate(_TENS)) + _number(ones.translate(_ONES))
        places[:: len(_ONE)] = pairs.to_bytes(count, "little")
        total += _number(places) * worth
    times = array("q", total.to_bytes(len(places), "little"))
    if sys.byteorder == "big":
        times.byteswap()
    return times


def _number(data: bytes | bytearray) -> int:
    """One long number, in which each byte has its place."""
    return int.from_bytes(data, "little")
