"""CloudWatch Logs Insights: StartQuery, GetQueryResults, StopQuery.

Queries read by the time of delivery, which is a log event's own time. They run
in steps, one at each look at their first page, so that a test sees the same
states every time; a step that takes long goes on in its own thread, and the
query is still running as long as it does. Sources: the botocore model of
CloudWatch Logs, the user guide's page on quotas.
"""

from __future__ import annotations

import threading
import uuid
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any, Final

from tests.aws_double.clock import Clock
from tests.aws_double.corpus import Corpus
from tests.aws_double.insights_evaluation import Answer, LogEvent
from tests.aws_double.insights_language import MAX_ROWS, parse_query
from tests.aws_double.insights_query import Query
from tests.aws_double.insights_run import Run
from tests.aws_double.insights_tokens import MalformedQueryError
from tests.aws_double.pacing import Rates
from tests.aws_double.service import ApiError, Call, UnknownOperation
from tests.aws_double.tokens import Tokens
from tests.aws_double.trails import Trail, Trails

PAGE: Final = 10_000
"""The most rows of one answer, and of a query that names no limit."""
MOST_RUNNING: Final = 100
MOST_CHARACTERS: Final = 10_000
PATIENCE: Final = 3.0
"""Real seconds for which a look waits for the step that it began, before it finds it running.

Less than clients wait for an answer, and more than steps take that a test has to see the end of.
"""
_GROUP_MEMBERS: Final = ("logGroupName", "logGroupNames", "logGroupIdentifiers")


class Insights:
    """The queries of all accounts and Regions, over the log groups of trails.

    `shares` is what part of its events a query has read at each look before it
    completes; 0 leaves it scheduled. StartQuery and GetQueryResults are let
    through `rate` times a second each, by the clock's monotonic time.
    """

    target = "Logs_20140328"

    def __init__(
        self,
        corpus: Corpus,
        trails: Trails,
        clock: Clock,
        *,
        shares: Sequence[float] = (0.0, 0.5),
        rate: int = 10,
        patience: float = PATIENCE,
    ) -> None:
        self._corpus = corpus
        self._trails = trails
        self._clock = clock
        self._shares = shares
        self._rate = rate
        self._patience = patience
        self._rates = Rates(clock)
        self._tokens = Tokens()
        self._groups: dict[Trail, list[LogEvent]] = {}
        self._runs: dict[str, Run] = {}
        self._lock = threading.Lock()
        self.cut: int | None = None
        """Characters after which a message is cut in results; None leaves all whole."""
        self.cut_always = False
        """Whether it is cut just so where it is fetched by its pointer."""

    @property
    def runs(self) -> list[Run]:
        """Every query so far, in the order in which they were started."""
        with self._lock:
            return list(self._runs.values())

    @property
    def running(self) -> list[Run]:
        """The queries that go on costing money."""
        return [run for run in self.runs if run.is_going]

    @property
    def stopped(self) -> list[Run]:
        return [run for run in self.runs if run.status == "Cancelled"]

    def call(self, call: Call) -> dict[str, Any]:
        operations = {
            "StartQuery": self._start,
            "GetQueryResults": self._results,
            "StopQuery": self._stop,
            "GetLogRecord": self._record,
        }
        if call.operation not in operations:
            raise UnknownOperation(call.operation)
        if call.operation != "StopQuery":
            self._rates.take((call.operation, call.account, call.region), self._rate)
        return operations[call.operation](call)

    def _start(self, call: Call) -> dict[str, Any]:
        body = call.body
        text, limit = str(body.get("queryString", "")), int(body.get("limit", PAGE))
        start, end = int(body["startTime"]), int(body["endTime"])
        if start > end:
            raise _invalid("End time should not be before start time.")
        if len(text) > MOST_CHARACTERS:
            raise _invalid(f"The query is longer than {MOST_CHARACTERS} characters.")
        if not 1 <= limit <= MAX_ROWS:
            raise _invalid(f"The limit has to lie between 1 and {MAX_ROWS}.")
        if body.get("queryLanguage", "CWLI") != "CWLI":
            raise _invalid("The double only knows the query language CWLI.")
        query = _parsed(text)
        trails = [self._trails.of_group(call, name) for name in _groups_of(body)]
        owner = (call.account, call.region)
        with self._lock:
            events = [event for trail in trails for event in self._between(trail, start, end)]
        run = Run(
            str(uuid.uuid4()),
            text,
            query,
            owner,
            events,
            len(trails),
            _limit(query, limit if "limit" in body else None),
        )
        with self._lock:
            going = sum(other.is_going and other.owner == owner for other in self._runs.values())
            if going >= MOST_RUNNING:
                raise ApiError("LimitExceededException", "Too many queries are running.")
            self._runs[run.id] = run
        return {"queryId": run.id}

    def _between(self, trail: Trail, start: int, end: int) -> Sequence[LogEvent]:
        """A log group's events of the seconds from `start` to `end`, both included, up to now."""
        end = min(end, int(self._clock.now()))
        events = self._groups.get(trail)
        if events is None:
            log = f"{trail.account}:{trail.log_group}"
            events = self._groups[trail] = [
                LogEvent(
                    delivered.at * 1000,
                    delivered.held.message,
                    log,
                    trail.log_stream,
                    f"{trail.name}-{delivered.number}",
                )
                for delivered in trail.deliveries(self._corpus)
            ]
        first = bisect_left(events, start * 1000, key=lambda event: event.timestamp)
        return events[first : bisect_right(events, end * 1000, key=lambda event: event.timestamp)]

    def _run(self, call: Call) -> Run:
        with self._lock:
            run = self._runs.get(str(call.body.get("queryId")))
        if run is None or run.owner != (call.account, call.region):
            raise ApiError("ResourceNotFoundException", "The specified query does not exist.")
        return run

    def _results(self, call: Call) -> dict[str, Any]:
        run = self._run(call)
        token = call.body.get("nextToken")
        if token is None:
            run.go_on(self._shares, self._patience)
        first = 0 if token is None else self._place(run, token)
        end = first + min(int(call.body.get("maxItems", PAGE)), PAGE)
        answer = run.answer
        page = answer.rows[first:end]
        result: dict[str, Any] = {
            "queryLanguage": "CWLI",
            "status": run.status,
            "results": [
                [{"field": name, "value": self._shown(name, text)} for name, text in row]
                for row in page
            ],
            "statistics": _statistics(run, answer),
        }
        if run.status == "Complete" and end < len(answer.rows):
            result["nextToken"] = self._tokens.give({"queryId": run.id}, end, self._clock.now())
        return result

    def _shown(self, name: str, text: str) -> str:
        return text[: self.cut] if name == "@message" else text

    def _record(self, call: Call) -> dict[str, Any]:
        """A log event by the pointer that a row had."""
        pointer = call.body["logRecordPointer"]
        for event in (event for run in self.runs for event in run.events):
            if event.pointer == pointer:
                message = event.message[: self.cut] if self.cut_always else event.message
                return {"logRecord": {"@message": message, "@ptr": pointer}}
        raise _invalid("The log record pointer is invalid.")

    def _place(self, run: Run, token: str) -> int:
        try:
            place: int = self._tokens.place(token, {"queryId": run.id}, self._clock.now())
        except KeyError:
            raise _invalid("The specified nextToken is invalid.") from None
        return place

    def _stop(self, call: Call) -> dict[str, Any]:
        if not self._run(call).stop():
            raise _invalid("Provided query is not running: it has ended.")
        return {"success": True}


