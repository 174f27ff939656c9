"""CloudWatch Logs by filter pattern: FilterLogEvents, page after page, empty ones included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from trailview.aws.asking import Answer, Caller
from trailview.aws.calls import Cancelled
from trailview.aws.credentials.sessions import Access
from trailview.aws.pacing import SHARED, Pacing
from trailview.backends.base import Batch, Cancel, Problem
from trailview.backends.log_group.group import find_facts, find_group, known_of, tell
from trailview.backends.log_group.insights import InsightsBackend
from trailview.backends.pages import Inline, Pages, is_record, is_whole, no_records, remade
from trailview.backends.plain import plain_table
from trailview.errors import ServiceError
from trailview.events.record import Delivery
from trailview.events.times import iso
from trailview.plans.log_group.facts import GroupFacts
from trailview.plans.log_group.group import is_arn
from trailview.plans.log_group.insights import InsightsPlan
from trailview.plans.log_group.insights import plan as insights_plan
from trailview.plans.log_group.patterns import LogsPlan
from trailview.plans.plan import Plan, Scope
from trailview.question.query import Window

_LOST_TOKEN: Final = "nextToken"  # noqa: S105  (what the service says of a token that is not good)


class _Place(NamedTuple):
    """Where a read has come to, by the times of delivery in milliseconds."""

    since: int | None
    until: int
    """What is asked for: tokens are only good for the span that they came with."""
    token: str = ""
    """Asks for the next page; empty for the first."""
    last: int | None = None
    """The delivery read last: the earliest of all where they come newest first."""
    is_end: bool = False

    def without_token(self, newest_first: bool) -> _Place:
        """The same place by time: some events of its last millisecond come once more."""
        if self.last is None:
            return self._replace(token="")
        if newest_first:
            return self._replace(token="", until=self.last)
        return self._replace(token="", since=self.last)


class LogsBackend(Inline):
    """A trail's log group, by filter pattern (`trailview.backends.base.Backend`)."""

    name = "logs"

    def __init__(self, access: Access, pacing: Pacing = SHARED) -> None:
        self._access = access
        self._pacing = pacing

    def read(self, plan: Plan, cancel: Cancel, resume: object | None = None) -> Iterator[Batch]:
        """Batches of events in the order of their delivery; pages without any give batches too.

        Each page is asked for when its batch is. Raises TrailviewError.
        """
        assert isinstance(plan, LogsPlan)
        pages = Pages(resume)
        start = _Place(plan.since_ms, plan.until_ms)
        place = pages.place if isinstance(pages.place, _Place) else start
        try:
            caller, group = yield from pages.follow(
                find_group(self._access, self._pacing, plan.region, plan.log_group, cancel)
            )
            facts = yield from pages.follow(find_facts(caller, group, cancel))
            if facts is not None and facts.is_infrequent:
                asked = self._by_insights(plan, caller, group, facts)
                insights = InsightsBackend(self._access, self._pacing)
                yield from insights.read(asked, cancel, resume)
                return
            known = known_of(facts, plan, by_insights=False)
            tell(pages, group, facts, known, plan.question)
            while not place.is_end:
                try:
                    asking = caller.ask(
                        "logs", "filter_log_events", _parameters(plan, group, place), cancel
                    )
                    answer = yield from pages.answer(asking)
                except ServiceError as error:
                    if not place.token or _LOST_TOKEN not in error.message:
                        raise
                    place = place.without_token(plan.newest_first)
                else:
                    found, cut, others = _told_apart(answer)
                    place = _behind(place, answer, plan.newest_first)
                    is_raw, problems = bool(plan.question.raw), tuple[Problem, ...]()
                    if is_raw:
                        others = [*others, *cut]
                    else:
                        more, problems = _what_is_left(cut, group)
                        found += more
                        problems += no_records(group, len(others))
                    plain = plain_table(list(map(_cells, others))) if is_raw else None
                    yield pages.batch(found, _covered(plan, place), place, problems, plain)
        except Cancelled:
            return

    def _by_insights(
        self, plan: LogsPlan, caller: Caller, group: str, facts: GroupFacts
    ) -> InsightsPlan:
        """The same question for a group that filter patterns cannot read."""
        if plan.question.raw:
            raise ServiceError(
                "Log group takes no filter pattern",
                f"{facts.name} is of class Infrequent Access, which only Insights reads.",
                "Ask in the language of Insights: --backend insights --raw QUERY.",
            )
        scope = Scope(now=plan.now, region=caller.region, log_group=group, group=facts)
        return insights_plan(plan.question, scope)


def _parameters(plan: LogsPlan, group: str, place: _Place) -> dict[str, Any]:
    parameters: dict[str, Any] = {
        "logGroupIdentifier" if is_arn(group) else "logGroupName": group,
        "endTime": place.until,
    }
    if place.since is not None:
        parameters["startTime"] = place.since
    if plan.pattern:
        parameters["filterPattern"] = plan.pattern
    if plan.newest_first:
        parameters["startFromHead"] = False
    if place.token:
        parameters["nextToken"] = place.token
    return parameters


_Entries = list[Mapping[str, Any]]


def _told_apart(answer: Answer) -> tuple[list[Delivery], _Entries, _Entries]:
    """A page's records, the log events whose record is cut or broken, and those that are none."""
    found: list[Delivery] = []
    cut: _Entries = []
    others: _Entries = []
    for event in answer.get("events", ()):
        message = event.get("message", "")
        raw = message.encode("utf-8", "replace")
        if not is_record(message):
            others.append(event)
        elif is_whole(raw):
            found.append(Delivery(raw, event["timestamp"] // 1000))
        else:
            cut.append(event)
    return found, cut, others


def _what_is_left(cut: _Entries, group: str) -> tuple[list[Delivery], tuple[Problem, ...]]:
    """What is whole of the records that are cut, and each of them as a problem."""
    found: list[Delivery] = []
    problems: list[Problem] = []
    for event in cut:
        time, raw = event["timestamp"] // 1000, event["message"].encode("utf-8", "replace")
        more, problem = remade(raw, time, group, str(event.get("eventId", "")))
        found += more
        problems.append(problem)
    return found, tuple(problems)


def _cells(event: Mapping[str, Any]) -> dict[str, str]:
    """A log event that is no record, under the names that Insights has for its members."""
    return {
        "@timestamp": iso(event["timestamp"] // 1000),
        "@logStream": str(event.get("logStreamName", "")),
        "@message": str(event.get("message", "")),
    }


def _behind(place: _Place, answer: Answer, newest_first: bool) -> _Place:
    """The place behind a page."""
    times = [event["timestamp"] for event in answer.get("events", ())]
    if place.last is not None:
        times.append(place.last)
    last = (min if newest_first else max)(times, default=None)
    token = answer.get("nextToken", "")
    return place._replace(token=token, last=last, is_end=not token)


def _covered(plan: LogsPlan, place: _Place) -> Window | None:
    """What has been read whole, by the events' own times.

    An event is delivered after it happened, `plan.delay` seconds at most. So
    reading back to a delivery covers all that happened later; reading on to
    one covers what happened `plan.delay` seconds before it. Where deliveries
    are asked about, the times are theirs.
    """
    since = plan.question.window.since
    until = (plan.until_ms + 1) // 1000 - plan.delay
    if place.is_end:
        return Window(since, until)
    if place.last is None:
        return None
    reached = place.last // 1000
    if plan.newest_first:
        return Window(reached + 1, until) if reached + 1 < until else None
    reached = min(reached - plan.delay, until)
    return Window(since, reached) if since is None or since < reached else None
