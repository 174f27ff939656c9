"""Times and spans as people type them, as whole seconds since 1970 UTC.

"Now" is always given, never read from a clock: a question's window is frozen
when the question starts.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final

from trailview.errors import QuestionError
from trailview.question.query import Window

PRESETS: Final = ("15m", "1h", "4h", "24h", "7d", "30d", "90d")
"""Spans back from now to choose from."""

_SECONDS: Final = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
_YEARS: Final = (1970, 2999)
_STEP: Final = re.compile(r"([0-9]{1,9})([wdhms])")
_MOMENT: Final = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
    r"(?:[Tt ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r" ?(?P<zone>[Zz]|(?P<sign>[+-])(?P<ahead>[0-9]{2})(?::?(?P<minutes>[0-9]{2}))?)?)?"
)
_CLOCK: Final = re.compile(r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?")
_LIMITS: Final = {
    "year": _YEARS,
    "month": (1, 12),
    "day": (1, 31),
    "hour": (0, 23),
    "minute": (0, 59),
    "second": (0, 59),
    "ahead": (0, 23),
    "minutes": (0, 59),
}
_FORMS: Final = (
    "Times are written `15m` `4h` `2d1h20m` `1w` (back from now), `2026-11-01`, "
    "`2026-11-01T13:10` (with `Z` or an offset, else in the display time zone), `13:10`, "
    "`today`, `yesterday` or `now`."
)


def parse_when(text: str, now: int, zone: tzinfo) -> int:
    """The second that `text` names, seen from `now`; local times are those of `zone`.

    A local time that the clocks pass twice is the first of the two; one that
    they skip is as far after the change as it says. Raises QuestionError.
    """
    start = len(text) - len(text.lstrip())
    typed = text.strip()
    found = _named(typed.lower(), now, zone)
    if found is None and typed[:1].isdigit():
        if match := _MOMENT.match(typed):
            _check(match, text, start)
            found = _moment(match, zone, text, start)
        elif match := _CLOCK.match(typed):
            _check(match, text, start)
            found = _last(match, now, zone)
        else:
            found = _back(typed, now, text, start)
    if found is None:
        raise QuestionError(text, start, "A time was expected.", _FORMS)
    if found < 0:
        raise QuestionError(text, start, "A time after 1970 was expected.", _FORMS)
    return found


def window(since: str | None, until: str | None, now: int, zone: tzinfo) -> Window:
    """The span `[since, until)`; None leaves that side open.

    Raises QuestionError, also where the span would be empty.
    """
    start = None if since is None else parse_when(since, now, zone)
    end = None if until is None else parse_when(until, now, zone)
    if start is not None and end is not None and start >= end:
        assert until is not None
        raise QuestionError(
            until,
            0,
            f"A time after the span's beginning, `{since}`, was expected.",
            "The span holds its beginning and ends just before its end.",
        )
    return Window(start, end)


def _named(word: str, now: int, zone: tzinfo) -> int | None:
    if word == "now":
        return now
    if word in ("today", "yesterday"):
        day = datetime.fromtimestamp(now, zone).date()
        return _at(day - timedelta(days=word == "yesterday"), time(), zone)
    return None


def _at(day: date, clock: time, zone: tzinfo) -> int:
    return int(datetime.combine(day, clock, zone).timestamp())


def _check(match: re.Match[str], text: str, start: int) -> None:
    """Refuse what follows the match, and numbers that no calendar or clock has."""
    for name, value in match.groupdict().items():
        low, high = _LIMITS.get(name, (0, 0))
        if value is not None and name in _LIMITS and not low <= int(value) <= high:
            raise QuestionError(
                text,
                start + match.start(name),
                f"A {'number' if name in ('ahead', 'minutes') else name} from {low:02} to {high} "
                f"was expected, not {value}.",
                _FORMS,
            )
    if match.end() < len(text.strip()):
        raise QuestionError(text, start + match.end(), "The time should end here.", _FORMS)


def _moment(match: re.Match[str], zone: tzinfo, text: str, start: int) -> int:
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        raise QuestionError(
            text, start + match.start("day"), "A day that this month has was expected.", _FORMS
        ) from None
    clock = time(int(match["hour"] or 0), int(match["minute"] or 0), int(match["second"] or 0))
    if match["sign"]:
        ahead = timedelta(hours=int(match["ahead"]), minutes=int(match["minutes"] or 0))
        zone = timezone(ahead if match["sign"] == "+" else -ahead)
    elif match["zone"]:
        zone = UTC
    return _at(day, clock, zone)


def _last(match: re.Match[str], now: int, zone: tzinfo) -> int | None:
    """The last moment, `now` included, at which the clocks of `zone` showed this time."""
    clock = time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0))
    today = datetime.fromtimestamp(now, zone).date()
    for back in range(4):  # the clocks may skip it on one day
        for fold in (1, 0):
            found = _at(today - timedelta(days=back), clock.replace(fold=fold), zone)
            if found <= now and datetime.fromtimestamp(found, zone).time() == clock:
                return found
    return None


def _back(typed: str, now: int, text: str, start: int) -> int:
    """`2d1h20m`: so long before now. Units from large to small, each once."""
    at, units, total = 0, "wdhms", 0
    while at < len(typed):
        step = _STEP.match(typed, at)
        if step is None:
            digits = re.compile("[0-9]*").match(typed, at)
            column = digits.end() if digits is not None else at
            expected = "A unit, one of w d h m s," if column > at else "A number"
            raise QuestionError(text, start + column, f"{expected} was expected here.", _FORMS)
        if step[2] not in units:
            raise QuestionError(
                text,
                start + step.start(2),
                "Units go from large to small, each once: w d h m s.",
                _FORMS,
            )
        units = units[units.index(step[2]) + 1 :]
        total += int(step[1]) * _SECONDS[step[2]]
        at = step.end()
    return now - total
