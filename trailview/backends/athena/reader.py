"""Athena: one query over a trail's table, whose rows become records again.

The rows are read from the result object in S3, many at a time, and page by
page through Athena where that may not be read. Both can be gone on with: a
query that has ended is not run again.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import replace
from typing import Final, NamedTuple

from trailview.aws.asking import Caller, Silence
from trailview.aws.athena.query import Look, Statement, run_query
from trailview.aws.calls import Cancelled
from trailview.aws.credentials.sessions import Access
from trailview.aws.pacing import SHARED, Pacing
from trailview.backends.athena.listed import Newest, lacking, reach
from trailview.backends.athena.result import Row, first_row, rows_of, whole_rows
from trailview.backends.base import Batch, Cancel, Tally
from trailview.backends.pages import Inline, Pages
from trailview.backends.plain import plain_table_of
from trailview.errors import ServiceError, TrailviewError
from trailview.events.record import Delivery
from trailview.plans.athena.raw_rows import is_record, record_of_texts
from trailview.plans.athena.record import record_of
from trailview.plans.athena.statement import AthenaPlan, price
from trailview.plans.plan import Plan
from trailview.plans.raw import pointed
from trailview.question.query import Window

PAGE: Final = 1_000
"""The most rows that GetQueryResults gives at once."""
_FIRST_BYTES: Final = 1 << 18
_BYTES: Final = 1 << 22
"""How much of a result object is read at once: little at first, so that rows come soon."""
_FORGOTTEN: Final = "InvalidRequestException"
"""What is said to the ID of a query that is too old, and to its tokens."""


class _Place(NamedTuple):
    """Where a read has come to."""

    query: str
    """The query that has succeeded."""
    output: str
    """Its result object, `s3://…`; empty where pages are read instead."""
    offset: int = 0
    """Bytes of the object that have been read."""
    token: str = ""
    """Asks for the next page."""
    columns: tuple[str, ...] = ()
    """The names of the result's columns, when the first row has been read."""
    is_over: bool = False
    note: str = ""
    """What was seen before the query ran of what it cannot read."""

    @property
    def is_first(self) -> bool:
        """Whether nothing has been read yet: the rows begin with the columns' names."""
        return not (self.offset or self.token)


class AthenaBackend(Inline):
    """A trail's table in Athena (`trailview.backends.base.Backend`)."""

    name = "athena"

    def __init__(
        self,
        access: Access,
        pacing: Pacing = SHARED,
        reuse_minutes: int = 0,
        newest: Newest | None = None,
        refusal: TrailviewError | None = None,
    ) -> None:
        """`reuse_minutes` is how old a result of the same query may be that is taken instead.

        `newest` is what earlier reads found out about partitions, and takes up what this one does.
        With `refusal` no query is run: that is raised in its place.
        """
        self._access = access
        self._pacing = pacing
        self._reuse_minutes = reuse_minutes
        self._newest: Newest = {} if newest is None else newest
        self._refusal = refusal

    def read(self, plan: Plan, cancel: Cancel, resume: object | None = None) -> Iterator[Batch]:
        """Batches of events, in any order, when the query has ended. Raises TrailviewError."""
        assert isinstance(plan, AthenaPlan)
        pages = Pages(resume)
        caller = Caller(self._access, plan.region, self._pacing)
        reading = _Reading(plan, caller, pages, cancel, self._newest)
        try:
            if isinstance(pages.place, _Place):
                try:
                    yield from reading.rows(pages.place)
                except ServiceError as error:
                    if error.code != _FORGOTTEN:
                        raise
                else:
                    return
            yield from reading.rows((yield from self._run(plan, caller, pages, cancel)))
        except Cancelled:
            return

    def _run(
        self, plan: AthenaPlan, caller: Caller, pages: Pages, cancel: Cancel
    ) -> Generator[Batch, None, _Place]:
        """Run the query to its end; the place before its first row."""
        if self._refusal is not None:
            raise self._refusal
        statement = Statement(
            plan.sql, plan.database, plan.catalog, plan.workgroup, plan.output, self._reuse_minutes
        )
        note = yield from lacking(plan, caller, pages, cancel)
        before = pages.tally
        pages.tally = replace(before, requests=before.requests + 1, phase="starting")
        reads = _extent(plan)
        try:
            with closing(run_query(self._access, caller, statement, cancel)) as running:
                for news in running:
                    if isinstance(news, Silence):
                        pages.tally = replace(pages.tally, phase=str(news), waiting=news.seconds)
                        yield pages.progress()
                        continue
                    pages.tally = _told(pages.tally, news, before, reads)
                    place = _Place(news.query, news.output, note=note)
                    pages.place = place if news.is_over else None
                    yield pages.progress()
        except ServiceError as error:
            raise pointed(error, plan.question.raw) from None
        return place


def _extent(plan: AthenaPlan) -> str:
    """What the query reads, to be said of it, as far as that can be known."""
    if plan.question.raw:
        return ""
    if plan.full_scan:
        return ", to read the whole table"
    count, what = (plan.partitions, "partition") if plan.partitions else (plan.days, "day")
    ending = "" if count == 1 else "s"
    return f", to read {'all' if count is None else f'{count:,}'} {what}{ending}"


