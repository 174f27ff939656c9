"""Whether partitions that have to be added one by one reach as far as is asked."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple

from trailview.aws.asking import Answer, Caller
from trailview.backends.base import Batch, Cancel, Problem
from trailview.backends.pages import Pages
from trailview.errors import ServiceError
from trailview.events.times import iso
from trailview.plans.athena.listed import ListedPartitions
from trailview.plans.athena.partitions import Days
from trailview.plans.athena.statement import AthenaPlan

_PAGE: Final = 1_000
"""The most partitions that GetPartitions gives at once."""
_MOST_PAGES: Final = 20
_CATALOG: Final = "AwsDataCatalog"
"""The one that is Glue's."""


class Reach(NamedTuple):
    """How far partitions reach."""

    problem: Problem | None = None
    """What is out of reach."""
    until: int | None = None
    """Where they end within the window, in seconds since 1970."""


Newest = dict[tuple[object, ...], date]
"""The last day of which a table is known to have partitions, by the table and the places."""


class _Listed(NamedTuple):
    """Partitions that Glue has listed."""

    values: Sequence[Sequence[str]]
    """Those of each one's keys, in order."""
    is_all: bool
    """Whether there are no more."""


class _Found(NamedTuple):
    """How far partitions reach that Glue has listed."""

    has_any: bool
    newest: date | None
    """The last day of those that are read; None of none, or where their values tell none."""
    is_all: bool = True
    """Whether all of them are read."""


def reach(
    plan: AthenaPlan, caller: Caller, pages: Pages, cancel: Cancel, newest: Newest
) -> Generator[Batch, None, Reach]:
    """How far the partitions reach that a question reads. Raises Cancelled.

    One call tells it where there are some of the last day, which `newest` remembers: nobody is
    asked again about a day up to that. Where Glue may not be asked, that is told.
    """
    listed = plan.listed
    if listed is None or plan.catalog != _CATALOG:
        return Reach()
    looking = _Looking(listed, caller, pages, cancel, newest)
    try:
        return (yield from looking.reach(has_rows=bool(pages.tally.records)))
    except ServiceError as error:
        reason = f"whether it has partitions for the time range is not known: {error.message}"
        return Reach(Problem(looking.name, "", reason))


def lacking(
    plan: AthenaPlan, caller: Caller, pages: Pages, cancel: Cancel
) -> Generator[Batch, None, str]:
    """A note on partitions that are not there among those a question reads; empty where all are.

    Nobody is asked where its answer is not kept. Raises Cancelled.
    """
    listed, table = plan.listed, plan.shape
    if listed is None or table is None or not (table.facts and listed.is_countable):
        return ""
    looking = _Looking(listed, caller, pages, cancel, {})
    not_kept = f"What {looking.name} answers is not kept for later"
    try:
        found = yield from looking.all_of(listed.expression, _MOST_PAGES)
    except ServiceError as error:
        return f"{not_kept}: whether it lacks partitions is not known: {error.message}"
    days = listed.lacking(found.values) if found.is_all else []
    if not found.is_all:
        return f"{not_kept}: it has more partitions for the time range than are looked at."
    if not days:
        return ""
    of_days = f"{days[0]}" if len(days) == 1 else f"{len(days):,} days, the first {days[0]}"
    return f"{not_kept}: it lacks partitions, of {of_days}."


class _Looking:
    def __init__(
        self,
        listed: ListedPartitions,
        caller: Caller,
        pages: Pages,
        cancel: Cancel,
        newest: Newest,
    ) -> None:
        self._listed = listed
        self._caller = caller
        self._pages = pages
        self._cancel = cancel
        self._newest = newest
        self.name = f"{listed.table.database}.{listed.table.name}"

    def reach(self, *, has_rows: bool) -> Generator[Batch, None, Reach]:
        last = self._listed.last
        if has_rows and last is not None and (yield from self._has(last)):
            return Reach()
        found = yield from self._found(self._listed.expression, _MOST_PAGES)
        add = f"`ALTER TABLE {self._listed.table.name} ADD PARTITION`"
        if not found.has_any:
            return Reach(Problem(self.name, "", f"it has no partition for the time range: {add}"))
        if last is None or found.newest is None or found.newest >= last:
            return Reach()
        if not found.is_all:
            if not has_rows and (yield from self._has(last)):
                return Reach()
            return Reach(Problem(self.name, "", f"it has no partition of {last}: {add}"))
        end = datetime.combine(found.newest + timedelta(days=1), time(), UTC)
        until = int(end.timestamp())
        reason = f"its partitions end at {iso(until)}: what is asked after is out of reach: {add}"
        return Reach(Problem(self.name, "", reason), until)

    def _has(self, day: date) -> Generator[Batch, None, bool]:
        """Whether there are partitions of a day, or are known to be of a later one."""
        listed = self._listed
        place = (self.name, listed.regions, listed.accounts)
        if place in self._newest and day <= self._newest[place]:
            return True
        expression = listed.of(Days(day, day))
        found = bool(expression) and (yield from self._found(expression, 1)).has_any
        if found:
            self._newest[place] = day
        return found

    def _found(self, expression: str, most_pages: int) -> Generator[Batch, None, _Found]:
        """How far what Glue lists on so many pages reaches."""
        listed = yield from self.all_of(expression, most_pages)
        days = [self._listed.day_of(values) for values in listed.values]
        newest = max((day for day in days if day is not None), default=None)
        # A page may be empty and have a token all the same.
        return _Found(bool(days) or not listed.is_all, newest, listed.is_all)

    def all_of(self, expression: str, most_pages: int) -> Generator[Batch, None, _Listed]:
        """What Glue lists on so many pages at most."""
        values: list[Sequence[str]] = []
        token = ""
        for _ in range(most_pages):
            answer = yield from self._page(expression, token)
            values += [one.get("Values", ()) for one in answer["Partitions"]]
            token = answer.get("NextToken", "")
            if not token:
                break
        return _Listed(values, is_all=not token)

    def _page(self, expression: str, token: str) -> Generator[Batch, None, Answer]:
        table = self._listed.table
        asked: dict[str, object] = {
            "DatabaseName": table.database,
            "TableName": table.name,
            "Expression": expression,
            "MaxResults": _PAGE,
            "ExcludeColumnSchema": True,
        }
        if token:
            asked["NextToken"] = token
        asking = self._caller.ask("glue", "get_partitions", asked, self._cancel)
        return (yield from self._pages.answer(asking))
