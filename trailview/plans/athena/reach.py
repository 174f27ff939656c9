"""What of a question a table cannot hold, by what its projection says.

A projected partition outside its range gives zero rows and no error (Athena
user guide, page "Partition projection"). Ranges and units are those of its
page "Supported types for partition projection".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from trailview.events.times import iso
from trailview.plans.athena.partitions import strftime
from trailview.plans.athena.table import Partition, Role, TableShape
from trailview.question.query import Window

_NOW: Final = re.compile(r"NOW\s*(?:([+-])\s*(\d{1,6})\s*([A-Z]+?)S?)?")
_UNITS: Final = {
    "YEAR": timedelta(days=366),
    "MONTH": timedelta(days=31),
    "WEEK": timedelta(weeks=1),
    "DAY": timedelta(days=1),
    "HOUR": timedelta(hours=1),
    "MINUTE": timedelta(minutes=1),
    "SECOND": timedelta(seconds=1),
}
"""The longest that each is: a range counts as no shorter than it is."""
_DAY: Final = 86_400


class Held(NamedTuple):
    """From when to when a key's partitions are, in seconds since 1970; None where not known."""

    first: int | None
    last: int | None
    """Behind the last."""


def out_of_reach(
    table: TableShape, window: Window, now: int, regions: Sequence[str], accounts: Sequence[str]
) -> tuple[str, ...]:
    """Which part of the window, and which places asked for, the table cannot hold.

    `now` is 0 where it is not known.
    """
    told = list(_times(table, window, now))
    for role, values in ((Role.REGION, regions), (Role.ACCOUNT, accounts)):
        key = table.partition(role)
        if key is not None and key.projection == "enum" and key.values:
            lacking = [value for value in values if value not in key.values]
            if lacking:
                told.append(
                    f"The table {table.name} projects no partition for {', '.join(lacking)}: "
                    f"its key {key.name} has {len(key.values):,} other values."
                )
    return tuple(told)


def _times(table: TableShape, window: Window, now: int) -> Iterator[str]:
    for role in (Role.DATE, Role.YEAR):
        key = table.partition(role)
        if key is None or not key.range:
            continue
        held = held_by(key, now)
        where = f"The table {table.name} projects its partitions"
        if held.first is not None and window.since is not None and window.since < held.first:
            yield f"{where} from {iso(held.first)} on: what is asked before is out of reach."
        end = window.until if window.until is not None else now or None
        if held.last is not None and end is not None and end > held.last:
            yield f"{where} until {iso(held.last)}: what is asked after is out of reach."


def held_by(key: Partition, now: int) -> Held:
    """The time that a projected key's range spans."""
    first, _, last = key.range.partition(",")
    return Held(_moment(first, key, now, is_last=False), _moment(last, key, now, is_last=True))


def _moment(text: str, key: Partition, now: int, *, is_last: bool) -> int | None:
    """One end of a range; the end of its day, or of its year, where it is the last."""
    text = text.strip()
    if (match := _NOW.fullmatch(text.upper())) is not None:
        return _relative(match, now, is_last=is_last)
    if key.role is Role.YEAR:
        year = int(text) + is_last if text.isdecimal() and len(text) == 4 else 0
        return int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) if 1970 <= year < 9999 else None
    form = strftime(key.format)
    if form is None:
        return None
    try:
        found = int(datetime.strptime(text, form).replace(tzinfo=UTC).timestamp())
    except (ValueError, OverflowError):
        return None
    return found + _DAY if is_last else found


def _relative(match: re.Match[str], now: int, *, is_last: bool) -> int | None:
    """`NOW`, or so long before or after it."""
    sign, count, unit = match.groups()
    if not now or (sign and unit not in _UNITS):
        return None
    if not sign:
        return None if is_last else now
    span = int(count) * int(_UNITS[unit].total_seconds())
    return now + span if sign == "+" else now - span
