"""Times and spans as people type them, as whole seconds since 1970 UTC.

"Now" is always given, never read from a clock: a question's window is frozen
when the question starts.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final, NamedTuple

from trailview.errors import QuestionError
from trailview.frozen import Frozen
from trailview.question.query import Window

PRESETS: Final = ("15m", "1h", "4h", "24h", "7d", "30d", "90d")
"""Spans back from now to choose from."""

_SECONDS: Final = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAYS: Final = {name: n for n, day in enumerate(_DAYS) for name in (day, day[:3])}
_YEARS: Final = (1970, 2999)
_STEP: Final = r"([0-9]{1,9})([wdhms])"
_YEAR: Final = r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2}))?$"
_CLOCK: Final = r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?"
_WORD: Final = "[A-Za-z]+"
_DIGITS: Final = "[0-9]*"
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
_DATED: Final = "[0-9]{4}-"
_TO: Final = " *[-–] *"
_TO_AFTER_DATE: Final = " +[-–] +| *– *"
"""A `-` right behind a date's time begins an offset."""
_AROUND: Final = r" *(?:±|\+/?-) *"
_MOMENT: Final = (
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
    r"(?:(?:[Tt]| +)(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r" ?(?P<zone>[Zz]|(?P<sign>[+-])(?P<ahead>[0-9]{2})(?::?(?P<minutes>[0-9]{2}))?)?)?"
)
_FORMS: Final = (
    "Times are written `15m` `4h` `2d1h20m` `1w` (back from now), `2026`, `2026-11-01`, "
    "`2026-11-01T13:10` (with `Z` or an offset, else in the display time zone), `13:10`, "
    "`today`, `yesterday 22:00`, `mon 9:00` or `now`; both ends at once `9:00-10:30`, "
    "or `@13:10±15m`."
)


def parse_when(text: str, now: int, zone: tzinfo) -> int:
    """The second that `text` names, seen from `now`; local times are those of `zone`.

    A local time that the clocks pass twice is the first of the two; one that
    they skip is as far after the change as it says. Raises QuestionError.
    """
    return _whole(text).moment(now, zone).second


def parse_since(text: str, now: int, zone: tzinfo) -> tuple[int, int | None]:
    """The beginning that `text` names, and the end where it names both.

    Raises QuestionError, also where the end is not later than the beginning.
    """
    typed = _whole(text)
    if typed.says("@"):
        return typed.around(now, zone)
    to = typed.to()
    if to is None:
        return typed.moment(now, zone).second, None
    start = typed.part(typed.start, to.start()).moment(now, zone)
    end = typed.part(to.end(), typed.end).end_after(start, now, zone)
    if end <= start.second:
        raise typed.error(to.end(), "A time after the range's beginning was expected.")
    return start.second, end


def window(since: str | None, until: str | None, now: int, zone: tzinfo) -> Window:
    """The span `[since, until)`; None leaves that side open. `since` may name both ends.

    Raises QuestionError, also where the span would be empty.
    """
    start, end = (None, None) if since is None else parse_since(since, now, zone)
    if until is None:
        return Window(start, end)
    typed = _whole(until)
    if end is not None:
        raise typed.error(typed.start, f"No end was expected: `{since}` has one.")
    to = typed.to()
    if typed.says("@") or to is not None:
        raise typed.error(
            typed.start if to is None else to.start(),
            "An end alone was expected: a range of both stands where the beginning does.",
        )
    end = typed.moment(now, zone).second
    if start is not None and start >= end:
        raise QuestionError(
            until,
            0,
            f"A time after the span's beginning, `{since}`, was expected.",
            "The span holds its beginning and ends just before its end.",
        )
    return Window(start, end)


class _Moment(NamedTuple):
    second: int
    """Since 1970."""
    zone: tzinfo
    """The time zone in which it was written."""


def _whole(text: str) -> _Typed:
    return _Typed(text, 0, len(text)).part(0, len(text))