def _invalid(message: str) -> ApiError:
    return ApiError("InvalidParameterException", message)


def _parsed(text: str) -> Query:
    try:
        return parse_query(text)
    except MalformedQueryError as error:
        location = {"startCharOffset": error.start, "endCharOffset": error.end}
        compile_error = {"location": location, "message": str(error)}
        members = {"queryCompileError": compile_error}
        raise ApiError("MalformedQueryException", str(error), members=members) from None


def _groups_of(body: dict[str, Any]) -> list[str]:
    """The log groups that a query names in one of the three ways."""
    given = [member for member in _GROUP_MEMBERS if body.get(member)]
    if len(given) != 1:
        raise _invalid(f"Exactly one of {', '.join(_GROUP_MEMBERS)} has to be given.")
    value = body[given[0]]
    names = [value] if given[0] == "logGroupName" else list(value)
    if len(names) > 50:
        raise _invalid("A query reads at most 50 log groups.")
    for name in names:
        if name.endswith(":*") or (":" in name and given[0] != "logGroupIdentifiers"):
            raise _invalid(f"{name} is no log group's name or identifier.")
    return names


def _limit(query: Query, given: int | None) -> int:
    """The smaller of the query's own limit and the request's; that of a page without either."""
    return min((x for x in (query.limit, given) if x is not None), default=PAGE)


def _statistics(run: Run, answer: Answer) -> dict[str, float]:
    return {
        "recordsMatched": float(answer.matched),
        "recordsScanned": float(run.read),
        "bytesScanned": float(sum(event.size for event in run.scanned)),
        "logGroupsScanned": float(run.groups),
        "estimatedRecordsSkipped": 0.0,
        "estimatedBytesSkipped": 0.0,
        "resultCount": float(len(answer.rows)),
    }
