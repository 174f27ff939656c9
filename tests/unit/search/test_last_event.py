"""A saved question's own span over files that end before now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta, timezone
from typing import Final

import pytest

from tests.fake_backend import FakeBackend
from tests.make import START, record
from trailview.events.times import iso
from trailview.plans.plan import Plan
from trailview.question.parse import parse
from trailview.question.query import UNTYPED, Question, TimeRange
from trailview.question.when import window
from trailview.search.answered import Answered
from trailview.search.last_event import counted_back
from trailview.search.progress import Progress
from trailview.search.session import Session
from trailview.search.source import whole_source

HOUR: Final = 3600
LAST: Final = START + 48 * HOUR
NOW: Final = LAST + 1000 * HOUR
RECORDS: Final = [record(n * HOUR, eventTime=iso(START + n * HOUR)) for n in range(49)]


def no_plan(question: Question) -> Plan:
    return Plan("files", question, (), (), (), "", "")


@pytest.fixture
def session() -> Iterator[Session]:
    """Two days of events, one each hour."""
    backend = FakeBackend()
    made = Session(whole_source(backend, "test", no_plan))
    made.painted()
    made.start()
    backend.give(RECORDS[::2])
    backend.give(RECORDS[1::2])
    backend.end()
    yield made
    made.close()


def answer(session: Session, text: str, since: str, now: int, *, own: bool = True) -> Progress:
    """What comes of a saved question, or of one whose span was typed."""
    question = Question(parse(text), window(since, None, now, UTC))
    search = session.ask(
        question, lambda: None, span=TimeRange(since, from_last=UTC if own else None)
    )
    assert search.wait(60)
    return search.progress


@pytest.mark.parametrize("text", ["", "user:alice", '-"no such text"'])
def test_it_counts_back_from_the_last_event_and_says_so(session: Session, text: str) -> None:
    progress = answer(session, text, "4h", NOW)
    assert len(progress.rows) == 5
    assert progress.notes == (
        "4h is counted back from the last event that was read, 2025-11-24 12:00:00",
    )
    assert progress.question.window.since == LAST - 4 * HOUR


def test_records_are_looked_into_for_that_time(session: Session) -> None:
    progress = answer(session, '"alice"', "4h", NOW)
    assert len(progress.rows) == 5
    assert not progress.problems


def test_what_was_typed_means_what_it_says(session: Session) -> None:
    progress = answer(session, "", "4h", NOW, own=False)
    assert (len(progress.rows), progress.notes) == (0, ())


def test_files_that_go_on_to_now_are_counted_back_from_now(session: Session) -> None:
    progress = answer(session, "", "4h", LAST)
    assert (len(progress.rows), progress.counted) == (5, None)


def test_days_are_those_of_the_last_event(session: Session) -> None:
    progress = answer(session, "", "today", NOW)
    assert len(progress.rows) == 13
    assert "today is counted back" in progress.notes[0]


def test_a_date_is_not_moved_and_it_is_said_that_nothing_is_there(session: Session) -> None:
    progress = answer(session, "", iso(LAST + HOUR), NOW)
    assert len(progress.rows) == 0
    assert "begins after the last event that was read" in progress.notes[0]


def test_it_is_remembered_as_the_time_it_was_about(session: Session) -> None:
    told: list[Answered] = []
    session.remember_with(told.append)
    answer(session, "user:alice", "4h", NOW)
    session.close()
    assert told[0].question.window.since == LAST - 4 * HOUR
    assert told[0].span == UNTYPED


def test_it_is_told_in_the_zone_in_which_it_is_worked_out() -> None:
    zone = timezone(timedelta(hours=3))
    asked = Question((), window("today", None, NOW, zone))
    counted = counted_back(asked, TimeRange("today", from_last=zone), LAST)
    assert counted is not None
    assert counted.note.endswith("2025-11-24 15:00:00")
    assert counted.question.window.since == LAST - 15 * HOUR
    assert counted_back(asked, TimeRange("today", from_last=zone), None) is None
