"""Event history: CloudTrail's LookupEvents, newest events first, 50 a page.

Several look-ups of one plan go back in time together, and an event that more
than one of them finds comes once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from trailview.aws.asking import Answer, Caller
from trailview.aws.calls import Cancelled
from trailview.aws.credentials.sessions import Access
from trailview.aws.pacing import SHARED, Pacing
from trailview.backends.base import Batch, Cancel, Problem
from trailview.backends.pages import Inline, Pages, is_whole
from trailview.errors import ServiceError
from trailview.events.rebuilt import rebuilt
from trailview.events.record import Delivery
from trailview.events.times import iso
from trailview.plans.history import HistoryPlan, other_accounts
from trailview.plans.lookups import PAGE
from trailview.plans.plan import Plan
from trailview.question.query import Window

_NO_RECORD: Final = "came without its record; only what the list says of it is shown"
_CUT: Final = "its record is cut or broken; what is whole of it is shown, and what the list says"


class _At(NamedTuple):
    """Where one look-up has come to."""

    until: int
    """The last second that is asked for: tokens are only good for the one they came with."""
    token: str = ""
    """Asks for the next page; empty for the first."""
    oldest: int | None = None
    """The time of the oldest event read."""
    is_end: bool = False

    @property
    def newest_to_come(self) -> int:
        """The last second of which more may come."""
        return self.until if self.oldest is None else self.oldest

    def without_token(self) -> _At:
        """The same place by time: some events of its last second come once more."""
        return _At(self.newest_to_come, oldest=self.oldest)


class _Place(NamedTuple):
    """Where a read has come to: that of each look-up, in the plan's order."""

    looks: tuple[_At, ...]
    given: frozenset[tuple[str, int]] = frozenset()
    """IDs and times of the events that another look-up may still give again."""

    @property
    def next(self) -> int | None:
        """The look-up that is to be asked: the one least far back; None at the end.

        So all of them go back together, and what is covered grows with each.
        """
        left = [number for number, at in enumerate(self.looks) if not at.is_end]
        return max(left, key=lambda number: self.looks[number].newest_to_come, default=None)

    def at(self, number: int, at: _At, given: frozenset[tuple[str, int]] = frozenset()) -> _Place:
        """The place where one look-up has come further."""
        looks = (*self.looks[:number], at, *self.looks[number + 1 :])
        newest = max((at.newest_to_come for at in looks if not at.is_end), default=-1)
        return _Place(looks, frozenset(one for one in self.given | given if one[1] <= newest))


class HistoryBackend(Inline):
    """The event history of one profile (`trailview.backends.base.Backend`)."""

    name = "history"

    def __init__(self, access: Access, pacing: Pacing = SHARED) -> None:
        self._access = access
        self._pacing = pacing

    def read(self, plan: Plan, cancel: Cancel, resume: object | None = None) -> Iterator[Batch]:
        """Batches of events, newest first; each page is asked for when its batch is.

        Raises TrailviewError.
        """
        assert isinstance(plan, HistoryPlan)
        pages = Pages(resume)
        place = pages.place if isinstance(pages.place, _Place) else _beginning(plan)
        caller = Caller(self._access, plan.region, self._pacing)
        try:
            while (number := place.next) is not None and not plan.is_out_of_reach:
                at = place.looks[number]
                try:
                    asking = caller.ask(
                        "cloudtrail", "lookup_events", _parameters(plan, number, at), cancel
                    )
                    answer = yield from pages.answer(asking)
                except ServiceError as error:
                    if error.code != "InvalidNextTokenException" or not at.token:
                        raise
                    place = place.at(number, at.without_token())
                else:
                    if caller.account:
                        told = other_accounts(plan.question, caller.account)
                        pages.tell((), [Problem("event history", "", text) for text in told])
                    entries = _not_given(answer.get("Events", ()), place)
                    found, problems = _deliveries(entries, caller.region)
                    given = _ids(entries) if len(place.looks) > 1 else frozenset()
                    place = place.at(number, _behind(at, answer), given)
                    yield pages.batch(found, _covered(plan, place), place, problems)
        except Cancelled:
            return


def _beginning(plan: HistoryPlan) -> _Place:
    """One look-up for each that is planned, or one that asks for everything."""
    return _Place(tuple(_At(plan.until) for _ in plan.lookups or (None,)))


def _parameters(plan: HistoryPlan, number: int, at: _At) -> dict[str, Any]:
    parameters: dict[str, Any] = {
        "StartTime": plan.since,
        "EndTime": at.until,
        "MaxResults": PAGE,
    }
    if plan.lookups:
        key, value = plan.lookups[number]
        parameters["LookupAttributes"] = [{"AttributeKey": key, "AttributeValue": value}]
    if at.token:
        parameters["NextToken"] = at.token
    return parameters


def _behind(at: _At, answer: Answer) -> _At:
    """The place behind a page."""
    times = [time for entry in answer.get("Events", ()) if (time := _time(entry)) is not None]
    if at.oldest is not None:
        times.append(at.oldest)
    token = answer.get("NextToken", "")
    return _At(at.until, token, min(times, default=None), is_end=not token)


def _time(entry: Mapping[str, Any]) -> int | None:
    moment = entry.get("EventTime")
    return None if moment is None else int(moment.timestamp())


def _ids(entries: Iterable[Mapping[str, Any]]) -> frozenset[tuple[str, int]]:
    """Events by their IDs and times; those that lack either are never taken for the same."""
    return frozenset(
        (entry["EventId"], time)
        for entry in entries
        if entry.get("EventId") and (time := _time(entry)) is not None
    )


def _not_given(entries: Sequence[Mapping[str, Any]], place: _Place) -> list[Mapping[str, Any]]:
    """The events of a page that no look-up has given before."""
    return [entry for entry in entries if place.given.isdisjoint(_ids((entry,)))]


def _covered(plan: HistoryPlan, place: _Place) -> Window | None:
    """What all look-ups have read whole: more events of an oldest second may be on the next page.

    What happened within the last minutes may not have been delivered yet: it is
    read and not covered.
    """
    left = [at for at in place.looks if not at.is_end]
    since = max((at.newest_to_come + 1 for at in left), default=plan.since)
    if left and since > plan.until:
        return None
    return Window(since, max(since, min(plan.until + 1, plan.delivered)))


def _deliveries(
    entries: Iterable[Mapping[str, Any]], region: str
) -> tuple[list[Delivery], list[Problem]]:
    found, problems = [], []
    for entry in entries:
        time = _time(entry)
        raw = _bytes(str(entry.get("CloudTrailEvent") or ""))
        if is_whole(raw):
            resources = entry.get("Resources")
            listed = json.dumps(resources, ensure_ascii=False) if resources else ""
            found.append(Delivery(raw, time, _bytes(listed)))
            continue
        reason = _CUT if raw else _NO_RECORD
        problems.append(Problem("event history", entry.get("EventId", ""), reason))
        found.append(_made(raw, entry, time, region))
    return found, problems


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _made(cut: bytes, entry: Mapping[str, Any], time: int | None, region: str) -> Delivery:
    """The record of what is whole of it and of what the entry says, in the Region asked."""
    known = {**entry, "EventTime": None if time is None else iso(time)}
    made = rebuilt(cut, known, time) or Delivery(b"{}", time)
    members = json.loads(made.raw)
    raw = json.dumps({"awsRegion": region, **members}, ensure_ascii=False)
    return made._replace(raw=_bytes(raw))
