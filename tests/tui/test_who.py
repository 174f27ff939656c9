"""Who was it, what leads back, pivots and around, over files that are really read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.sessions import ACCOUNTS, Identity, Story, user
from tests.trails import trail_file
from tests.tui.fakes import main_screen, press, running, settle, shown, until
from trailview.compose.files import open_files
from trailview.compose.origins import origins_of
from trailview.compose.settings import remember
from trailview.question.parse import parse
from trailview.question.query import Question

ALICE, BOB = user("alice"), user("bob")


@pytest.fixture
def trail(tmp_path: Path) -> tuple[str, Identity]:
    """A folder in which alice goes over two roles, and her last session; bob does as much."""
    story = Story()
    first = story.assume(ALICE, "Audit", "alice")
    second = story.assume(first, "Read", "alice-x", account=ACCOUNTS[1])
    story.call(second, "PutObject", readOnly=False, requestParameters={"bucketName": "b-1"})
    story.call(BOB, "PutObject", readOnly=False, requestParameters={"bucketName": "b-1"})
    story.call(second, "GetObject", errorCode="AccessDenied")
    for _ in range(60):
        story.call(BOB, "ListBuckets")
    trail_file(tmp_path, story.records, "20251122T1205Z")
    return str(tmp_path), second


@asynccontextmanager
async def over(
    folder: str, question: str = "", size: tuple[int, int] = (160, 40)
) -> AsyncIterator[Pilot[int]]:
    """The app over the files of a folder."""
    session = open_files([folder])
    session.start()
    try:
        asked = Question(parse(question))
        async with running(session, asked, size, origins=origins_of(remember())) as pilot:
            await read(pilot)
            yield pilot
    finally:
        session.close()


async def read(pilot: Pilot[Any]) -> None:
    """Wait until the answer to what is asked is whole and shown."""
    screen = main_screen(pilot)

    def is_there() -> bool:
        progress = screen.progress
        is_of_it = progress is not None and progress.question == screen.asked.question
        return is_of_it and progress is not None and progress.state.is_over

    await until(pilot, is_there)
    await settle(pilot)


async def step(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys, the last of which asks something."""
    await press(pilot, *keys)
    await read(pilot)


def told(pilot: Pilot[Any]) -> str:
    """The text of the dialog, as one line."""
    frame = pilot.app.screen.query("#frame")
    if not frame:
        return ""
    region = frame.first().region
    lines = shown(pilot).splitlines()[region.y + 1 : region.bottom - 1]
    return " ".join(" ".join(line[region.x + 1 : region.right - 1] for line in lines).split())


async def found_out(pilot: Pilot[Any]) -> str:
    """Wait until a chain or a tree stands there; what it says."""
    await until(pilot, lambda: told(pilot).startswith(("done", "incomplete")))
    await settle(pilot)
    return told(pilot)


def asked(pilot: Pilot[Any]) -> str:
    return main_screen(pilot).asked.question.text


def at_cursor(pilot: Pilot[Any]) -> str:
    """The name and ID of the event at the cursor."""
    table = main_screen(pilot).table
    return " ".join(table.rows.texts(table.position, ["event", "id"]))


async def test_w_shows_the_chain_beside_the_table(trail: tuple[str, Identity]) -> None:
    folder, session = trail
    async with over(folder, "event:PutObject user:alice-x") as pilot:
        await press(pilot, "w")
        text = await found_out(pilot)
        assert "IAMUser arn:aws:iam::111122223333:user/alice" in text
        assert text.index(session["accessKeyId"]) < text.index("IAMUser arn")
        assert text.count("issued key seen") == 3
        assert "session alice-x" in text
        assert "PutObject" in shown(pilot)  # the table stands beside it


async def test_w_takes_the_whole_screen_in_80_columns(trail: tuple[str, Identity]) -> None:
    async with over(trail[0], "event:PutObject user:alice-x", (80, 24)) as pilot:
        await press(pilot, "w")
        assert "IAMUser arn:aws:iam::111122223333:user/alice" in await found_out(pilot)
        assert pilot.app.screen.query_one("#frame").region.width == 80


async def test_enter_on_a_hop_goes_to_its_event_and_back(trail: tuple[str, Identity]) -> None:
    async with over(trail[0], "event:PutObject") as pilot:
        await press(pilot, "j")
        before = at_cursor(pilot)
        await press(pilot, "w")
        await found_out(pilot)
        await step(pilot, "j", "enter")
        assert asked(pilot).startswith("id:")
        assert at_cursor(pilot).startswith("AssumeRole ")
        assert "event:PutObject ▸ event " in shown(pilot)
        await step(pilot, "left_square_bracket")
        assert (asked(pilot), at_cursor(pilot)) == ("event:PutObject", before)
        assert "▸" not in shown(pilot)


