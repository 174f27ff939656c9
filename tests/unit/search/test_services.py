"""Questions to services, in every order of asking, stopping, going back and arriving."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.fake_service import FakeService, Place, Record
from tests.make import START, record
from tests.unit.search.watch import Watch
from trailview.backends.base import Cancel
from trailview.errors import ServiceError
from trailview.events.times import iso
from trailview.question.parse import parse
from trailview.question.query import Question
from trailview.search.progress import Progress, State
from trailview.search.reading.state import ShardState
from trailview.search.search import Search
from trailview.search.session import Session
from trailview.search.source import Shard

REGIONS = ("eu-central-1", "us-east-1")
QUESTIONS = tuple(Question(parse(f"event:E{n}")) for n in range(3))
PLACES: list[Place] = [(question.text, region) for question in QUESTIONS for region in REGIONS]


def trail(seed: int) -> dict[Place, list[list[Record]]]:
    """Pages of each question and Region, newest first; some are empty."""
    dice, pages = random.Random(seed), dict[Place, list[list[Record]]]()
    times = iter(dice.sample(range(1_000), 120))
    for text, region in PLACES:
        found = sorted((next(times) for _ in range(dice.randrange(3, 20))), reverse=True)
        name = text.removeprefix("event:")
        made = [record(time, eventName=name, awsRegion=region) for time in found]
        cuts = sorted(dice.sample(range(len(made) + 1), 2))
        pages[text, region] = [made[: cuts[0]], made[cuts[0] : cuts[1]], made[cuts[1] :]]
    return pages


def newest_first(pages: dict[Place, list[list[Record]]], question: Question) -> list[str]:
    """The event IDs of a question's records."""
    found = [
        made
        for (text, _), of_region in pages.items()
        if text == question.text
        for page in of_region
        for made in page
    ]
    return [made["eventID"] for made in sorted(found, key=lambda r: r["eventTime"], reverse=True)]


def ids(progress: Progress) -> list[str]:
    return [progress.rows.texts(place, ["id"])[0] for place in range(len(progress.rows))]


def opened(service: FakeService) -> Session:
    session = Session(service.source)
    session.painted()
    return session


def asked(session: Session, question: Question, **how: Any) -> Search:
    return session.ask(question, lambda: None, **how)


def over(search: Search) -> Progress:
    assert search.wait(60)
    return search.progress


STEPS = st.one_of(
    st.tuples(st.just("ask"), st.sampled_from(QUESTIONS)),
    st.tuples(st.just("ask again"), st.sampled_from(QUESTIONS)),
    st.tuples(st.just("stop"), st.none()),
    st.tuples(st.just("look"), st.none()),
    st.tuples(st.just("page"), st.sampled_from(PLACES)),
    st.tuples(st.just("page"), st.sampled_from(PLACES)),
    st.tuples(st.just("failure"), st.sampled_from(PLACES)),
)


@examples(25)
@given(st.integers(0, 1_000), st.lists(STEPS, min_size=4, max_size=16))
def test_whatever_is_done_each_question_gets_its_events_and_no_page_comes_twice(
    seed: int, steps: list[tuple[str, Any]]
) -> None:
    pages = trail(seed)
    service = FakeService(pages)
    session = opened(service)
    search = asked(session, QUESTIONS[0])
    try:
        for what, about in steps:
            if what in ("ask", "ask again"):
                if what == "ask":
                    search.cancel()
                search = asked(session, about, again=what == "ask again")
            elif what == "stop":
                search.stop_reading()
                assert over(search).state.is_over
            elif what == "page":
                service.let(about)
            elif what == "failure":
                service.fail(about)
            check_rows(pages, search.progress)
        service.let_all()
        for question in QUESTIONS:
            check_end(pages, session, question)
        assert len(service.fetched) == len(set(service.fetched)) == 3 * len(PLACES)
    finally:
        session.close()


def check_rows(pages: dict[Place, list[list[Record]]], progress: Progress) -> None:
    """The rows are the question's own, in order."""
    wanted = newest_first(pages, progress.question)
    found = ids(progress)
    assert found == [event_id for event_id in wanted if event_id in set(found)]


def check_end(pages: dict[Place, list[list[Record]]], session: Session, question: Question) -> None:
    """Asked once more, a paused reading ends; one that was stopped or failed, when told to."""
    progress = over(asked(session, question))
    check_rows(pages, progress)
    if progress.can_go_on:
        was_failed = bool(progress.error or progress.problems)
        assert was_failed or progress.state is State.CANCELLED
        progress = over(asked(session, question, again=True))
    assert (progress.state, progress.error, progress.problems) == (State.DONE, None, ())
    assert not progress.can_go_on
    assert progress.duplicates == 0
    assert ids(progress) == newest_first(pages, question)


