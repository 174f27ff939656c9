"""A backend that delivers what a test gives it, when the test says so."""

from __future__ import annotations

import queue
from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.make import delivery
from trailview.backends.base import Batch, Cancel, Problem, RecordPlaces, Scanned, Tally
from trailview.errors import TrailviewError
from trailview.events.decode import Decoder
from trailview.events.record import Delivery, Event
from trailview.plans.plan import Plan
from trailview.question.predicate import matches
from trailview.question.terms import Clause


class FakeBackend:
    """Parts are lists of records; each is delivered by `give`, and `end` ends the read."""

    name = "files"

    def __init__(self, *, keep: bool = False) -> None:
        self._keep = keep
        self._parts: list[list[Delivery]] = []
        self._given: queue.Queue[int | TrailviewError | None] = queue.Queue()
        self.scanned: list[RecordPlaces] = []
        self.closed = False

    def give(self, records: Sequence[Mapping[str, Any]]) -> None:
        """Deliver these records next, as one part."""
        self._parts.append([delivery(value) for value in records])
        self._given.put(len(self._parts) - 1)

    def end(self, error: TrailviewError | None = None) -> None:
        """Nothing more comes: the read ends, or fails with `error`."""
        self._given.put(error)

    def read(self, plan: Plan, cancel: Cancel, resume: object | None = None) -> Iterator[Batch]:
        decoder, tally = Decoder(), Tally()
        while not cancel.is_set:
            try:
                given = self._given.get(timeout=0.01)
            except queue.Empty:
                continue
            if given is None:
                return
            if isinstance(given, TrailviewError):
                raise given
            found = self._parts[given]
            tally = Tally(files=given + 1, records=tally.records + len(found))
            problems = () if found else (Problem(f"part {given}", "", "is empty"),)
            block = decoder.deliveries(found, given, keep=self._keep)
            yield Batch(tally, block if found else None, problems)

    def records(self, part: int, indexes: Sequence[int]) -> list[Delivery]:
        return [self._parts[part][index] for index in indexes]

    def scan(
        self, places: Sequence[RecordPlaces], terms: tuple[Clause, ...], cancel: Cancel
    ) -> Iterator[Scanned]:
        for place in places:
            if cancel.is_set:
                return
            self.scanned.append(place)
            hits = [
                index
                for index in place.indexes
                if matches(terms, Event(self._parts[place.part][index]))
            ]
            yield Scanned(place.part, array("I", hits), len(place.indexes))

    def close(self) -> None:
        self.closed = True