async def test_enter_on_a_hop_that_is_in_the_answer_moves_the_cursor(
    trail: tuple[str, Identity],
) -> None:
    async with over(trail[0], "user:alice-x,alice") as pilot:
        await press(pilot, "w")
        await found_out(pilot)
        await step(pilot, "j", "enter")
        assert asked(pilot) == "user:alice-x,alice"
        assert at_cursor(pilot).startswith("AssumeRole ")


async def test_equals_asks_for_all_events_of_a_session(trail: tuple[str, Identity]) -> None:
    folder, session = trail
    async with over(folder, "event:PutObject user:alice-x") as pilot:
        await press(pilot, "w")
        await found_out(pilot)
        await step(pilot, "j", "equals_sign")
        assert asked(pilot) == f"key:{session['accessKeyId']}"
        assert len(main_screen(pilot).table.rows) == 2


async def test_w_in_the_detail_traces_the_key_at_the_cursor(trail: tuple[str, Identity]) -> None:
    async with over(trail[0], "event:AssumeRole user:alice") as pilot:
        await press(pilot, "tab")
        screen = main_screen(pilot)
        screen.detail.focus()
        screen.detail.search("ASIA0000000000000000")
        await press(pilot, "w")
        text = await found_out(pilot)
        assert text.startswith("done ASIA0000000000000000 └─ ASIA0000000000000000 · AssumeRole")
        assert "IAMUser" in text


async def test_a_chain_with_a_missing_call_names_it(trail: tuple[str, Identity]) -> None:
    folder, _ = trail
    lonely = Story(clock=7_200)
    session = Story().assume(ALICE, "Gone", "carol", key="ASIANOBODYISSUEDME12")
    lonely.call(session, "DeleteBucket")
    trail_file(Path(folder), lonely.records, "20251122T1405Z")
    async with over(folder, "event:DeleteBucket") as pilot:
        await press(pilot, "w")
        text = await found_out(pilot)
        assert text.startswith("incomplete")
        assert "missing: what issued ASIANOBODYISSUEDME12" in text
        assert "To find it:" in text
        await press(pilot, "escape")
        assert not told(pilot)


async def test_capital_w_shows_what_leads_back_and_asks_for_it(
    trail: tuple[str, Identity],
) -> None:
    folder, session = trail
    async with over(folder, "user:alice") as pilot:
        await press(pilot, "G", "W")
        text = await found_out(pilot)
        assert "arn:aws:iam::111122223333:user/alice: 1 event (" in text
        assert "1 denied" in text
        await step(pilot, "enter")
        assert session["accessKeyId"] in asked(pilot)
        rows = main_screen(pilot).table.rows
        users = [rows.texts(at, ["user"])[0] for at in range(len(rows))]
        assert users == ["alice-x", "alice-x", "alice", "alice"]


async def test_a_branch_asks_for_its_own_events(trail: tuple[str, Identity]) -> None:
    folder, session = trail
    async with over(folder, "user:alice") as pilot:
        await press(pilot, "G", "W")
        await found_out(pilot)
        await step(pilot, "end", "equals_sign")
        assert asked(pilot) == f"key:{session['accessKeyId']}"


async def test_pivots_count_what_was_read(trail: tuple[str, Identity]) -> None:
    folder, session = trail
    async with over(folder, "event:PutObject user:alice-x") as pilot:
        await press(pilot, "p")
        await until(pilot, lambda: "this key" in told(pilot) and "…" not in told(pilot))
        text = told(pilot)
        assert f"this key 2 {session['accessKeyId']}" in text
        assert "this session 2 AROAREAD:alice-x" in text
        assert "this resource 2 b-1" in text
        assert "same event by others 1 PutObject" in text
        await step(pilot, "enter")
        assert asked(pilot) == f"key:{session['accessKeyId']}"
        assert at_cursor(pilot).startswith("PutObject")
        assert "event:PutObject user:alice-x ▸ key:" in shown(pilot)


async def test_a_pivot_to_the_person_shows_their_tree(trail: tuple[str, Identity]) -> None:
    async with over(trail[0], "event:PutObject user:alice-x") as pilot:
        await press(pilot, "p")
        await until(pilot, lambda: "this person" in shown(pilot))
        await press(pilot, "j", "j", "j", "enter")
        assert "arn:aws:iam::111122223333:user/alice: 1 event (" in await found_out(pilot)


async def test_around_keeps_the_cursor_on_the_event_and_back_its_line(
    trail: tuple[str, Identity],
) -> None:
    async with over(trail[0], "user:bob", (160, 20)) as pilot:
        await press(pilot, "G", "k", "k")
        table = main_screen(pilot).table
        before, line = at_cursor(pilot), table.cursor_line
        await press(pilot, "a")
        assert "±60 min  the same terms" in shown(pilot)
        await step(pilot, "enter")
        assert asked(pilot) == ""
        assert len(table.rows) > 5
        assert at_cursor(pilot) == before
        await press(pilot, "j", "j")
        await step(pilot, "left_square_bracket")
        assert (asked(pilot), at_cursor(pilot), table.cursor_line) == ("user:bob", before, line)
