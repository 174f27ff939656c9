"""Switching whom services are asked as, in every order of switching, asking and arriving."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.two_profiles import CONTEXTS, PLACES, PROFILES, QUESTIONS, World, ids
from trailview.context import Context
from trailview.question.query import Question
from trailview.search.progress import Progress, State

STEPS = st.one_of(
    st.tuples(st.just("switch"), st.sampled_from(CONTEXTS)),
    st.tuples(st.just("ask"), st.sampled_from(QUESTIONS)),
    st.tuples(st.just("stop"), st.none()),
    st.tuples(st.just("page"), st.tuples(st.sampled_from(PROFILES), st.sampled_from(PLACES))),
    st.tuples(st.just("page"), st.tuples(st.sampled_from(PROFILES), st.sampled_from(PLACES))),
)


@examples(25)
@given(st.integers(0, 1_000), st.lists(STEPS, min_size=4, max_size=16))
def test_rows_and_accounts_are_never_those_of_another_profile(
    seed: int, steps: list[tuple[str, Any]]
) -> None:
    world, context = World(seed), CONTEXTS[0]
    search, asked_as = world.ask(QUESTIONS[0], context), context
    try:
        for what, about in steps:
            if what == "switch":
                context = about
            elif what == "ask":
                search.cancel()
                search, asked_as = world.ask(about, context), context
            elif what == "stop":
                search.stop_reading()
            else:
                profile, place = about
                world.services[profile].let(place)
            check_rows(world, search.progress, asked_as)
        for service in world.services.values():
            service.let_all()
        for place in CONTEXTS:
            for question in QUESTIONS:
                check_end(world, question, place)
    finally:
        world.session.close()


def check_rows(world: World, progress: Progress, context: Context) -> None:
    wanted, found = world.expected(progress.question, context), ids(progress)
    assert found == [event_id for event_id in wanted if event_id in set(found)]
    rows = progress.rows
    accounts = {rows.texts(place, ["account"])[0] for place in range(len(rows))}
    assert accounts <= set(context.profiles), "each row is tagged by its own account"


def check_end(world: World, question: Question, context: Context) -> None:
    search = world.ask(question, context)
    assert search.wait(60)
    if search.progress.can_go_on:
        search = world.ask(question, context, again=True)
        assert search.wait(60)
    assert search.progress.state is State.DONE
    assert ids(search.progress) == world.expected(question, context)


def test_a_standing_has_its_own_title_and_its_sources_are_made_once() -> None:
    world = World(1)
    session = world.session
    assert session.title("history", CONTEXTS[2]) == "prod + stage"
    assert session._source("history", CONTEXTS[1]) is session._source("history", CONTEXTS[1])
    session.close()