def _told(tally: Tally, look: Look, before: Tally, reads: str) -> Tally:
    """Take over what Athena says of a query, beside what was known `before` it."""
    cost = 0.0 if look.is_reused else price(look.scanned)
    phase = "" if look.is_over else look.state.lower() + reads
    if look.state == "RUNNING" and look.queued >= 1:
        phase += f", after {look.queued:.0f} s in the queue"
    return replace(
        tally, bytes=before.bytes + look.scanned, cost=(before.cost or 0.0) + cost, phase=phase
    )


class _Reading:
    """The rows of one query's result."""

    def __init__(
        self, plan: AthenaPlan, caller: Caller, pages: Pages, cancel: Cancel, newest: Newest
    ) -> None:
        self._plan = plan
        self._caller = caller
        self._pages = pages
        self._cancel = cancel
        self._newest = newest
        self._is_raw = bool(plan.question.raw)

    def rows(self, place: _Place) -> Iterator[Batch]:
        """All rows from a place on. Raises Cancelled and TrailviewError."""
        if self._is_raw and not place.output.endswith(".csv"):
            place = place._replace(output="")  # SHOW and its like write no table
        if place.output:
            try:
                while not place.is_over:
                    place = yield from self._part(place)
            except ServiceError:
                if place.offset:
                    raise
                place = place._replace(output="")  # Athena may give what S3 does not
        while not place.is_over:
            place = yield from self._page(place)
        yield from self._reach(place)

    def _reach(self, place: _Place) -> Generator[Batch, None, None]:
        """Tell what is asked about that has no partition, and with that what is covered."""
        if self._plan.listed is None:
            return
        found = yield from reach(self._plan, self._caller, self._pages, self._cancel, self._newest)
        window = self._plan.question.window
        covered = window if found.until is None else Window(window.since, found.until)
        if found.problem is not None:
            last = self._pages.batch([], covered, place, [found.problem])
        else:
            last = replace(self._pages.progress(), covered=covered)
        yield replace(last, notes=(place.note,) if place.note else ())

    def _part(self, place: _Place) -> Generator[Batch, None, _Place]:
        """Read a part of the result object; the place behind its last whole row."""
        bucket, _, key = place.output.removeprefix("s3://").partition("/")
        size = _BYTES if place.offset else _FIRST_BYTES
        while True:
            wanted = f"bytes={place.offset}-{place.offset + size - 1}"
            asked = {"Bucket": bucket, "Key": key, "Range": wanted}
            asking = self._caller.ask("s3", "get_object", asked, self._cancel)
            answer = yield from self._pages.answer(asking)
            data, total = answer["Body"], int(answer["ContentRange"].rpartition("/")[2])
            is_over = place.offset + len(data) >= total
            end = whole_rows(data)
            if end or is_over:
                break
            size *= 4  # a row is longer than that
        columns = place.columns or self._plan.columns
        columns = columns or tuple(name or "" for name in first_row(data[:end]))
        rows = list(rows_of(data[:end], len(columns)))
        after = place._replace(offset=place.offset + end, columns=columns, is_over=is_over)
        yield self._batch(rows, place, after)
        return after

    def _page(self, place: _Place) -> Generator[Batch, None, _Place]:
        """Read one page of Athena's own; the place behind it."""
        asked: dict[str, object] = {"QueryExecutionId": place.query, "MaxResults": PAGE}
        if place.token:
            asked["NextToken"] = place.token
        asking = self._caller.ask("athena", "get_query_results", asked, self._cancel)
        answer = yield from self._pages.answer(asking)
        rows = [
            [cell.get("VarCharValue") for cell in row.get("Data", ())]
            for row in answer["ResultSet"]["Rows"]
        ]
        described = answer["ResultSet"].get("ResultSetMetadata", {}).get("ColumnInfo", ())
        columns = self._plan.columns or tuple(column["Name"] for column in described)
        token = answer.get("NextToken", "")
        after = place._replace(token=token, columns=columns, is_over=not token)
        yield self._batch(rows, place, after)
        return after

    def _batch(self, rows: list[Row], place: _Place, after: _Place) -> Batch:
        columns = after.columns
        if place.is_first and rows and tuple(rows[0]) == columns:
            rows = rows[1:]
        elif place.is_first and not self._is_raw:
            raise ServiceError(
                "Result is not the query's",
                "It does not begin with the names of the columns that were asked for.",
                "Ask again.",
            )
        # Rows are in any order, and of listed partitions it has to be seen which there are.
        is_whole = after.is_over and self._plan.listed is None
        covered = self._plan.question.window if is_whole else None
        if not self._is_raw:
            found = [Delivery(record_of(columns, row)) for row in rows]
            return self._pages.batch(found, covered, after)
        if is_record(columns):
            found = [Delivery(record_of_texts(columns, row)) for row in rows]
            return self._pages.batch(found, covered, after)
        texts = [[cell or "" for cell in row] for row in rows]
        return self._pages.batch([], covered, after, plain=plain_table_of(columns, texts))
