"""Questions whose whole answer is kept, and is not large: found record by record, at once.

What is read from a service goes into a table, and that into columns, as there may be millions
and the next question is about the same. None of it is worth its time where all that a question
is put to is a few thousand records, which are here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from trailview.backends.base import Batch, Cancel, FewFound, Problem, RecordPlaces, Scanned, Tally
from trailview.events.record import Delivery, Event, TimedDelivery
from trailview.plans.coverage import Coverage
from trailview.plans.plan import Plan
from trailview.question.acting import in_force
from trailview.question.hints import hints_of
from trailview.question.predicate import test_of
from trailview.question.query import Question, Window
from trailview.question.terms import Clause
from trailview.search.kept.ahead import division_of, place_of
from trailview.search.kept.owner import Owner
from trailview.search.kept.pieces import events_of, note_of, pieces_of
from trailview.search.source import Shard
from trailview.store.disk.kept import DiskStore

_MOST: Final = 20_000
"""Events up to which looking into each takes less than loading and filling columns."""


def whole_shards(
    shards: Sequence[Shard], coverage: Coverage, store: DiskStore, owner: Owner
) -> Sequence[Shard]:
    """The same shards, each with its answer; none where any lacks some, or there is much of it.

    Nobody is asked, and nothing is told that the usual way would not tell.
    """
    if in_force():
        return ()  # whose kinds of who acts the texts of few rows do not know
    found, used, room = list[Shard](), set[int](), _MOST
    for shard in shards:
        whole = _Whole(shard.plan, coverage, store, owner)
        batch = whole.batch(room)
        if batch is None:
            return ()
        room -= batch.tally.records
        used |= whole.used
        found.append(shard._replace(backend=AnswerAtHand(shard.backend.name, batch)))
    store.used(sorted(used))
    return found if not store.troubles else ()


class AnswerAtHand:
    """Gives one answer that was found before (`trailview.backends.base.Backend`)."""

    def __init__(self, name: str, batch: Batch) -> None:
        self.name = name
        self._batch = batch

    def read(self, plan: Plan, cancel: Cancel, resume: object | None = None) -> Iterator[Batch]:
        """The answer."""
        del plan, cancel, resume
        yield self._batch

    def records(self, part: int, indexes: Sequence[int]) -> list[Delivery]:
        """No record: they have come with the answer."""
        raise AssertionError((part, indexes))

    def scan(
        self, places: Sequence[RecordPlaces], terms: tuple[Clause, ...], cancel: Cancel
    ) -> Iterator[Scanned]:
        """No record: they have been looked into."""
        raise AssertionError((places, terms, cancel))

    def close(self) -> None:
        """Holds nothing."""


class _Whole:
    """The answer to one plan from what is kept, if that is all of it."""

    def __init__(self, plan: Plan, coverage: Coverage, store: DiskStore, owner: Owner) -> None:
        self._plan = plan
        self._coverage = coverage
        self._store = store
        self._owner = owner
        self.used: set[int] = set()
        """The lots that it is from."""

    def batch(self, most: int) -> Batch | None:
        """The answer; None where it is not kept whole, or is among more than `most` events."""
        plan, owner = self._plan, self._owner
        asked = None if plan.question.raw else self._coverage.asked(plan)
        account = "" if asked is None else owner.known()
        if asked is None or not account:
            return None
        lots = self._store.lots(place_of(plan.backend, account, asked, owner.endpoint))
        division = division_of(plan, asked, lots)
        pieces, gone = pieces_of(self._store, division.taken)
        if division.gaps or gone or sum(piece.block.events for piece in pieces) > most:
            return None
        inside = events_of(self._store, pieces)
        if inside is None or any(event.delivery.note for event in inside):
            return None
        self.used = {taken.number for taken in division.taken}
        times = [event.time for event in inside]
        return Batch(
            Tally(records=len(inside), kept=len(inside)),
            problems=tuple(
                Problem(where, "", why) for where, why in self._coverage.lacks(plan, account)
            ),
            covered=Window(asked.since, max(asked.since, min(asked.until, asked.delivered))),
            notes=(note_of(owner, account, is_all=True),),
            few=FewFound(
                _matching(plan.question, inside),
                min(times, default=None),
                max(times, default=None),
            ),
        )


def _matching(question: Question, events: Sequence[TimedDelivery]) -> list[TimedDelivery]:
    """Those of some events for which a question holds."""
    window, terms = question.window_of_events, question.terms
    there = [event for event in events if window.holds(event.time)]
    if not terms:
        return there
    hints, test = hints_of(terms), test_of(terms)
    return [
        event
        for event in there
        # What only the service's list says of an event may be what is asked for.
        if hints.may_hold(event.delivery.raw + event.delivery.resources)
        and test(Event(event.delivery))
    ]
