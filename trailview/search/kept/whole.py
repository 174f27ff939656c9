"""Questions whose whole answer is kept, and is not large: found record by record, at once.

What is read from a service goes into a table, and that into columns, as there may be millions
and the next question is about the same. None of it is worth its time where all that a question
is put to is a few thousand records, which are here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from trailview.backends.base import Batch, Cancel, FewFound, Problem, RecordPlaces, Scanned, Tally
from trailview.events.record import Delivery, Event, TimedDelivery
from trailview.plans.coverage import Coverage
from trailview.plans.plan import Plan
from trailview.question.acting import in_force
from trailview.question.hints import Hints, hints_of
from trailview.question.predicate import test_of
from trailview.question.query import Question, Window
from trailview.question.terms import Clause
from trailview.search.kept.ahead import division_of, place_of
from trailview.search.kept.owner import Owner
from trailview.search.kept.pieces import note_of, pieces_of
from trailview.search.source import Shard
from trailview.store.disk.kept import DiskStore
from trailview.store.disk.packed import EventsText

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
        division = division_of(plan, asked, lots, self._coverage)
        pieces, gone = pieces_of(self._store, division.taken)
        if division.gaps or gone or sum(piece.block.events for piece in pieces) > most:
            return None
        texts = self._store.texts([piece.block for piece in pieces])
        if texts is None or any(text.has_notes for text in texts):
            return None
        inside = [
            _Part(text, piece.taken.since, piece.taken.until)
            for piece, text in zip(pieces, texts, strict=True)
        ]
        times = [time for part in inside for time in part.times]
        self.used = {taken.number for taken in division.taken}
        return Batch(
            Tally(records=len(times), kept=len(times)),
            problems=tuple(
                Problem(where, "", why) for where, why in self._coverage.lacks(plan, account)
            ),
            covered=Window(asked.since, max(asked.since, min(asked.until, asked.delivered))),
            notes=(note_of(owner, account, is_all=True),),
            few=FewFound(
                _matching(plan.question, inside),
                min(times, default=None),
                max(times, default=None),
                are_lines=all(text.are_lines for text in texts),
            ),
        )


def _matching(question: Question, parts: Sequence[_Part]) -> list[TimedDelivery]:
    """Those of some events for which a question holds."""
    window, terms = question.window_of_events, question.terms
    hints, test = hints_of(terms), test_of(terms)
    return [
        event
        for part in parts
        for event in map(part.text.event, part.with_sign(hints))
        if window.holds(event.time) and (not terms or test(Event(event.delivery)))
    ]


class _Part:
    """The events of one text that lie in a span."""

    def __init__(self, text: EventsText, since: int, until: int) -> None:
        """`until` is the second behind the last."""
        self.text = text
        self._places = [at for at, time in enumerate(text.times) if since <= time < until]

    @property
    def times(self) -> Iterator[int]:
        """When each happened."""
        return map(self.text.times.__getitem__, self._places)

    def with_sign(self, hints: Hints) -> Iterator[int]:
        """The places of those in which there is a sign of what must stand in them, if anything.

        What the service's list says of an event may be what is asked for: it stands behind the
        record.
        """
        if not hints:
            return iter(self._places)
        starts, signed = self.text.starts, set[int]()
        for find in hints.signs(self.text.plain):
            place, at = 0, find(starts[0])
            while at >= 0:
                place = bisect_right(starts, at, place)
                signed.add(place - 1)
                at = find(starts[place])
        return filter(signed.__contains__, self._places)
