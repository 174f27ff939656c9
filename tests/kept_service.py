"""A service without a network, and a program that puts random questions to it for ever.

Every second has an event. `python -m tests.kept_service FOLDER SEED` keeps what it reads
in a folder; whoever started it may end it at any moment.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.make import START, delivery, record
from trailview.backends.base import Batch, Cancel, RecordPlaces, Scanned, Tally
from trailview.events.decode import Decoder
from trailview.events.record import Delivery, Event
from trailview.plans.history import HistoryPlan, plan
from trailview.plans.history_coverage import COVERAGE
from trailview.plans.plan import Plan, Scope
from trailview.question.parse import parse
from trailview.question.query import Question, Window
from trailview.question.terms import Clause
from trailview.search.kept.backend import KeptBackend
from trailview.store.disk.kept import DiskStore, Limits

ACCOUNT = "111122223333"
REGION = "eu-central-1"
LENGTH = 2_000
NOW = START + LENGTH + 3_600
PAGE = 20
KINDS = 4
RECORDS = [record(n, eventName=f"Describe{n % KINDS}") for n in range(LENGTH)]


def is_asked(number: int, lookups: Sequence[tuple[str, str]]) -> bool:
    """Whether look-ups find an event; none find all."""
    return not lookups or ("EventName", RECORDS[number]["eventName"]) in lookups


class FakeService:
    """Event history, newest first, page by page (`trailview.backends.base.Backend`)."""

    name = "history"

    def __init__(self) -> None:
        self.asked = 0
        """Pages that were asked for."""

    def read(self, plan: Plan, cancel: Cancel, resume: object | None = None) -> Iterator[Batch]:
        assert isinstance(plan, HistoryPlan)
        decoder, tally = Decoder(), Tally()
        last = plan.until if resume is None else resume
        assert isinstance(last, int)
        while last >= plan.since and not cancel.is_set:
            self.asked += 1
            first = max(last - PAGE + 1, plan.since)
            numbers = range(last - START, first - START - 1, -1)
            found = [
                delivery(RECORDS[n])
                for n in numbers
                if 0 <= n < LENGTH and is_asked(n, plan.lookups)
            ]
            tally = Tally(files=tally.files + 1, requests=tally.requests + 1)
            block = decoder.deliveries(found, 0, keep=True) if found else None
            last = first - 1
            yield Batch(tally, block, covered=Window(first, plan.until + 1), resume=last)

    def records(self, part: int, indexes: Sequence[int]) -> list[Delivery]:
        raise AssertionError("records are kept by the store")

    def scan(
        self, places: Sequence[RecordPlaces], terms: tuple[Clause, ...], cancel: Cancel
    ) -> Iterator[Scanned]:
        raise AssertionError("records are kept by the store")

    def close(self) -> None:
        """Nothing is held."""


class FixedOwner:
    """An account that is known."""

    proven = ACCOUNT
    endpoint = ""

    def known(self) -> str:
        return ACCOUNT

    def find(self, region: str, cancel: Cancel) -> str:
        return ACCOUNT

    def was_wrong(self) -> None:
        raise AssertionError("it is never wrong")


def a_plan(dice: random.Random) -> HistoryPlan:
    """A question about some of the time: everything, or one kind of event."""
    since = START + dice.randrange(LENGTH)
    until = since + dice.randrange(1, LENGTH // 4)
    terms = tuple(parse(dice.choice(["", f"event:Describe{dice.randrange(KINDS)}"])))
    return plan(Question(terms, Window(since, until)), Scope(now=NOW, region=REGION))


def wanted(made: HistoryPlan) -> list[str]:
    """The IDs of what a plan asks for, in order."""
    return sorted(
        RECORDS[n]["eventID"]
        for n in range(LENGTH)
        if made.since <= START + n <= made.until and is_asked(n, made.lookups)
    )


def answer(made: HistoryPlan, store: DiskStore, service: FakeService | None = None) -> list[str]:
    """The IDs of what comes and is asked for, in order."""
    backend = KeptBackend(service or FakeService(), COVERAGE, store, FixedOwner())
    names = {value for _, value in made.lookups}
    found = list[str]()
    for batch in backend.read(made, Cancel()):
        for held in batch.block.inline.values() if batch.block is not None else ():
            event = Event(held)
            if not names or event.text("eventName") in names:
                found.append(event.text("eventID") or "")
    return sorted(found)


def main(folder: str, seed: str) -> None:
    """Ask until somebody ends it."""
    dice, store = random.Random(seed), DiskStore(Path(folder), lambda: Limits(300_000, 90))
    sys.stdout.write("started\n")
    sys.stdout.flush()
    while True:
        made = a_plan(dice)
        assert answer(made, store) == wanted(made)


if __name__ == "__main__":
    main(*sys.argv[1:])
