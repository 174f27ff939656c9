"""Event times as whole seconds since 1970 UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

_LOOSE: Final = re.compile(
    r"\s*(\d{4})-?(\d\d)-?(\d\d)[T ](\d\d):?(\d\d):?(\d\d)(?:[.,]\d+)?"
    r"\s*(Z|UTC|[+-]\d\d:?\d\d)?\s*",
    re.IGNORECASE,
)
_BOXES: Final = ("$date", "$numberLong")
"""What MongoDB writes around a time, the outer name first."""
_EARLIEST: Final = 946_684_800  # 2000-01-01: CloudTrail began in 2013
_LATEST: Final = 4_102_444_800  # 2100-01-01


@lru_cache(maxsize=4096)
def _midnight(date: str) -> int:
    """Seconds at the start of `YYYY-MM-DD`. Raises ValueError."""
    return int(datetime.strptime(date, "%Y-%m-%d").replace(tzinfo=UTC).timestamp())


def seconds(value: object) -> int | None:
    """The second a time names, in any of the forms that records and envelopes use.

    CloudTrail writes `YYYY-MM-DDTHH:MM:SSZ`; `creationDate` also comes
    without punctuation, data lakes write a space and fractions, the AWS CLI
    local times with an offset or epoch numbers, CloudWatch epoch
    milliseconds, MongoDB `{"$date": …}`, consoles and people months in words
    (`trailview.events.dates`). A time without a zone is UTC. None where nothing fits.
    """
    if isinstance(value, str):
        if len(value) == 20 and value[19] == "Z" and value[10] == "T":
            try:
                return (
                    _midnight(value[:10])
                    + int(value[11:13]) * 3600
                    + int(value[14:16]) * 60
                    + int(value[17:19])
                )
            except ValueError:
                return _loose(value)
        return _loose(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _epoch(value)
    if isinstance(value, dict):
        for name in _BOXES:
            value = value.get(name) if isinstance(value, dict) else value
        return None if isinstance(value, dict) else seconds(value)
    return None


def _epoch(value: float) -> int | None:
    if value != value:  # NaN
        return None
    number = value
    for _ in range(3):  # milli-, micro- and nanoseconds
        number = number / 1000 if number > _LATEST else number
    return int(number) if _EARLIEST <= number <= _LATEST else None


def _loose(value: str) -> int | None:
    match = _LOOSE.fullmatch(value) if value.isascii() else None
    if match is None:
        try:
            return _epoch(float(value))
        except ValueError:
            from trailview.events.dates import spelt  # rarely met, and slow to compile

            return spelt(value)
    *parts, zone = match.groups()
    try:
        year, month, day, hour, minute, second = (int(part) for part in parts)
        time = int(datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp())
    except ValueError:
        return None
    if zone and zone[0] in "+-":
        digits = zone.replace(":", "")
        offset = int(digits[1:3]) * 3600 + int(digits[3:5]) * 60
        time -= offset if zone[0] == "+" else -offset
    return time


def iso(time: int) -> str:
    """`time` as CloudTrail writes it: `YYYY-MM-DDTHH:MM:SSZ`."""
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
