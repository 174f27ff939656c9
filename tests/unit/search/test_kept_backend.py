"""A read over what is kept that is broken off, and goes on from there."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.kept_service import (
    LENGTH,
    REGION,
    FakeService,
    FixedOwner,
    a_plan,
    answer,
    wanted,
)
from tests.make import START
from trailview.backends.base import Batch, Cancel
from trailview.events.record import Event
from trailview.plans.history import HistoryPlan
from trailview.plans.history_coverage import COVERAGE
from trailview.question.query import Window
from trailview.search.kept.backend import KeptBackend
from trailview.store.disk.inspect import verify
from trailview.store.disk.kept import DiskStore
from trailview.store.disk.lots import PlaceKept

PLACE = PlaceKept("history", FixedOwner.proven, REGION, category="Management")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DiskStore]:
    with closing(DiskStore(tmp_path)) as made:
        yield made


def pieces(made: HistoryPlan, store: DiskStore) -> Iterator[Batch]:
    """A read that is broken off after every batch, and goes on from there each time."""
    resume: object | None = None
    while True:
        backend = KeptBackend(FakeService(), COVERAGE, store, FixedOwner())
        batches = backend.read(made, Cancel(), resume)
        batch = next(batches, None)
        batches.close()  # type: ignore[attr-defined]  # they are generators
        if batch is None:
            return
        resume = batch.resume
        yield batch


def ids(batch: Batch) -> list[str]:
    held = batch.block.inline.values() if batch.block is not None else ()
    return [Event(one).text("eventID") or "" for one in held]


def test_a_read_that_is_broken_off_everywhere_is_whole(store: DiskStore) -> None:
    dice = random.Random("pieces")
    for _ in range(8):
        made = a_plan(dice)
        batches = list(pieces(made, store))
        found = [one for batch in batches for one in ids(batch)]
        names = {value for _, value in made.lookups}
        assert len(found) == len(set(found))
        assert set(found) >= set(wanted(made))
        assert names or set(found) == set(wanted(made))
        assert batches[-1].covered == Window(made.since, made.until + 1)
    assert verify(store.database) == []


def test_whatever_is_said_to_be_covered_has_come(store: DiskStore) -> None:
    dice = random.Random("covered")
    for _ in range(6):
        answer(a_plan(dice), store)
    for _ in range(6):
        made, come = a_plan(dice), set[str]()
        expected = set(wanted(made))
        for batch in KeptBackend(FakeService(), COVERAGE, store, FixedOwner()).read(made, Cancel()):
            come.update(ids(batch))
            if batch.covered is None:
                continue
            inside = a_part(made, batch.covered)
            assert inside <= come & expected


def a_part(made: HistoryPlan, covered: Window) -> set[str]:
    """The IDs of what a plan asks for in a part of its time."""
    assert covered.since is not None
    assert covered.until is not None
    plan = COVERAGE.part(made, covered.since, covered.until, ())
    assert isinstance(plan, HistoryPlan)
    return set(wanted(replace(plan, lookups=made.lookups)))


def test_what_was_asked_is_not_asked_again(store: DiskStore) -> None:
    dice, service = random.Random("again"), FakeService()
    plans = [a_plan(dice) for _ in range(6)]
    for made in plans:
        answer(made, store, service)
    before = service.asked
    for made in reversed(plans):
        assert answer(made, store, service) == wanted(made)
    assert service.asked == before
    assert [lot for lot in store.lots(PLACE) if lot.until > START + LENGTH + 900] == []


def test_an_account_that_is_not_known_is_asked_as_if_nothing_were_kept(store: DiskStore) -> None:
    class Nobody(FixedOwner):
        proven = ""

        def known(self) -> str:
            return ""

        def find(self, region: str, cancel: Cancel) -> str:
            return ""

    made = a_plan(random.Random("nobody"))
    backend = KeptBackend(FakeService(), COVERAGE, store, Nobody())
    found = [one for batch in backend.read(made, Cancel()) for one in ids(batch)]
    assert sorted(found) == wanted(made)
    assert not store.database.is_there
