"""Dates as consoles, spreadsheets and people write them: months in words, 12 hours, offsets.

A date in numbers alone (`5/1/2024`) does not tell its day from its month. Such
dates are read in an order that is decided from a whole column of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache
from typing import Final

_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_ZONES: Final = {
    "": 0, "z": 0, "utc": 0, "gmt": 0, "ut": 0, "zulu": 0,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "cet": 1, "cest": 2, "eet": 2, "eest": 3, "jst": 9,
}  # fmt: skip
"""Hours east of Greenwich: those of RFC 2822, and others of which there is only one."""

_DAY_NAME: Final = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_MONTH: Final = r"([a-z]{3,9})\.?"
_CLOCK: Final = r"(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(?:([ap])\.?m\.?)?"
_GAP: Final = r"(?:\s*,\s*|\s+at\s+|\s+|t|:)"
_ZONE: Final = r"\s*\(?\s*([a-z]{0,4})\s*([+-]\d{1,2}(?::?\d\d)?)?\s*\)?\s*(?:\([a-z ]*\))?"


def _form(date: str, *, zone: str = _ZONE) -> re.Pattern[str]:
    return re.compile(rf"\s*{date}{_GAP}{_CLOCK}{zone}\s*", re.IGNORECASE | re.ASCII)


_YEAR_FIRST: Final = _form(r"(\d{4})[-/.](\d\d?)[-/.](\d\d?)")
_MONTH_FIRST: Final = _form(rf"{_DAY_NAME}{_MONTH}\s+(\d\d?)(?:st|nd|rd|th)?,?\s+(\d{{4}})")
_DAY_FIRST: Final = _form(rf"{_DAY_NAME}(\d\d?)[\s/-]{_MONTH}[\s/,-]+(\d{{4}})")
_CTIME: Final = re.compile(
    rf"\s*{_DAY_NAME}{_MONTH}\s+(\d\d?)\s+{_CLOCK}\s*([a-z]{{0,4}})\s*([+-]\d\d:?\d\d)?"
    r"\s+(\d{4})\s*",
    re.IGNORECASE | re.ASCII,
)
_NUMBERS: Final = _form(r"(\d\d?)([/.-])(\d\d?)\2(\d{4}|\d\d)")
_SERIAL: Final = re.compile(r"\s*(\d{5})[.,](\d{1,12})\s*", re.ASCII)
_SERIAL_START: Final = -2_209_161_600  # 1899-12-30, from which spreadsheets count days
_SERIALS: Final = range(36_526, 73_051)  # 2000 to 2100
_LONGEST: Final = 80
_SPACES: Final = str.maketrans({"\u202f": " ", "\u00a0": " "})


class DateOrder(Enum):
    """How a date in numbers is read."""

    DAY_FIRST = "day/month"
    MONTH_FIRST = "month/day"


@lru_cache(maxsize=4096)
def spelt(text: str) -> int | None:
    """Seconds since 1970 of a date with a time that leaves no doubt; None for any other text.

    Without a zone it is UTC.
    """
    text = text.translate(_SPACES)
    if len(text) > _LONGEST:
        return None
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day, *rest = match.groups()
        return _moment(year, int(month), day, rest)
    if match := _MONTH_FIRST.fullmatch(text):
        name, day, year, *rest = match.groups()
        return _moment(year, _month(name), day, rest)
    if match := _DAY_FIRST.fullmatch(text):
        day, name, year, *rest = match.groups()
        return _moment(year, _month(name), day, rest)
    if match := _CTIME.fullmatch(text):
        name, day, *rest, year = match.groups()
        return _moment(year, _month(name), day, rest)
    return None


def in_numbers(text: str, order: DateOrder) -> int | None:
    """Seconds since 1970 of a date in numbers, or of a spreadsheet's serial day; else None."""
    text = text.translate(_SPACES)
    if len(text) > _LONGEST:
        return None
    if match := _NUMBERS.fullmatch(text):
        first, _, second, year, *rest = match.groups()
        day, month = (first, second) if order is DateOrder.DAY_FIRST else (second, first)
        return _moment(year if len(year) == 4 else f"20{year}", int(month), day, rest)
    if (match := _SERIAL.fullmatch(text)) and int(match[1]) in _SERIALS:
        return _SERIAL_START + round(float(f"{match[1]}.{match[2]}") * 86_400)
    return None


def order_of(texts: Iterable[str]) -> tuple[DateOrder, bool] | None:
    """How a column's dates in numbers are to be read, and whether that is sure.

    None where it has none that need it. A number above 12 decides; else dots
    mean that the day comes first, and slashes are read as in the USA: a guess.
    """
    mark = ""
    for text in texts:
        match = _NUMBERS.fullmatch(text.translate(_SPACES)) if len(text) <= _LONGEST else None
        if match is None:
            continue
        first, mark, second = match[1], match[2], match[3]
        if int(first) > 12:
            return DateOrder.DAY_FIRST, True
        if int(second) > 12:
            return DateOrder.MONTH_FIRST, True
    if not mark:
        return None
    return (DateOrder.DAY_FIRST if mark == "." else DateOrder.MONTH_FIRST), False


def _month(name: str) -> int:
    return _MONTHS.get(name[:3].lower(), 0)


def _moment(year: str, month: int, day: str, rest: list[str]) -> int | None:
    """A date with what follows it: hour, minute, second, `a` or `p`, zone and offset."""
    hour_text, minute, second, half, zone, offset = rest
    hour = int(hour_text)
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    hours = _ZONES.get((zone or "").lower())
    try:
        moment = datetime(int(year), month, int(day), hour, int(minute), int(second or 0))
    except ValueError:
        return None
    if hours is None:
        return None
    return int(moment.replace(tzinfo=UTC).timestamp()) - hours * 3600 - _offset(offset)


def _offset(text: str | None) -> int:
    """Seconds that an offset such as `+2`, `-0330` or `+05:30` is east of Greenwich."""
    if not text:
        return 0
    digits = text[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    seconds = int(hours) * 3600 + int(minutes) * 60
    return -seconds if text[0] == "-" else seconds
