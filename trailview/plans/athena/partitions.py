"""Which partitions of a table can hold a question's events.

Partitions are by the day of delivery, which is never before an event and
hardly more than a day behind: they end with the day after the window's last.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple

from trailview.errors import PlanError
from trailview.plans.athena.sql import all_of, among, any_of, identifier, literal
from trailview.plans.athena.table import Partition, Role, TableShape
from trailview.question.query import Window

_JAVA: Final = {"yyyy": "%Y", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S"}
_JAVA_PART: Final = re.compile(r"(([A-Za-z])\2*)|'([^']*)'|([^A-Za-z']+)")
_LAST_MOMENT: Final = time(23, 59, 59)


class Narrowing(NamedTuple):
    """The partitions that are read."""

    conditions: list[str]
    """On the partition keys; none where nothing can be told of them."""
    days: int | None
    """Days of delivery that are read; None where there is no end to them."""
    partitions: int | None
    """None where their number is not known."""


class Days(NamedTuple):
    """Days of delivery, both ends included; None leaves that side open."""

    first: date | None
    last: date | None

    def until(self, today: date | None) -> int | None:
        """How many days that is, of those that have come."""
        if self.first is None or self.last is None:
            return None
        last = self.last if today is None else min(self.last, max(today, self.first))
        return (last - self.first).days + 1


def _day(seconds: int) -> date:
    return datetime.fromtimestamp(seconds, UTC).date()


def delivery_days(window: Window, now: int) -> Days:
    """On which days a window's events can have been delivered; `now` is 0 where not known."""
    first = None if window.since is None else _day(window.since)
    end = window.until or (now + 1 if now else None)
    return Days(first, None if end is None else _day(end - 1) + timedelta(days=1))


def narrow(
    table: TableShape, window: Window, now: int, regions: Sequence[str], accounts: Sequence[str]
) -> Narrowing:
    """What to ask of the partition keys; `now` is 0 where it is not known.

    Raises PlanError where Athena needs a value that is not known.
    """
    for key in table.partitions:
        _check_injected(table, key, regions, accounts)
    days = Days(None, None) if window.is_all else delivery_days(window, now)
    count = days.until(_day(now) if now else None)
    partitions = count
    for key_of, values in _places(table, regions, accounts):
        known = len(values) or len(key_of.values)
        partitions = partitions * known if partitions and known else None
    if table.partition(Role.DATE) is None and table.partition(Role.YEAR) is None:
        partitions = None
    conditions = [*place_conditions(table, regions, accounts), *day_conditions(table, days)]
    return Narrowing(conditions, count, partitions)


def place_conditions(
    table: TableShape, regions: Sequence[str], accounts: Sequence[str]
) -> list[str]:
    """What to ask of the keys of accounts and Regions; of all where none are given."""
    places = _places(table, regions, accounts)
    return [among(identifier(key.name), values) for key, values in places if values]


def _places(
    table: TableShape, regions: Sequence[str], accounts: Sequence[str]
) -> list[tuple[Partition, Sequence[str]]]:
    given = ((Role.ACCOUNT, accounts), (Role.REGION, regions))
    found = [(table.partition(role), values) for role, values in given]
    return [(key, values) for key, values in found if key is not None]


def day_conditions(table: TableShape, days: Days) -> list[str]:
    """What to ask of the keys of time; nothing where there are none."""
    if (by_date := table.partition(Role.DATE)) is not None:
        return _date_conditions(by_date, days)
    if (by_year := table.partition(Role.YEAR)) is not None:
        return _calendar(table, by_year, days)
    return []


def _check_injected(
    table: TableShape, key: Partition, regions: Sequence[str], accounts: Sequence[str]
) -> None:
    """Refuse what Athena would: a query that does not give an injected key's values."""
    given = {Role.REGION: regions, Role.ACCOUNT: accounts}.get(key.role)
    if key.projection != "injected" or given:
        return
    raise PlanError(
        "Partition not named",
        f"The table `{table.name}` needs a value for its partition key `{key.name}` in every "
        "query, as its projection type is `injected`.",
        "Declare the key as `enum` with all its values, or use raw mode and give the value by `=`."
        if given is None
        else f"Say which {key.role.value} to ask about: {key.role.value}:…",
    )


def _date_conditions(key: Partition, days: Days) -> list[str]:
    """The first and the last moment of the days, as the key writes them."""
    name, form, kind = identifier(key.name), strftime(key.format), ""
    if key.type.kind == "date":
        form, kind = "%Y-%m-%d", "DATE "
    elif not key.projection:  # written one way or another: only its digits are sure
        name, form = f"substr(replace(replace({name}, '/', ''), '-', ''), 1, 8)", "%Y%m%d"
    if form is None or not (kind or key.type.is_text):
        return []
    return [
        f"{name} {mark} {kind}{literal(datetime.combine(day, at).strftime(form))}"
        for mark, day, at in ((">=", days.first, time()), ("<=", days.last, _LAST_MOMENT))
        if day is not None
    ]


def strftime(java: str) -> str | None:
    """A Java date pattern as Python's; None where its texts do not sort as time does."""
    parts = _JAVA_PART.findall(java)
    letters = [run for run, *_ in parts if run]
    if not letters or letters != list(_JAVA)[: len(letters)]:
        return None
    return "".join(
        _JAVA[run] if run else (quoted + other).replace("%", "%%")
        for run, _, quoted, other in parts
    )


def _calendar(table: TableShape, year: Partition, days: Days) -> list[str]:
    """Years, months and days of the span, whole years and months in one."""
    if days.first is None or days.last is None:
        return [
            f"{identifier(year.name)} {mark} {_number(year, day.year)}"
            for mark, day in ((">=", days.first), ("<=", days.last))
            if day is not None
        ]
    month, day = table.partition(Role.MONTH), table.partition(Role.DAY)
    whole_years, tests = [], []
    for number in range(days.first.year, days.last.year + 1):
        span = Days(max(days.first, date(number, 1, 1)), min(days.last, date(number, 12, 31)))
        if month is None or span == (date(number, 1, 1), date(number, 12, 31)):
            whole_years.append(number)
        else:
            tests += _months(_equals(year, [number]), month, day, span)
    if whole_years:
        tests.insert(0, _equals(year, whole_years))
    return [any_of(tests)]


def _months(year: str, month: Partition, day: Partition | None, span: Days) -> list[str]:
    """The tests for the months of a span that lies within one year."""
    assert span.first is not None
    assert span.last is not None
    whole, tests = [], []
    for number in range(span.first.month, span.last.month + 1):
        length = calendar.monthrange(span.first.year, number)[1]
        first = span.first.day if number == span.first.month else 1
        last = span.last.day if number == span.last.month else length
        if day is None or (first, last) == (1, length):
            whole.append(number)
        else:
            numbers = range(first, last + 1)
            tests.append(all_of([year, _equals(month, [number]), _equals(day, numbers)]))
    if whole:
        tests.insert(0, all_of([year, _equals(month, whole)]))
    return tests


def _number(key: Partition, number: int) -> str:
    return literal(str(number)) if key.type.is_text else str(number)


def _equals(key: Partition, numbers: Iterable[int]) -> str:
    """Whether a key is one of the numbers; as text, with a leading zero or without."""
    name = identifier(key.name)
    if key.type.is_text:
        texts = [text for n in numbers for text in (f"{n:02}", str(n))]
        return among(name, list(dict.fromkeys(texts)))
    said = [str(number) for number in numbers]
    return f"{name} = {said[0]}" if len(said) == 1 else f"{name} IN ({', '.join(said)})"
