"""A service that is read page by page, each page when a test lets it come."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.make import delivery
from trailview.backends.base import Batch, Cancel, Tally
from trailview.backends.pages import Inline
from trailview.errors import ServiceError
from trailview.events.decode import Decoder
from trailview.events.times import seconds
from trailview.plans.plan import Plan
from trailview.question.query import Question, Window
from trailview.search.source import Shard, Source

Record = dict[str, Any]
Place = tuple[str, str]
"""A question's text, and the Region that is asked it."""
EVERYTHING = 1_000_000


class FakeService(Inline):
    """Pages of records, newest first, for each question and Region; each Region is a shard."""

    name = "history"

    def __init__(
        self, pages: Mapping[Place, Sequence[Sequence[Record]]], title: str = "fake"
    ) -> None:
        self._pages = pages
        self._title = title
        self._changed = threading.Condition()
        self._let = Counter[Place]()
        self._failing: set[Place] = set()
        self.fetched: list[tuple[Place, int]] = []
        """Every page that was handed over, in order."""

    @property
    def source(self) -> Source:
        return Source(self.name, self._title, self._plan, self._shards)

    def let(self, place: Place, pages: int = 1) -> None:
        """So many more pages may come there."""
        with self._changed:
            self._let[place] += pages
            self._changed.notify_all()

    def let_all(self) -> None:
        """All that there is may come, and nothing fails any more."""
        self._failing.clear()
        for place in self._pages:
            self.let(place, EVERYTHING)

    def fail(self, place: Place) -> None:
        """The next page there is a failure, once."""
        self._failing.add(place)
        self.let(place)

    def read(self, plan: Plan, cancel: Cancel, resume: object | None = None) -> Iterator[Batch]:
        place = (plan.question.text, plan.place.rpartition(" · ")[2])
        pages, decoder = self._pages[place], Decoder()
        for number in range(resume if isinstance(resume, int) else 0, len(pages)):
            if not self._may(place, cancel):
                return
            if place in self._failing:
                self._failing.discard(place)
                raise ServiceError("Failed", f"{plan.place} has failed", "Ask again.")
            self.fetched.append((place, number))
            records = pages[number]
            block = decoder.deliveries([delivery(r) for r in records], number, keep=True)
            oldest = min((seconds(r["eventTime"]) or 0 for r in records), default=None)
            is_last = number + 1 == len(pages)
            covered = None if oldest is None else Window(oldest + 1)
            yield Batch(
                Tally(files=number + 1, requests=number + 1),
                block if records else None,
                covered=Window(0) if is_last else covered,
                resume=number + 1,
            )

    def _may(self, place: Place, cancel: Cancel) -> bool:
        """Whether the next page may come; waits for that. False when cancelled."""
        with self._changed:
            while not cancel.is_set:
                if self._let[place]:
                    self._let[place] -= 1
                    return True
                self._changed.wait(0.005)
        return False

    def _plan(self, question: Question) -> Plan:
        return Plan(self.name, question, (), question.terms, (), "", "")

    def _shards(self, question: Question, cancel: Cancel) -> Sequence[Shard]:
        del cancel
        regions = [region for text, region in self._pages if text == question.text]
        return [
            Shard(Plan(self.name, question, (), question.terms, (), "", "", place=region), self)
            for region in regions
        ]
