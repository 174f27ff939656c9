"""Who was it and what leads back, on the screen over services: what is asked, allowed, stopped."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.aws_double.faults import Fault
from tests.backends.aws.program import OpenProgram
from tests.backends.aws.site import OpenSite, Site
from tests.sessions import Identity, Story, user
from tests.tui.fakes import main_screen, press, settle, until
from tests.tui.test_who import found_out, told
from trailview.compose.identities import open_as_anybody
from trailview.compose.origins import origins_of
from trailview.context import Context
from trailview.question.parse import parse
from trailview.question.query import UNTYPED, Question
from trailview.settings.memory import Memory
from trailview.tui.app import TrailviewApp

ALICE = user("alice")


def story(sessions: int) -> tuple[Story, Identity]:
    """Sessions that alice began, each with a call; and the last of them."""
    made, last = Story(), ALICE
    for number in range(sessions):
        last = made.assume(ALICE, "Audit", f"alice-{number}", region="eu-west-1")
        made.call(last, "PutObject", readOnly=False, awsRegion="eu-west-1")
    return made, last


Over = Callable[[Site, str, str], AbstractAsyncContextManager[Pilot[int]]]


@pytest.fixture
def over(open_program: OpenProgram) -> Over:
    """Opens the screen over a site: as one backend, with a question."""

    @asynccontextmanager
    async def opened(site: Site, backend: str, question: str) -> AsyncIterator[Pilot[int]]:
        open_program(site)
        said = Context(regions=("eu-west-1",)).told({"no_cache": 1})  # what it takes is asked
        memory = Memory()
        session, identities = open_as_anybody(said, backend, lambda: memory.settings)
        origins = origins_of(memory, identities)
        asked, now = Question(parse(question)), int(site.clock.now())
        app = TrailviewApp(session, asked, UTC, lambda: now, memory, UNTYPED, identities, origins)
        try:
            async with app.run_test(size=(160, 40)) as pilot:
                await read(pilot)
                yield pilot
        finally:
            origins.close()
            session.close()

    return opened


async def read(pilot: Pilot[Any]) -> None:
    """Wait until the answer is whole."""
    screen = main_screen(pilot)
    await until(pilot, lambda: bool(screen.progress and screen.progress.state.is_over))
    await settle(pilot)


async def test_event_history_finds_who_it_was_and_the_screens_answer_stays(
    open_site: OpenSite, over: Over
) -> None:
    made, last = story(1)
    async with over(open_site(made.records), "history", "event:PutObject") as pilot:
        await press(pilot, "w")
        text = await found_out(pilot)
        assert text.startswith("done · ")
        assert " call" in text
        assert f"{last['accessKeyId']} · AssumeRole" in text
        assert f"IAMUser {ALICE['arn']}" in text
        await press(pilot, "escape")
        assert len(main_screen(pilot).table.rows) == 1


async def test_more_than_20_calls_are_asked_about(open_site: OpenSite, over: Over) -> None:
    made, _ = story(30)
    async with over(open_site(made.records), "history", "user:alice") as pilot:
        await pilot.press("W")  # not waited for: it waits for an answer itself
        await until(pilot, lambda: "Go on?" in title(pilot) and told(pilot) != "")
        assert "calls made so far" in told(pilot)
        await pilot.press("j", "enter")
        text = await found_out(pilot)
        assert text.startswith("done · ")
        assert "30 events (60 with sessions)" in text


async def test_what_is_not_allowed_is_missing(open_site: OpenSite, over: Over) -> None:
    made, _ = story(30)
    async with over(open_site(made.records), "history", "user:alice") as pilot:
        await pilot.press("W")  # not waited for: it waits for an answer itself
        await until(pilot, lambda: "Go on?" in title(pilot))
        await pilot.press("escape")
        text = await found_out(pilot)
        assert text.startswith("incomplete · ")
        assert " missing, told at the end" in text
        await press(pilot, "end")
        assert "it takes more than 20 calls" in told(pilot)


async def test_escape_stops_with_what_it_has(open_site: OpenSite, over: Over) -> None:
    made, _ = story(30)
    site = open_site(made.records)
    async with over(site, "history", "user:alice") as pilot:
        await pilot.press("W")  # not waited for: it waits for an answer itself
        await until(pilot, lambda: "Go on?" in title(pilot))
        dialog = pilot.app.screen_stack[-2]
        site.fail(Fault.STALLED, "LookupEvents", len(site.asked("LookupEvents")) + 2)
        await pilot.press("j", "enter")
        await until(pilot, lambda: pilot.app.screen is dialog)
        await until(pilot, site.running.faults.stalled.is_set)
        await pilot.press("escape")
        await until(pilot, lambda: told(pilot).startswith("incomplete · "))
        await press(pilot, "end")
        assert "it was stopped" in told(pilot)
        site.running.faults.release()


async def test_insights_costs_money_and_is_asked_about(open_site: OpenSite, over: Over) -> None:
    made, last = story(1)
    async with over(open_site(made.records), "insights", "event:PutObject") as pilot:
        await pilot.press("w")
        await until(pilot, lambda: "Go on?" in title(pilot))
        await pilot.press("j", "enter")
        text = await found_out(pilot)
        assert f"{last['accessKeyId']} · AssumeRole" in text


def title(pilot: Pilot[Any]) -> str:
    """What the dialog in front is called."""
    frame = pilot.app.screen.query("#frame")
    return str(frame.first().border_title) if frame else ""


async def test_each_hop_shows_as_soon_as_it_is_found_and_escape_keeps_it(
    open_site: OpenSite, over: Over
) -> None:
    made, first = story(1)
    last = made.assume(first, "Read", "alice-x", region="eu-west-1")
    made.call(last, "GetObject", awsRegion="eu-west-1")
    site = open_site(made.records)
    async with over(site, "history", "event:GetObject") as pilot:
        site.fail(Fault.STALLED, "LookupEvents", len(site.asked("LookupEvents")) + 2)
        await pilot.press("w")  # not waited for: the second hop's call has no answer
        await until(pilot, lambda: f"{last['accessKeyId']} · AssumeRole" in told(pilot))
        assert told(pilot).startswith("looking … ")
        assert first["accessKeyId"] not in told(pilot)
        await until(pilot, site.running.faults.stalled.is_set)
        await pilot.press("escape")
        text = await found_out(pilot)
        assert text.startswith("incomplete · ")
        assert f"{last['accessKeyId']} · AssumeRole" in text
        assert "it was stopped" in text
        site.running.faults.release()
