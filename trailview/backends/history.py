"""Event history: CloudTrail's LookupEvents, newest events first, 50 a page.

Several look-ups of one plan go back in time together, and an event that more
than one of them finds comes once.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from math import ceil
from typing import Any, Final, NamedTuple

from trailview.aws.asking import Answer, Caller
from trailview.aws.calls import Cancelled
from trailview.aws.credentials.sessions import Access
from trailview.aws.pacing import SHARED, Pacing
from trailview.backends.base import Batch, Cancel, Problem
from trailview.backends.begun_sessions import Begun, BegunSessions
from trailview.backends.history_pages import At, Attribute, behind, parameters, time_of
from trailview.backends.pages import Inline, Pages, is_whole
from trailview.errors import ServiceError
from trailview.events.rebuilt import rebuilt
from trailview.events.record import Delivery
from trailview.events.text import counted
from trailview.events.times import iso
from trailview.plans.history import HistoryPlan, other_accounts
from trailview.plans.plan import Plan
from trailview.plans.role_sessions import ThroughSessions
from trailview.question.query import Window

_NO_RECORD: Final = "came without its record; only what the list says of it is shown"
_CUT: Final = "its record is cut or broken; what is whole of it is shown, and what the list says"


class _Place(NamedTuple):
    """Where a read has come to: that of each look-up."""

    looks: tuple[At, ...]
    attributes: tuple[Attribute | None, ...]
    """What each looks up; None is every event."""
    given: frozenset[tuple[str, int]] = frozenset()
    """IDs and times of the events that another look-up may still give again."""

    @property
    def next(self) -> int | None:
        """The look-up that is to be asked: the one least far back; None at the end.

        So all of them go back together, and what is covered grows with each.
        """
        left = [number for number, at in enumerate(self.looks) if not at.is_end]
        return max(left, key=lambda number: self.looks[number].newest_to_come, default=None)

    def at(self, number: int, at: At, given: frozenset[tuple[str, int]] = frozenset()) -> _Place:
        """The place where one look-up has come further."""
        looks = (*self.looks[:number], at, *self.looks[number + 1 :])
        newest = max((at.newest_to_come for at in looks if not at.is_end), default=-1)
        there = frozenset(one for one in self.given | given if one[1] <= newest)
        return _Place(looks, self.attributes, there)


class HistoryBackend(Inline):
    """The event history of one profile (`trailview.backends.base.Backend`)."""

    name = "history"

    def __init__(self, access: Access, pacing: Pacing = SHARED) -> None:
        self._access = access
        self._pacing = pacing
        self._sessions = BegunSessions()

    def read(self, plan: Plan, cancel: Cancel, resume: object | None = None) -> Iterator[Batch]:
        """Batches of events, newest first; each page is asked for when its batch is.

        Raises TrailviewError.
        """
        assert isinstance(plan, HistoryPlan)
        pages = Pages(resume)
        caller = Caller(self._access, plan.region, self._pacing)
        try:
            if isinstance(pages.place, _Place):
                place, told, answer = pages.place, _Told(), None
            else:
                place, told, answer = yield from self._beginning(plan, caller, pages, cancel)
            while (number := place.next) is not None and not plan.is_out_of_reach:
                at = place.looks[number]
                asked = parameters(plan.since, at, place.attributes[number])
                try:
                    if answer is None:
                        asking = caller.ask("cloudtrail", "lookup_events", asked, cancel)
                        answer = yield from pages.answer(asking)
                except ServiceError as error:
                    if error.code != "InvalidNextTokenException" or not at.token:
                        raise
                    place = place.at(number, at.without_token())
                else:
                    elsewhere = caller.account and other_accounts(plan.question, caller.account)
                    pages.tell(told.notes, _problems((*(elsewhere or ()), *told.problems)))
                    entries = _not_given(answer.get("Events", ()), place)
                    found, problems = _deliveries(entries, caller.region)
                    given = _ids(entries) if len(place.looks) > 1 else frozenset()
                    place, answer = place.at(number, behind(at, answer), given), None
                    yield pages.batch(found, _covered(plan, place), place, problems)
        except Cancelled:
            return

    def _beginning(
        self, plan: HistoryPlan, caller: Caller, pages: Pages, cancel: Cancel
    ) -> Generator[Batch, None, tuple[_Place, _Told, Answer | None]]:
        """The look-ups that are planned; of sessions, those that are found; else one for all.

        The first page is there where it was asked for to see how much there is.
        """
        attributes: tuple[Attribute, ...] = plan.lookups
        told, through, answer = _Told(), plan.sessions, None
        if through is not None and not plan.is_out_of_reach:
            asked = parameters(plan.since, At(plan.until), None)
            asking = caller.ask("cloudtrail", "lookup_events", asked, cancel)
            answer = yield from pages.answer(asking)
            through = through.measured(_pages_of_all(plan, through, answer))
            begun = None
            if through.may_be_worth:
                begun = yield from self._sessions.found(through, caller, pages, cancel)
            told = _told(f"{through.said} in {caller.region}", through, begun)
            if begun is not None and told.problems:
                attributes, answer = begun.lookups, None
        looks = attributes or (None,)
        return _Place(tuple(At(plan.until) for _ in looks), looks), told, answer


def _pages_of_all(plan: HistoryPlan, through: ThroughSessions, answer: Answer) -> int:
    """How many requests reading everything takes, going by the first page."""
    at = behind(At(plan.until), answer)
    if at.is_end:
        return 1
    if at.oldest is None:
        return through.everything
    return ceil((plan.until - plan.since + 1) / max(1, plan.until - at.oldest + 1))


class _Told(NamedTuple):
    """What is to be known of what is read."""

    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    """What may be lacking; none where everything is read."""


def _told(said: str, through: ThroughSessions, begun: Begun | None) -> _Told:
    """Whether sessions are looked up by their names, or everything is read all the same."""
    whole = f"about {counted(through.everything, 'request')} by the pace of the latest events"
    if begun is None:
        return _Told((f"{said}: every event is read, {whole}.",))
    names = len(begun.lookups)
    if not begun.is_given_up and through.is_worth(names):
        note = (
            f"{counted(names, 'name')} of sessions of {said}: each is looked up, about "
            f"{counted(through.second(names), 'request')}. Reading every event takes {whole}."
        )
        return _Told((note,), (*begun.failures, through.lacks))
    if begun.is_given_up:
        why = "finding its sessions takes more"
    elif names:
        why = f"looking up {counted(names, 'name')} of sessions takes more"
    else:
        why = "no call that began a session of it was found"
    return _Told((f"{said}: every event is read, {whole}: {why}.",))


def _problems(reasons: Iterable[str]) -> list[Problem]:
    return [Problem("event history", "", reason) for reason in reasons]


def _ids(entries: Iterable[Mapping[str, Any]]) -> frozenset[tuple[str, int]]:
    """Events by their IDs and times; those that lack either are never taken for the same."""
    return frozenset(
        (entry["EventId"], time)
        for entry in entries
        if entry.get("EventId") and (time := time_of(entry)) is not None
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
        time = time_of(entry)
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
