"""The screen never shows one profile's events under another's name, whatever the order of keys."""

from __future__ import annotations

import asyncio
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from tests.examples import examples
from tests.tui.fakes import main_screen, running, until
from tests.two_profiles import CONTEXTS, PLACES, PROFILES, QUESTIONS, World
from trailview.context import Context
from trailview.tui.main.facts import SwitchContext
from trailview.tui.main.screen import MainScreen

STEPS = st.one_of(
    st.tuples(st.just("switch"), st.sampled_from(CONTEXTS)),
    st.tuples(st.just("ask"), st.sampled_from(QUESTIONS)),
    st.tuples(st.sampled_from(("again", "back", "forward", "stop")), st.none()),
    st.tuples(st.just("page"), st.tuples(st.sampled_from(PROFILES), st.sampled_from(PLACES))),
    st.tuples(st.just("page"), st.tuples(st.sampled_from(PROFILES), st.sampled_from(PLACES))),
)
KEYS = {"again": "r", "back": "left_square_bracket", "forward": "right_square_bracket"}


@examples(8)
@given(st.integers(0, 1_000), st.lists(STEPS, min_size=6, max_size=20))
def test_rows_and_labels_are_never_mixed(seed: int, steps: list[tuple[str, Any]]) -> None:
    asyncio.run(carry_out(World(seed), steps))


async def carry_out(world: World, steps: list[tuple[str, Any]]) -> None:
    try:
        async with running(world.session, QUESTIONS[0]) as pilot:
            await until(pilot, lambda: form_is_whole(pilot))  # Textual fails to close half of one
            for what, about in steps:
                await step(pilot, world, what, about)
                check(pilot)
            for service in world.services.values():
                service.let_all()
            await step(pilot, world, "again", None)
            await ended(pilot)
            check(pilot)
            screen = main_screen(pilot)
            expected = world.expected(screen.asked.question, screen.context)
            rows = screen.table.rows
            assert [rows.texts(place, ["id"])[0] for place in range(len(rows))] == expected
    finally:
        await asyncio.to_thread(world.session.close)


def form_is_whole(pilot: Pilot[int]) -> bool:
    """Whether the sidebar's form, if it is there, has all its parts."""
    filters = main_screen(pilot).filters
    return filters is None or filters.is_ready


async def step(pilot: Pilot[int], world: World, what: str, about: Any) -> None:
    screen = main_screen(pilot)
    if what == "switch":
        screen.tell(SwitchContext(about))
    elif what == "ask":
        screen.ask(lambda questions: questions.text(about.text))
    elif what == "page":
        profile, place = about
        world.services[profile].let(place)
    else:
        await pilot.press(KEYS.get(what, "escape"))
    await pilot.pause()


async def ended(pilot: Pilot[int]) -> None:
    """Until the answer is whole."""
    screen = main_screen(pilot)
    async with asyncio.timeout(60):
        while screen.progress is None or not screen.progress.state.is_over:
            await pilot.pause(0.005)


def check(pilot: Pilot[int]) -> None:
    """Whose events show is what the first line says; each is of the question asked."""
    screen = main_screen(pilot)
    asked, rows = screen.asked, screen.table.rows
    shown_of, asks_as = labels(screen)
    assert shown_of == title(asked.context)
    assert asks_as == title(screen.context)
    told = [rows.texts(place, ["account", "event"]) for place in range(len(rows))]
    assert {account for account, _ in told} <= set(shown_of.split(" + "))
    assert {f"event:{event}" for _, event in told} <= {asked.question.text}


def title(context: Context) -> str:
    return " + ".join(context.profiles)


def labels(screen: MainScreen) -> tuple[str, str]:
    """Whose events the screen says are shown, and as whom it says is asked."""
    asks_as, whose = screen.header.source, screen.whose
    return (whose.source if whose is not None and whose.display else asks_as), asks_as
