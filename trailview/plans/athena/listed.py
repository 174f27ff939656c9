"""Partitions that were added to a table one by one, as Glue is asked for them.

Whoever adds them may have stopped: days that have no partition give no rows and no error (Athena
user guide, "Partition your data"). Expressions are those of Glue's GetPartitions, which knows no
functions.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Final

from trailview.plans.athena.partitions import Days, day_conditions, delivery_days, place_conditions
from trailview.plans.athena.sql import among, identifier
from trailview.plans.athena.table import Role, TableShape
from trailview.question.query import Window

_LONGEST: Final = 2048
"""Characters of an expression (Glue API reference, GetPartitions)."""
_MOST_DAYS: Final = 40
"""As many days of a key whose form is not known as an expression has room for."""
_DIGITS: Final = 8
"""Of a day, however it is written."""
_FORMS: Final = ("%Y/%m/%d", "%Y-%m-%d", "%Y%m%d")
"""How a day is written in a key that is text."""


@dataclass(frozen=True, slots=True)
class ListedPartitions:
    """The partitions of a table that a question reads."""

    table: TableShape
    days: Days
    """Of delivery: they end with the day after the window's last."""
    today: date | None
    regions: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()

    @property
    def expression(self) -> str:
        """Asks for all of them; empty where Glue's language cannot say it."""
        return self.of(self.days)

    @property
    def last(self) -> date | None:
        """The last day asked about that has come; None where that is not known."""
        if self.days.last is None:
            return None
        last = self.days.last - timedelta(days=1)
        return last if self.today is None else min(last, self.today)

    @property
    def is_countable(self) -> bool:
        """Whether it can be told that none is lacking: the keys are a day, and places that the
        question names. No more can be added to those then."""
        roles = {key.role for key in self.table.partitions}
        is_by_day = Role.DATE in roles or roles >= {Role.YEAR, Role.MONTH, Role.DAY}
        ends = (self.days.first, self.days.last, self.today)
        return is_by_day and Role.OTHER not in roles and None not in ends and bool(self._places)

    def lacking(self, listed: Iterable[Sequence[str]]) -> list[date]:
        """The days of which there is not each, by the values of those that there are."""
        first, last, today = self.days.first, self.days.last, self.today
        assert first is not None, "it is countable"
        assert last is not None
        assert today is not None
        there = {
            (self._place_of(values), self.day_of(values))
            for values in listed
            if self._is_of_a_day(values)
        }
        days = (first + timedelta(days=n) for n in range((min(last, today) - first).days + 1))
        return [day for day in days if any((place, day) not in there for place in self._places)]

    @property
    def _places(self) -> Sequence[tuple[str, ...]]:
        """The values of the keys of places that are asked for; none where not all are named."""
        named = {Role.ACCOUNT: self.accounts, Role.REGION: self.regions}
        return [*product(*(named[key.role] for key in self.table.partitions if key.role in named))]

    def _is_of_a_day(self, values: Sequence[str]) -> bool:
        """Whether a partition is of a whole day, and not of an hour or so, of which others can be
        added."""
        keys = zip(self.table.partitions, values, strict=False)
        dates = [value for key, value in keys if key.role is Role.DATE]
        return all(sum(map(str.isdecimal, value)) == _DIGITS for value in dates)

    def _place_of(self, values: Sequence[str]) -> tuple[str, ...]:
        keys = zip(self.table.partitions, values, strict=False)
        return tuple(value for key, value in keys if key.role in (Role.ACCOUNT, Role.REGION))

    def of(self, days: Days) -> str:
        """Asks for those of some days; empty where Glue's language cannot say it."""
        times = _times(self.table, days)
        if not times:
            return ""
        found = " AND ".join((*place_conditions(self.table, self.regions, self.accounts), *times))
        return "" if len(found) > _LONGEST else found

    def day_of(self, values: Sequence[str]) -> date | None:
        """The last day of a partition with these values of the keys, in order; None if unknown."""
        by_role = {
            key.role: value for key, value in zip(self.table.partitions, values, strict=False)
        }
        if Role.DATE in by_role:
            digits = "".join(filter(str.isdecimal, by_role[Role.DATE]))[:8]
        else:
            digits = _calendar_day(by_role)
        try:
            return datetime.strptime(digits, "%Y%m%d").replace(tzinfo=UTC).date()
        except ValueError:
            return None


def listed_partitions(
    table: TableShape, window: Window, now: int, regions: Sequence[str], accounts: Sequence[str]
) -> ListedPartitions | None:
    """The partitions that a question reads; None where they are projected, or not by days."""
    if window.is_all or any(key.projection for key in table.partitions):
        return None
    today = datetime.fromtimestamp(now, UTC).date() if now else None
    days = delivery_days(window, now)
    listed = ListedPartitions(table, days, today, tuple(regions), tuple(accounts))
    return listed if listed.expression else None


def _times(table: TableShape, days: Days) -> list[str]:
    key = table.partition(Role.DATE)
    if key is None or key.type.kind == "date":
        return day_conditions(table, days)
    if days.first is None or days.last is None or not key.type.is_text:
        return []
    count = (days.last - days.first).days + 1
    if count > _MOST_DAYS:
        return []
    each = [days.first + timedelta(days=number) for number in range(count)]
    return [among(identifier(key.name), [day.strftime(form) for day in each for form in _FORMS])]


def _calendar_day(values: dict[Role, str]) -> str:
    """A year's, month's or day's last day, as digits."""
    year, month, day = (
        int(text) if (text := values.get(role, default)).isdecimal() else 0
        for role, default in ((Role.YEAR, ""), (Role.MONTH, "12"), (Role.DAY, ""))
    )
    if Role.DAY not in values and 1 <= month <= 12 and 1 <= year <= 9999:
        day = calendar.monthrange(year, month)[1]
    return f"{year:04}{month:02}{day:02}"
