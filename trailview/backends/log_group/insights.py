"""CloudWatch Logs Insights: queries that run in the service, watched until they end.

A query gives so many of its newest rows and no more. Where it has found more,
its span is halved, and the newer half is asked first. A query goes on, and
costs, when nobody looks any more: it is stopped whatever ends the read.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from trailview.aws.asking import Answer, Caller
from trailview.aws.calls import Cancelled
from trailview.aws.credentials.sessions import Access
from trailview.aws.pacing import SHARED, Pacing
from trailview.backends.base import Batch, Cancel, Problem
from trailview.backends.log_group.group import find_facts, find_group, known_of, tell
from trailview.backends.log_group.whole import Mender, Row, delivery_of, message_of
from trailview.backends.pages import Inline, Pages, is_record, is_whole, no_records
from trailview.backends.plain import PlainTable, plain_table
from trailview.errors import ServiceError
from trailview.events.record import Delivery
from trailview.events.times import iso
from trailview.plans.log_group.group import is_arn
from trailview.plans.log_group.insights import ROWS, InsightsPlan
from trailview.plans.log_group.insights import plan as plan_for
from trailview.plans.plan import Plan, Scope
from trailview.plans.raw import pointed
from trailview.question.query import Window

_DOLLARS_A_BYTE: Final = 0.005 / 1e9
"""The price of scanning in us-east-1; some other regions take more."""
_FIRST_PAUSE: Final = 0.25
_LONGEST_PAUSE: Final = 2.0
_LONGEST_QUERY: Final = 65 * 60
"""Seconds that a query is watched: CloudWatch ends it after 60 minutes (its quotas)."""
_PHASES: Final = {"Scheduled": "queued", "Running": "running", "Complete": ""}
_ENDS: Final = {
    "Failed": "Ask again; a shorter time range may help.",
    "Timeout": "Queries may run for 60 minutes: ask for a shorter time range.",
    "Cancelled": "Somebody else has stopped it; ask again.",
}
_FORGOTTEN: Final = ("InvalidParameterException", "ResourceNotFoundException")
"""What is said to a token after an hour, and to a query after a week."""


class _Span(NamedTuple):
    """Seconds of delivery, the first and the last."""

    first: int
    last: int

    def halves(self) -> tuple[_Span, _Span]:
        """The newer half and the older one."""
        middle = (self.first + self.last + 1) // 2
        return _Span(middle, self.last), _Span(self.first, middle - 1)


class _Place(NamedTuple):
    """Where a read has come to."""

    spans: tuple[_Span, ...]
    """What has not been read whole, newest first."""
    query: str = ""
    """The query that has ended over the first span, some pages of which are still to be read."""
    token: str = ""
    """Asks for that query's next page."""
    rows: int = 0
    """Rows of that query so far."""

    def behind(self) -> _Place:
        """The place behind the first span."""
        return _Place(self.spans[1:])

    def split(self) -> _Place:
        """The same place with the first span halved."""
        return _Place((*self.spans[0].halves(), *self.spans[1:]))


class InsightsBackend(Inline):
    """A trail's log group, by Insights queries (`trailview.backends.base.Backend`)."""

    name = "insights"

    def __init__(self, access: Access, pacing: Pacing = SHARED, most_rows: int = ROWS) -> None:
        """`most_rows` is how many rows the plan's query gives at most."""
        self._access = access
        self._pacing = pacing
        self._most_rows = most_rows

    def read(self, plan: Plan, cancel: Cancel, resume: object | None = None) -> Iterator[Batch]:
        """Batches of events while queries run; each row comes once. Raises TrailviewError."""
        assert isinstance(plan, InsightsPlan)
        pages = Pages(resume)
        place = _Place((_Span(plan.since, plan.until),))
        if isinstance(pages.place, _Place):
            place = pages.place
        try:
            caller, group = yield from pages.follow(
                find_group(self._access, self._pacing, plan.region, plan.log_group, cancel)
            )
            facts = yield from pages.follow(find_facts(caller, group, cancel, by_insights=True))
            if facts is not None and facts.is_infrequent and not plan.question.raw:
                scope = Scope(now=plan.now, region=caller.region, log_group=group, group=facts)
                plan = plan_for(plan.question, scope)
            known = known_of(facts, plan, by_insights=True)
            tell(pages, group, facts, known, plan.question)
            reading = _Reading(plan, caller, group, pages, cancel, self._most_rows)
            while place.spans:
                place = yield from reading.read_on(place)
        except Cancelled:
            return