@examples(25)
@given(st.integers(0, 1_000), st.integers(1, 45))
def test_the_newest_are_sure_with_a_limit_and_no_page_is_read_that_cannot_hold_them(
    seed: int, limit: int
) -> None:
    pages, question = trail(seed), QUESTIONS[0]
    service = FakeService(pages)
    service.let_all()
    session = opened(service)
    try:
        progress = over(asked(session, question, limit=limit))
        wanted = newest_first(pages, question)
        assert ids(progress)[:limit] == wanted[:limit]
        if len(wanted) >= limit:
            (oldest,) = (
                made["eventTime"]
                for place in pages
                for page in pages[place]
                for made in page
                if made["eventID"] == wanted[limit - 1]
            )
            for place, number in service.fetched:
                before = [made["eventTime"] for page in pages[place][:number] for made in page]
                assert not before or min(before) >= oldest
        assert over(asked(session, question)).state is State.DONE
        assert ids(over(asked(session, question))) == wanted
        assert len(service.fetched) == len(set(service.fetched)) == 3 * len(REGIONS)
    finally:
        session.close()


def test_one_failing_region_is_a_problem_and_all_failing_are_an_error() -> None:
    pages = trail(7)
    service, question = FakeService(pages), QUESTIONS[0]
    session = opened(service)
    try:
        here, there = PLACES[:2]
        service.let(here, 3)
        service.fail(there)
        progress = over(asked(session, question))
        assert (progress.state, progress.error) == (State.DONE, None)
        assert [(p.where, p.position) for p in progress.problems] == [(there[1], "Failed")]
        assert len(progress.rows) == sum(map(len, pages[here]))

        question = QUESTIONS[1]
        for place in PLACES[2:4]:
            service.let(place)
            service.fail(place)
            service.let(place)
        search = asked(session, question)
        progress = over(search)
        assert progress.state is State.FAILED
        assert progress.error is not None
        assert {p.where for p in progress.problems} == set(REGIONS)
    finally:
        session.close()


def states(progress: Progress) -> dict[str, ShardState]:
    return {shard.place: shard.state for shard in progress.shards}


def test_each_region_says_how_far_it_has_come() -> None:
    pages, (here, there) = trail(7), PLACES[:2]
    service, regions = FakeService(pages), REGIONS
    session = opened(service)
    try:
        watch = Watch()
        search = session.ask(QUESTIONS[0], watch)
        watch.until(search, lambda progress: set(states(progress).values()) == {ShardState.WAITING})
        service.let(here)
        reading = dict(zip(regions, (ShardState.READING, ShardState.WAITING), strict=True))
        watch.until(search, lambda progress: states(progress) == reading)
        service.let(here, 2)
        service.fail(there)
        assert search.wait(60)
        progress = search.progress
        assert states(progress) == dict(
            zip(regions, (ShardState.DONE, ShardState.FAILED), strict=True)
        )
        assert [shard.tally.requests for shard in progress.shards] == [3, 0]
        assert [bool(shard.error) for shard in progress.shards] == [False, True]
        search = asked(session, QUESTIONS[0], again=True)
        search.stop_reading()
        assert states(over(search))[regions[1]] is ShardState.PAUSED
    finally:
        session.close()


def test_as_long_as_it_reads_a_region_that_has_failed_hides_nothing_of_the_others() -> None:
    pages, (here, there) = trail(7), PLACES[:2]
    service, watch = FakeService(pages), Watch()
    session = opened(service)
    try:
        search = session.ask(QUESTIONS[0], watch)
        service.fail(there)
        service.let(here)
        progress = watch.until(search, lambda p: p.covered is not None and bool(p.problems))
        assert progress.covered == progress.shards[0].covered
        service.let(here, 2)
        assert over(search).covered is None, "at the end it is not the whole window"
    finally:
        session.close()


def test_of_many_readings_the_latest_are_kept() -> None:
    made = record(1, eventName="E0", eventTime=iso(START))
    service = FakeService({(f"event:E0,X{n}", "r"): [[made]] for n in range(9)})
    service.let_all()
    session = opened(service)
    try:
        questions = [Question(parse(f"event:E0,X{n}")) for n in range(9)]
        for each in (*questions, questions[-1], questions[3], questions[0]):
            assert len(over(asked(session, each)).rows) == 1
        assert [int(text[-1]) for (text, _), _ in service.fetched] == [*range(9), 0]
    finally:
        session.close()


def test_what_ends_it_before_anything_is_read_is_said_whatever_was_asked() -> None:
    refusal = ServiceError("Refused", "It would cost too much", "Ask for less.")

    def refuse(question: Question, cancel: Cancel) -> Sequence[Shard]:
        raise refusal

    source = replace(FakeService({}).source, shards=refuse)
    session = Session(source)
    session.painted()
    try:
        for text in ("", "$.requestParameters.bucketName:x"):
            progress = over(asked(session, Question(parse(text))))
            assert (progress.state, progress.error) == (State.FAILED, refusal)
    finally:
        session.close()
