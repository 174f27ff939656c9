"""A reading says how far it is in one value, and may be asked from many threads."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, fields

import pytest

from tests.fake_backend import FakeBackend
from tests.fake_service import FakeService
from tests.make import START, record
from tests.unit.search.test_search import names, session_over
from tests.unit.search.watch import Watch
from trailview.errors import ServiceError
from trailview.events.block import Block
from trailview.question.parse import parse
from trailview.question.query import Question
from trailview.search.progress import State
from trailview.search.reading.state import ReadingState, ShardState
from trailview.search.session import Session
from trailview.store.columns import Store
from trailview.store.extent import Extent

ALL = Question()


def test_what_was_published_stays_as_it_was() -> None:
    backend, watch = FakeBackend(), Watch()
    with session_over(backend) as session:
        search = session.ask(ALL, watch)
        backend.give([record(1), record(1), record(2)])
        early = watch.until(search, lambda p: p.loaded == 2 and p.tally.records == 3)
        kept = [getattr(early.reading, field.name) for field in fields(ReadingState)]
        backend.give([record(3)])
        backend.give([])
        backend.end()
        assert search.wait(60)
        late = search.progress.reading
        assert kept == [getattr(early.reading, field.name) for field in fields(ReadingState)]
        assert early.reading.extent == Extent(2, 1, START + 1, START + 2)
        assert late.extent == Extent(3, 1, START + 1, START + 3)
        assert (early.reading.is_read, late.is_read, late.is_whole) == (False, True, True)
        assert [problem.reason for problem in late.problems] == ["is empty"]
        with pytest.raises(FrozenInstanceError):
            late.seconds = 0.0  # type: ignore[misc]  # it is frozen: that is what is shown


def test_a_search_publishes_the_state_of_its_reading_whole() -> None:
    backend, watch = FakeBackend(), Watch()
    with session_over(backend) as session:
        search = session.ask(ALL, watch)
        backend.give([record(1)])
        backend.end(ServiceError("Failed", "It has failed.", "Ask again."))
        assert search.wait(60)
        told, state = search.progress.reading, search.reading.state
        for field in fields(ReadingState):
            assert getattr(told, field.name) == getattr(state, field.name), field.name
        assert search.progress.state is State.FAILED
        assert search.progress.can_go_on
        assert [shard.state for shard in search.progress.shards] == [ShardState.FAILED]


def at_once(jobs: list[Callable[[], None]]) -> None:
    """Run them all side by side, to their ends."""
    barrier = threading.Barrier(len(jobs))

    def job(each: Callable[[], None]) -> None:
        barrier.wait(60)
        each()

    threads = [threading.Thread(target=job, args=(each,)) for each in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert not any(thread.is_alive() for thread in threads)


def test_a_question_asked_from_many_threads_at_once_is_read_once() -> None:
    question = Question(parse("event:B*"))
    place = (question.text, "eu-central-1")
    service = FakeService({place: [[record(3, eventName="B3")], [record(1, eventName="B1")]]})
    service.let_all()
    session = Session(service.source)
    session.painted()
    found = []

    def ask() -> None:
        search = session.ask(question, lambda: None)
        assert search.wait(60)
        found.append(names(search.progress.rows))

    try:
        at_once([ask] * 8)
    finally:
        session.close()
    assert found == [["B3", "B1"]] * 8
    assert Counter(service.fetched) == {(place, 0): 1, (place, 1): 1}


def test_a_record_of_the_first_rows_waits_until_the_store_holds_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, go_on, append = threading.Event(), threading.Event(), Store.append

    def slowly(self: Store, block: Block) -> int:
        begun.set()
        assert go_on.wait(60)
        return append(self, block)

    monkeypatch.setattr(Store, "append", slowly)
    backend, watch = FakeBackend(), Watch()
    with session_over(backend, painted=False) as session, ThreadPoolExecutor(1) as pool:
        search = session.ask(ALL, watch)
        backend.give([record(1, eventName="A"), record(2, eventName="B")])
        rows = watch.until(search, lambda p: len(p.rows) == 2).rows
        event = pool.submit(search.event, rows.key(0))
        session.painted()
        assert begun.wait(60)
        assert search.reading.records.store is None
        go_on.set()
        assert event.result(10).text("eventName") == "B"
        backend.end()
        assert search.wait(60)


def test_keys_of_the_first_rows_are_the_stores_whichever_shard_comes_next() -> None:
    places = [("", f"region-{number}") for number in range(8)]
    service = FakeService({place: [[record(1, eventName=place[1])]] for place in places})
    session, watch = Session(service.source), Watch()
    try:
        search = session.ask(ALL, watch)
        service.let(places[3])
        first = watch.until(search, lambda p: len(p.rows) == 1).rows
        service.let_all()
        session.painted()
        assert search.wait(60)
        assert first.texts(0, ["event"]) == ["region-3"]
        assert search.event(first.key(0)).text("eventName") == "region-3"
    finally:
        session.close()
