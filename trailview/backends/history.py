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
from trailview.backends.pages import Inline, Pages
from trailview.errors import ServiceError
from trailview.events.record import Delivery
from trailview.events.times import iso
from trailview.plans.history import HistoryPlan
from trailview.plans.plan import Plan
from trailview.question.query import Window

_PAGE: Final = 50
_NO_RECORD: Final = "came without its record; only what the list says of it is shown"


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
    """What has been read whole: more events of the oldest second may be on the next page."""
    if place.is_end:
        return Window(plan.since, plan.until + 1)
    if place.oldest is None or place.oldest >= plan.until:
        return None
    return Window(place.oldest + 1, plan.until + 1)


def _deliveries(answer: Answer, region: str) -> tuple[list[Delivery], list[Problem]]:
    found, problems = [], []
    for entry in answer.get("Events", ()):
        moment = entry.get("EventTime")
        time = None if moment is None else int(moment.timestamp())
        text = entry.get("CloudTrailEvent")
        if not text:
            text = json.dumps(_rebuilt(entry, time, region), ensure_ascii=False)
            problems.append(Problem("event history", entry.get("EventId", ""), _NO_RECORD))
        resources = entry.get("Resources")
        listed = json.dumps(resources, ensure_ascii=False) if resources else ""
        found.append(Delivery(_bytes(text), time, _bytes(listed)))
    return found, problems


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _rebuilt(entry: Mapping[str, Any], time: int | None, region: str) -> dict[str, Any]:
    """What an entry says beside the record it should have, in the record's own spelling."""
    identity = {"userName": entry.get("Username"), "accessKeyId": entry.get("AccessKeyId")}
    members = {
        "eventTime": None if time is None else iso(time),
        "eventSource": entry.get("EventSource"),
        "eventName": entry.get("EventName"),
        "awsRegion": region,
        "readOnly": entry.get("ReadOnly"),
        "eventID": entry.get("EventId"),
        "userIdentity": {name: value for name, value in identity.items() if value is not None},
    }
    return {name: value for name, value in members.items() if value is not None}
