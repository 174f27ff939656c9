"""How far each part of a search has come, looked at while it goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from tests.progress import changed, reading_state
from tests.tui.fakes import NOW, FakeSession, main_screen, make_events, press, running, shown
from trailview.backends.base import Problem, Tally
from trailview.errors import DeniedError
from trailview.question.query import Question, Window
from trailview.search.progress import Progress, State
from trailview.search.reading.state import ShardProgress, ShardState
from trailview.store.rows import no_rows
from trailview.tui.dialogs.progress import shard_lines

HOUR = Question(window=Window(NOW - 3600, NOW))
READING = ShardProgress(
    "prod · eu-central-1",
    ShardState.READING,
    Tally(records=2140, requests=43, throttled=2),
    Window(NOW - 1800, NOW),
)
FAILED = ShardProgress(
    "prod · ap-east-1",
    ShardState.FAILED,
    Tally(),
    error=DeniedError("Region may not be enabled", "No \x1b keys.", ""),
)
ADDED = ShardProgress(
    "prod · us-east-1", ShardState.WAITING, Tally(phase="no answer for 8 s"), added="us-east-1"
)
NOTE = "Global services are recorded in us-east-1: it is asked too."


def session(*shards: ShardProgress) -> FakeSession:
    return FakeSession(
        make_events(3), backends=("history",), state=State.READING, shards=shards, notes=(NOTE,)
    )


def listed(pilot: Pilot[int]) -> list[str]:
    """The lines in the dialog, without its frame."""
    lines = [line.split("│") for line in shown(pilot).splitlines()]
    return [" ".join(parts[1].split()) for parts in lines if len(parts) == 3]


async def test_a_line_for_each_says_how_far_it_has_come() -> None:
    async with running(session(READING, FAILED, ADDED), HOUR, size=(120, 30)) as pilot:
        await press(pilot, "L")
        head, *lines = listed(pilot)[:4]
        assert head == "Where State Back to Window ETA Read Calls"
        assert lines == [
            "prod · eu-central-1 reading 13:32 50% - 2,140 43 throttled 2 ×",
            "prod · ap-east-1 failed - - - 0 0 Region may not be enabled: No ␛ keys.",
            "prod · us-east-1 waiting - - - 0 0 asked too · no answer for 8 s",
        ]
        assert NOTE in shown(pilot)
        await press(pilot, "escape")
        assert pilot.app.screen is main_screen(pilot)


async def test_a_part_that_is_refused_for_now_says_so() -> None:
    refused = replace(READING, tally=Tally(records=2140, requests=43, is_throttled=True))
    over = replace(refused, place="prod · us-east-1", state=ShardState.DONE)
    async with running(session(refused, over), HOUR, size=(120, 30)) as pilot:
        await press(pilot, "L")
        assert "prod · eu-central-1 throttled 13:32" in listed(pilot)[1]
        assert "prod · us-east-1 done 13:32" in listed(pilot)[2]


async def test_it_follows_the_search_and_draws_only_what_is_new(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fake = session(READING, ADDED)
    async with running(fake, HOUR, size=(110, 30)) as pilot:
        await press(pilot, "L")
        drawn, update = list[object](), Static.update

        def counting(self: Static, content: object = "", **how: bool) -> None:
            if self.id == "shards":
                drawn.append(content)
            update(self, content, **how)  # type: ignore[arg-type]  # whatever it was given

        monkeypatch.setattr(Static, "update", counting)
        (search,) = fake.searches
        search.become(State.READING)
        await pilot.pause()
        assert drawn == [], "nothing is new"
        done = replace(READING, state=ShardState.DONE, covered=Window(NOW - 3600, NOW))
        search.progress = changed(search.progress, shards=(done, ADDED))
        search.become(State.READING)
        await pilot.pause()
        await pilot.pause()
        assert len(drawn) == 1
        assert "eu-central-1 done 13:02 100% - 2,140 43 throttled 2 ×" in listed(pilot)[1]


async def test_of_many_the_last_can_be_scrolled_to() -> None:
    shards = [replace(READING, place=f"region-{number}") for number in range(40)]
    async with running(session(*shards), HOUR, size=(80, 24)) as pilot:
        await press(pilot, "L")
        assert "region-0" in shown(pilot)
        assert "region-39" not in shown(pilot)
        await press(pilot, "j", "end")
        assert "region-39" in shown(pilot)
        await press(pilot, *"kkkk")
        assert "region-39" not in shown(pilot)


def test_each_part_has_a_time_of_its_own() -> None:
    fast = replace(READING, covered=Window(NOW - 3240, NOW))
    waiting = replace(READING, state=ShardState.WAITING)
    progress = Progress(
        HOUR, no_rows(), State.READING, reading_state(shards=(READING, fast, waiting), seconds=90.0)
    )
    lines = shard_lines(progress, "history", UTC, NOW)
    assert [line.cells[4] for line in lines] == ["1:30", "0:10", "-"]
    done = shard_lines(replace(progress, state=State.CANCELLED), "history", UTC, NOW)
    assert [line.cells[4] for line in done] == ["-", "-", "-"]


async def test_files_are_one_line() -> None:
    shard = ShardProgress("", ShardState.DONE, Tally(files=159, of_files=159, records=4000))
    fake = FakeSession(make_events(3), shards=(shard,))
    async with running(fake, size=(110, 30)) as pilot:
        await press(pilot, "L")
        assert listed(pilot)[1] == "/var/log/trail done - - - 4,000 - 159 files"


async def test_before_it_is_known_where_to_ask_that_is_said() -> None:
    async with running(session(), HOUR) as pilot:
        await press(pilot, "L")
        assert "being found out where to ask" in shown(pilot)


async def test_the_notes_stand_below_the_problems_too() -> None:
    fake = session(READING)
    fake.problems = (Problem("ap-east-1", "Region may not be enabled", "no"),)
    async with running(fake, HOUR) as pilot:
        await press(pilot, "exclamation_mark")
        assert "1 problem" in shown(pilot)
        assert NOTE in shown(pilot)
