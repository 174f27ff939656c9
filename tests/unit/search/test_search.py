"""A search answers while events arrive, ends when they end, and keeps what it has."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.fake_backend import FakeBackend
from tests.make import START, record
from tests.unit.search.watch import Watch
from trailview.errors import SourceError
from trailview.plans.plan import Plan
from trailview.question.parse import parse
from trailview.question.query import Question, Window
from trailview.search.progress import Order, Progress, State
from trailview.search.reading.state import ReadingState
from trailview.search.session import Session
from trailview.search.source import whole_source
from trailview.store.rows import Rows
from trailview.store.view import View

ALL = Question()


def no_plan(question: Question) -> Plan:
    return Plan("files", question, question.terms, (), (), "", "")


@contextmanager
def session_over(backend: FakeBackend, *, painted: bool = True) -> Iterator[Session]:
    session = Session(whole_source(backend, "test", no_plan))
    if painted:
        session.painted()
    session.start()
    try:
        yield session
    finally:
        backend.end()
        session.close()


def names(rows: Rows) -> list[str]:
    return [rows.texts(position, ["event"])[0] for position in range(len(rows))]


def test_rows_arrive_newest_first_while_reading() -> None:
    backend, watch = FakeBackend(), Watch()
    with session_over(backend) as session:
        search = session.ask(ALL, watch)
        backend.give([record(5, eventName="E5"), record(7, eventName="E7")])
        progress = watch.until(search, lambda p: len(p.rows) == 2)
        assert names(progress.rows) == ["E7", "E5"]
        assert not progress.state.is_over
        backend.give([record(9, eventName="E9"), record(6, eventName="E6")])
        backend.end()
        assert search.wait(60)
        assert names(search.progress.rows) == ["E9", "E7", "E6", "E5"]
        assert search.progress.state is State.DONE
        assert (search.progress.first, search.progress.last) == (START + 5, START + 9)


def test_first_rows_show_before_the_first_frame_lets_the_store_begin() -> None:
    backend, watch = FakeBackend(), Watch()
    with session_over(backend, painted=False) as session:
        search = session.ask(ALL, watch)
        twice = record(1, eventName="A")
        backend.give([twice, record(3, eventName="C"), twice, record(2, eventName="B")])
        first = watch.until(search, lambda p: len(p.rows) > 0).rows
        assert search.reading.records.store is None
        assert names(first) == ["C", "B", "A"]
        keys = [first.key(position) for position in range(3)]
        assert [first.position(key) for key in keys] == [0, 1, 2]
        columns = ["event", "actor", "service", "id", "key", "error", "resource", "region"]
        shown = [first.texts(position, columns) for position in range(3)]
        session.painted()
        backend.end()
        assert search.wait(60)
        rows = search.progress.rows
        assert [rows.key(position) for position in range(3)] == keys
        assert [rows.texts(position, columns) for position in range(3)] == shown
        assert [rows.time(position) for position in range(3)] == [
            first.time(position) for position in range(3)
        ]


def test_question_and_window_hold_for_rows_that_arrive_later() -> None:
    backend, watch = FakeBackend(), Watch()
    question = Question(parse("event:B*"), Window(START + 2, START + 9))
    with session_over(backend) as session:
        search = session.ask(question, watch)
        backend.give([record(n, eventName=f"B{n}") for n in range(4)])
        backend.give([record(n, eventName="BX") for n in range(8, 10)] + [record(5)])
        backend.end()
        assert search.wait(60)
        assert names(search.progress.rows) == ["BX", "B3", "B2"]
        assert search.progress.loaded == 7


@pytest.mark.parametrize("keep", [False, True])
def test_terms_on_the_record_look_only_into_what_the_columns_leave(keep: bool) -> None:
    backend, watch = FakeBackend(keep=keep), Watch()
    question = Question(parse("event:B $.requestParameters.x:yes"))
    with session_over(backend) as session:
        search = session.ask(question, watch)
        for part in range(3):
            backend.give(
                [
                    record(
                        10 * part + n,
                        eventName="B" if n % 2 else "A",
                        requestParameters={"x": "yes" if n % 3 else "no"},
                    )
                    for n in range(10)
                ]
            )
        backend.end()
        assert search.wait(60)
        times = [search.progress.rows.time(n) for n in range(len(search.progress.rows))]
        wanted = [START + 10 * part + n for part in range(3) for n in (1, 5, 7)]
        assert times == sorted(wanted, reverse=True)
        assert sum(len(place.indexes) for place in backend.scanned) == (0 if keep else 15)


def test_cancelled_reading_keeps_what_is_there_and_says_so() -> None:
    backend, watch = FakeBackend(), Watch()
    with session_over(backend) as session:
        search = session.ask(ALL, watch)
        backend.give([record(1)])
        watch.until(search, lambda p: len(p.rows) == 1)
        search.stop_reading()
        assert search.wait(60)
        assert search.progress.state is State.CANCELLED
        assert len(search.progress.rows) == 1


def test_cancelled_search_leaves_the_reading_alone() -> None:
    backend, watch = FakeBackend(), Watch()
    with session_over(backend) as session:
        search = session.ask(ALL, watch)
        search.cancel()
        assert search.wait(60)
        assert search.progress.state is State.CANCELLED
        again = session.ask(ALL, watch)
        backend.give([record(1)])
        backend.end()
        assert again.wait(60)
        assert again.progress.state is State.DONE
        assert len(again.progress.rows) == 1


def test_failure_keeps_rows_and_says_why() -> None:
    backend, watch = FakeBackend(), Watch()
    with session_over(backend) as session:
        search = session.ask(ALL, watch)
        backend.give([record(1)])
        failure = SourceError("Gone", "the disk went away")
        backend.end(failure)
        assert search.wait(60)
        assert search.progress.state is State.FAILED
        assert search.progress.error is failure
        assert len(search.progress.rows) == 1


def test_problems_and_duplicates_are_counted() -> None:
    backend, watch = FakeBackend(), Watch()
    with session_over(backend) as session:
        search = session.ask(ALL, watch)
        backend.give([record(1), record(2)])
        backend.give([record(2)])
        backend.give([])
        backend.end()
        assert search.wait(60)
        progress = search.progress
        assert (progress.loaded, progress.duplicates, progress.tally.records) == (2, 1, 3)
        assert [str(problem) for problem in progress.problems] == ["part 2: is empty"]


def test_sorting_again_after_the_end() -> None:
    backend, watch = FakeBackend(), Watch()
    with session_over(backend) as session:
        search = session.ask(ALL, watch)
        backend.give([record(n, eventName=f"E{(n * 7) % 5}") for n in range(5)])
        backend.end()
        assert search.wait(60)
        search.sort(Order("event", descending=False))
        progress = watch.until(search, lambda p: names(p.rows)[0] == "E0")
        assert names(progress.rows) == ["E0", "E1", "E2", "E3", "E4"]
        assert progress.state is State.DONE


def test_what_is_soon_sorted_is_there_at_once_and_nothing_else_is_another() -> None:
    backend, watch = FakeBackend(), Watch()
    with session_over(backend) as session:
        search = session.ask(ALL, watch)
        backend.give([record(n, eventName=f"E{(n * 7) % 5}") for n in range(5)])
        backend.end()
        assert search.wait(60)
        search.join()
        before = search.progress
        search.sort(Order("event", descending=False))
        assert names(search.progress.rows) == ["E0", "E1", "E2", "E3", "E4"]
        assert search.progress.is_reordered(before)
        assert not Progress(ALL, before.rows, before.state, ReadingState()).is_reordered(before)


def test_what_takes_longer_to_sort_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    backend, watch = FakeBackend(), Watch()
    may_sort = threading.Event()
    ordered = View.sorted

    def slowly(view: View, column: str, descending: bool) -> View:
        assert may_sort.wait(30)
        return ordered(view, column, descending)

    with session_over(backend) as session:
        search = session.ask(ALL, watch)
        backend.give([record(n, eventName=f"E{(n * 7) % 5}") for n in range(5)])
        backend.end()
        assert search.wait(60)
        search.join()
        monkeypatch.setattr(View, "sorted", slowly)
        monkeypatch.setattr(View, "is_soon_sorted", lambda _, column: column == "actor")
        before = search.progress
        search.sort(Order("event", descending=False))
        search.sort(Order("actor"))  # soon sorted, but not while another order is being made
        assert search.progress is before
        may_sort.set()
        search.sort(Order("event", descending=False))
        progress = watch.until(search, lambda p: names(p.rows)[0] == "E0")
        assert names(progress.rows) == ["E0", "E1", "E2", "E3", "E4"]


def test_events_come_back_in_the_order_of_the_rows() -> None:
    backend, watch = FakeBackend(), Watch()
    with session_over(backend) as session:
        search = session.ask(ALL, watch)
        for part in range(3):
            backend.give([record(n, eventName=f"E{n}") for n in range(part, 30, 3)])
        backend.end()
        assert search.wait(60)
        rows = search.progress.rows
        found = [event.text("eventName") for event in search.reading.records.events(rows)]
        assert found == names(rows)
        assert search.event(rows.key(3)).text("eventName") == names(rows)[3]


def test_suggestions_are_counted_from_what_is_loaded() -> None:
    backend, watch = FakeBackend(), Watch()
    with session_over(backend) as session:
        assert session.suggestions("event", "") == []
        search = session.ask(ALL, watch)
        calls = ["GetObject", "GetObject", "PutObject", "CreateUser"]
        backend.give([record(n, eventName=name) for n, name in enumerate(calls)])
        backend.end()
        assert search.wait(60)
        assert session.suggestions("event", "get") == [("GetObject", 2)]
        assert session.suggestions("event", "object") == [("GetObject", 2), ("PutObject", 1)]
        assert session.suggestions("user", "") == [("alice", 4)]
        assert session.suggestions("is", "") == [("read", 4)]
        assert session.suggestions("nonsense", "") == []
    assert backend.closed