class _Reading:
    """One read: its queries, one after the other."""

    def __init__(
        self,
        plan: InsightsPlan,
        caller: Caller,
        group: str,
        pages: Pages,
        cancel: Cancel,
        most_rows: int,
    ) -> None:
        self._plan = plan
        self._caller = caller
        self._group = group
        self._pages = pages
        self._cancel = cancel
        self._most_rows = most_rows
        self._raw = plan.question.raw
        self._mender = Mender(caller, group, pages, cancel)
        self._seen: set[str] = set()
        """The rows that have been handed over, by their `@ptr`."""

    def read_on(self, place: _Place) -> Generator[Batch, None, _Place]:
        """Read the first span, or halve it; the place behind that."""
        if place.query:
            return (yield from self._go_on(place))
        query = yield from self._start(place.spans[0])
        is_over = False
        try:
            answer = yield from self._watch(query, place)
            is_over = True
        finally:
            if not is_over:
                self._stop(query)
        return (yield from self._read_pages(place._replace(query=query), answer))

    def _go_on(self, place: _Place) -> Generator[Batch, None, _Place]:
        """Read the pages of an ended query that are left, if the service still has them."""
        try:
            answer = yield from self._page(place)
        except ServiceError as error:
            if error.code not in _FORGOTTEN:
                raise
            return _Place(place.spans)
        return (yield from self._read_pages(place, answer))

    def _start(self, span: _Span) -> Generator[Batch, None, str]:
        parameters = {
            "startTime": span.first,
            "endTime": span.last,
            "queryString": self._plan.query,
            **_named(self._group),
        }
        asking = self._caller.ask("logs", "start_query", parameters, self._cancel, self._stop_late)
        try:
            answer = yield from self._pages.answer(asking)
        except ServiceError as error:
            raise pointed(error, self._raw) from None
        return str(answer["queryId"])

    def _stop(self, query: str) -> None:
        self._caller.tell("logs", "stop_query", {"queryId": query})

    def _stop_late(self, answer: Answer) -> None:
        """A query that has started when nobody wants it any more."""
        self._stop(answer["queryId"])

    def _watch(self, query: str, place: _Place) -> Generator[Batch, None, Answer]:
        """Look at a query until it is complete; what it has found so far comes in batches."""
        scanned_before, pause = self._pages.tally.bytes, _FIRST_PAUSE
        given_up = self._caller.now() + _LONGEST_QUERY
        while True:
            answer = yield from self._page(place._replace(query=query))
            self._count(answer, scanned_before)
            status = answer.get("status", "Unknown")
            if status == "Complete":
                return answer
            if status in _ENDS:
                raise ServiceError(
                    f"Query has ended: {status}",
                    f"The query over {self._group} did not complete.",
                    _ENDS[status],
                )
            if self._caller.now() >= given_up:
                raise ServiceError(
                    f"Query does not end: {status}",
                    f"The query over {self._group} was still going on after "
                    f"{_LONGEST_QUERY // 60} minutes.",
                    "It is stopped. Ask for a shorter time range.",
                )
            yield self._partial(answer, place)
            self._caller.rest(pause, self._cancel)
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _page(self, place: _Place) -> Generator[Batch, None, Answer]:
        parameters = {"queryId": place.query}
        if place.token:
            parameters["nextToken"] = place.token
        asking = self._caller.ask("logs", "get_query_results", parameters, self._cancel)
        return (yield from self._pages.answer(asking))

    def _count(self, answer: Answer, scanned_before: int) -> None:
        """Take over what the service says it has done."""
        tally, statistics = self._pages.tally, answer.get("statistics", {})
        scanned = max(tally.bytes, scanned_before + int(statistics.get("bytesScanned", 0)))
        self._pages.tally = replace(
            tally,
            bytes=scanned,
            cost=scanned * _DOLLARS_A_BYTE,
            phase=_PHASES.get(answer.get("status", ""), "running"),
        )

    def _partial(self, answer: Answer, place: _Place) -> Batch:
        """What a running query has found. A raw one's rows may still change, so they wait."""
        fresh = [] if self._raw else self._fresh(answer)
        # What came cut is fetched when the query has ended, and has to be told by then.
        fresh = [row for row in fresh if not _is_cut(row)]
        found, problems = self._taken(fresh)
        if not found:
            return self._pages.progress()
        return self._pages.batch(found, self._covered(place), place, problems)

    def _read_pages(self, place: _Place, answer: Answer) -> Generator[Batch, None, _Place]:
        """Read a complete query's pages, of which `answer` is the next."""
        while True:
            plain, problems = None, tuple[Problem, ...]()
            fresh = self._fresh(answer)
            cut = [row for row in fresh if _is_cut(row)]
            mended, not_whole = yield from self._mender.mended(cut)
            self._seen.update(map(_key, cut))
            whole = [row for row in fresh if not _is_cut(row)]
            if self._raw:
                found, plain = _told_apart(whole)
            else:
                found, problems = self._taken(whole)
            found, problems = [*found, *mended], (*problems, *not_whole)
            rows = place.rows + len(answer.get("results", ()))
            token = answer.get("nextToken", "")
            result_count = int(answer.get("statistics", {}).get("resultCount", 0))
            is_full = max(rows, result_count) >= self._most_rows
            if is_full and place.spans[0].first < place.spans[0].last and not self._raw:
                after = place.split()
            elif token:
                after = place._replace(token=token, rows=rows)
            else:
                after = place.behind()
                problems += self._missing(place.spans[0]) if is_full else ()
            yield self._pages.batch(found, self._covered(after), after, problems, plain)
            if not after.token:
                return after
            place = after
            answer = yield from self._page(place)

    def _fresh(self, answer: Answer) -> list[dict[str, str]]:
        """A page's rows that have not been handed over yet; of a raw query, all of them."""
        rows = [_fields(row) for row in answer.get("results", ())]
        return rows if self._raw else [row for row in rows if _key(row) not in self._seen]

    def _taken(self, rows: Sequence[Row]) -> tuple[list[Delivery], tuple[Problem, ...]]:
        """The records of rows that are handed over now, and how many are none."""
        self._seen.update(map(_key, rows))
        found = [delivery_of(row) for row in rows if is_record(row.get("@message", ""))]
        return found, no_records(self._group, len(rows) - len(found))

    def _missing(self, span: _Span) -> tuple[Problem, ...]:
        if self._raw:
            reason = f"the most rows that a query gives, {self._most_rows:,}: more may be missing"
            return (Problem(self._group, "", reason),)
        reason = f"more than {self._most_rows:,} events in one second: the rest is missing"
        return (Problem(self._group, iso(span.first), reason),)

    def _covered(self, place: _Place) -> Window | None:
        """What has been read whole, by the events' own times.

        Events are delivered after they happen: what was delivered from a
        moment on holds all that happened from then on.
        """
        until = self._plan.until + 1 - self._plan.delay
        if not place.spans:
            return Window(self._plan.question.window.since, until)
        reached = place.spans[0].last + 1
        return Window(reached, until) if reached < until else None


def _named(group: str) -> dict[str, object]:
    return {"logGroupIdentifiers": [group]} if is_arn(group) else {"logGroupName": group}


def _fields(row: Sequence[Mapping[str, str]]) -> dict[str, str]:
    return {cell["field"]: cell.get("value", "") for cell in row if "field" in cell}


def _is_cut(row: Row) -> bool:
    """Whether a row has a record that did not come whole."""
    return is_record(row.get("@message", "")) and not is_whole(message_of(row))


def _told_apart(rows: Sequence[dict[str, str]]) -> tuple[list[Delivery], PlainTable | None]:
    """Rows that carry a record, and the others without the service's own pointers."""
    found = [delivery_of(row) for row in rows if is_record(row.get("@message", ""))]
    others = [row for row in rows if not is_record(row.get("@message", ""))]
    for row in others:
        row.pop("@ptr", None)
    return found, plain_table(others)


def _key(row: Mapping[str, str]) -> str:
    return row.get("@ptr") or row.get("@message", "")