class _Typed(Frozen):
    """A part of what was typed: that of `text` from `start` up to `end`."""

    text: str
    start: int
    end: int

    def part(self, start: int, end: int) -> _Typed:
        """A part, without the blanks around it."""
        piece = self.text[start:end]
        start += len(piece) - len(piece.lstrip())
        return _Typed(self.text, start, start + len(piece.strip()))

    def error(self, column: int, message: str) -> QuestionError:
        return QuestionError(self.text, column, message, _FORMS)

    def says(self, beginning: str) -> bool:
        return self.text.startswith(beginning, self.start, self.end)

    def to(self) -> re.Match[str] | None:
        """What stands between two ends; None where there is one time alone."""
        between = _TO_AFTER_DATE if self.match(_DATED) else _TO
        return re.compile(between).search(self.text, self.start + 1, self.end)

    def match(self, pattern: str, at: int | None = None) -> re.Match[str] | None:
        # Made when it is needed, as most times are written in one way, and kept by `re`.
        return re.compile(pattern).match(self.text, self.start if at is None else at, self.end)

    def around(self, now: int, zone: tzinfo) -> tuple[int, int]:
        """`@13:10±15m`: so long before, and after."""
        width = re.compile(_AROUND).search(self.text, self.start, self.end)
        if width is None:
            raise self.error(self.end, "`±`, or `+-`, and a span like `15m` were expected here.")
        middle = self.part(self.start + 1, width.start()).moment(now, zone).second
        seconds = self.part(width.end(), self.end).span()
        if seconds == 0:
            raise self.error(width.end(), "A span longer than nothing was expected.")
        if seconds > middle:
            raise self.error(width.end(), "A time after 1970 was expected.")
        return middle - seconds, middle + seconds

    def moment(self, now: int, zone: tzinfo) -> _Moment:
        """The moment that this names."""
        found = None
        if word := self.match(_WORD):
            found = self._named(word, now, zone)
        elif match := self.match(_MOMENT):
            self._check(match)
            found = self._dated(match, zone)
        elif match := self.match(_YEAR):
            self._check(match)
            first = date(int(match["year"]), int(match["month"] or 1), 1)
            found = _Moment(_at(first, time(), zone), zone)
        elif match := self.match(_CLOCK):
            self._check(match)
            found = _last(_clock(match), now, zone)
        elif self.start < self.end and self.text[self.start] in "0123456789":
            found = _Moment(now - self.span(), zone)
        if found is None:
            raise self.error(self.start, "A time was expected.")
        if found.second < 0:
            raise self.error(self.start, "A time after 1970 was expected.")
        return found

    def end_after(self, start: _Moment, now: int, zone: tzinfo) -> int:
        """When a range ends: a time of day, or of the week, is the first after its beginning."""
        if match := self.match(_CLOCK):
            self._check(match)
            return _next(_clock(match), start)
        word = self.match(_WORD)
        if word and word[0].lower() in _WEEKDAYS:
            now = start.second + _SECONDS["w"]
        return self.moment(now, zone).second

    def span(self) -> int:
        """`2d1h20m` in seconds. Units from large to small, each once."""
        at, units, total = self.start, "wdhms", 0
        while at < self.end or at == self.start:
            step = self.match(_STEP, at)
            if step is None:
                digits = self.match(_DIGITS, at)
                column = at if digits is None else digits.end()
                expected = "A unit, one of w d h m s," if column > at else "A number"
                raise self.error(column, f"{expected} was expected here.")
            if step[2] not in units:
                raise self.error(
                    step.start(2), "Units go from large to small, each once: w d h m s."
                )
            units = units[units.index(step[2]) + 1 :]
            total += int(step[1]) * _SECONDS[step[2]]
            at = step.end()
        return total

    def _check(self, match: re.Match[str]) -> None:
        """Refuse what follows the match, and numbers that no calendar or clock has."""
        for name, value in match.groupdict().items():
            low, high = _LIMITS.get(name, (0, 0))
            if value is not None and name in _LIMITS and not low <= int(value) <= high:
                what = "number" if name in ("ahead", "minutes") else name
                raise self.error(
                    match.start(name),
                    f"A {what} from {low:02} to {high} was expected, not {value}.",
                )
        if match.end() < self.end:
            raise self.error(match.end(), "The time should end here.")

    def _named(self, word: re.Match[str], now: int, zone: tzinfo) -> _Moment | None:
        """`now`, or a day by its name with a time of day or without; None for another word."""
        name = word[0].lower()
        if name == "now":
            if word.end() < self.end:
                raise self.error(word.end(), "The time should end here.")
            return _Moment(now, zone)
        if name not in ("today", "yesterday", *_WEEKDAYS):
            return None
        time_of_day = self.part(word.end(), self.end)
        clock = time()
        if time_of_day.start < time_of_day.end:
            match = time_of_day.match(_CLOCK)
            if match is None or time_of_day.start == word.end():
                raise self.error(time_of_day.start, "A time of day, like 22:00, was expected here.")
            time_of_day._check(match)
            clock = _clock(match)
        day = datetime.fromtimestamp(now, zone).date()
        if name in _WEEKDAYS:
            day -= timedelta(days=(day.weekday() - _WEEKDAYS[name]) % 7)
            if _at(day, clock, zone) > now:
                day -= timedelta(days=7)
        elif name == "yesterday":
            day -= timedelta(days=1)
        return _Moment(_at(day, clock, zone), zone)

    def _dated(self, match: re.Match[str], zone: tzinfo) -> _Moment:
        try:
            day = date(int(match["year"]), int(match["month"]), int(match["day"]))
        except ValueError:
            raise self.error(
                match.start("day"), "A day that this month has was expected."
            ) from None
        if match["sign"]:
            ahead = timedelta(hours=int(match["ahead"]), minutes=int(match["minutes"] or 0))
            zone = timezone(ahead if match["sign"] == "+" else -ahead)
        elif match["zone"]:
            zone = UTC
        return _Moment(_at(day, _clock(match), zone), zone)


def _clock(match: re.Match[str]) -> time:
    return time(int(match["hour"] or 0), int(match["minute"] or 0), int(match["second"] or 0))


def _at(day: date, clock: time, zone: tzinfo) -> int:
    return int(datetime.combine(day, clock, zone).timestamp())


def _last(clock: time, now: int, zone: tzinfo) -> _Moment | None:
    """The last moment, `now` included, at which the clocks of `zone` showed this time."""
    today = datetime.fromtimestamp(now, zone).date()
    for back in range(4):  # the clocks may skip it on one day
        for fold in (1, 0):
            found = _at(today - timedelta(days=back), clock.replace(fold=fold), zone)
            if found <= now and datetime.fromtimestamp(found, zone).time() == clock:
                return _Moment(found, zone)
    return None


def _next(clock: time, start: _Moment) -> int:
    """The first moment after `start` at which the clocks show this time.

    On a day that skips it, it is as far after the change as it says.
    """
    day = datetime.fromtimestamp(start.second, start.zone).date()
    for ahead in range(2):
        first, second = (
            _at(day + timedelta(days=ahead), clock.replace(fold=fold), start.zone)
            for fold in (0, 1)
        )
        for found in (first, max(first, second)):  # the second is earlier where it is skipped
            if found > start.second:
                return found
    return start.second + _SECONDS["d"]
