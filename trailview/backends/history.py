"""Event history: CloudTrail's LookupEvents, newest events first, 50 a page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
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
from trailview.plans.plan import Plan
from trailview.question.query import Window

_PAGE: Final = 50
_NO_RECORD: Final = "came without its record; only what the list says of it is shown"
_CUT: Final = "its record is cut or broken; what is whole of it is shown, and what the list says"


class _Place(NamedTuple):
    """Where a read has come to."""

    until: int
    """The last second that is asked for: tokens are only good for the one they came with."""
    token: str = ""
    """Asks for the next page; empty for the first."""
    oldest: int | None = None
    """The time of the oldest event read."""
    is_end: bool = False

    def without_token(self) -> _Place:
        """The same place by time: some events of its last second come once more."""
        return _Place(self.until if self.oldest is None else self.oldest, oldest=self.oldest)


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
        place = pages.place if isinstance(pages.place, _Place) else _Place(plan.until)
        caller = Caller(self._access, plan.region, self._pacing)
        try:
            while not (place.is_end or plan.is_out_of_reach):
                try:
                    asking = caller.ask(
                        "cloudtrail", "lookup_events", _parameters(plan, place), cancel
                    )
                    answer = yield from pages.answer(asking)
                except ServiceError as error:
                    if error.code != "InvalidNextTokenException" or not place.token:
                        raise
                    place = place.without_token()
                else:
                    if caller.account:
                        told = other_accounts(plan.question, caller.account)
                        pages.tell((), [Problem("event history", "", text) for text in told])
                    found, problems = _deliveries(answer, caller.region)
                    place = _behind(place, answer, found)
                    yield pages.batch(found, _covered(plan, place), place, problems)
        except Cancelled:
            return


def _parameters(plan: HistoryPlan, place: _Place) -> dict[str, Any]:
    parameters: dict[str, Any] = {
        "StartTime": plan.since,
        "EndTime": place.until,
        "MaxResults": _PAGE,
    }
    if plan.attribute is not None:
        key, value = plan.attribute
        parameters["LookupAttributes"] = [{"AttributeKey": key, "AttributeValue": value}]
    if place.token:
        parameters["NextToken"] = place.token
    return parameters


def _behind(place: _Place, answer: Answer, found: list[Delivery]) -> _Place:
    """The place behind a page."""
    times = [delivery.time for delivery in found if delivery.time is not None]
    if place.oldest is not None:
        times.append(place.oldest)
    token = answer.get("NextToken", "")
    return _Place(place.until, token, min(times, default=None), is_end=not token)


def _covered(plan: HistoryPlan, place: _Place) -> Window | None:
    """What has been read whole: more events of the oldest second may be on the next page.

    What happened within the last minutes may not have been delivered yet: it is
    read and not covered.
    """
    if place.is_end:
        since = plan.since
    elif place.oldest is None or place.oldest >= plan.until:
        return None
    else:
        since = place.oldest + 1
    return Window(since, max(since, min(plan.until + 1, plan.delivered)))


def _deliveries(answer: Answer, region: str) -> tuple[list[Delivery], list[Problem]]:
    found, problems = [], []
    for entry in answer.get("Events", ()):
        moment = entry.get("EventTime")
        time = None if moment is None else int(moment.timestamp())
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
