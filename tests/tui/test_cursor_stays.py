"""The cursor stays on its event, whatever is asked, as long as that is in the answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.make import record
from tests.trails import trail_file
from tests.tui.fakes import main_screen, press, running, until
from trailview.compose.files import open_files
from trailview.question.parse import parse
from trailview.question.query import Question
from trailview.search.progress import Order
from trailview.search.session import Session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Forty events, of which every other one is a failed write."""
    records = [
        record(n, eventName="DeleteTrail", readOnly=False, errorCode="AccessDenied")
        if n % 2
        else record(n)
        for n in range(40)
    ]
    trail_file(tmp_path, records, "20251122T1205Z")
    session = open_files([str(tmp_path)])
    session.start()
    yield session
    session.close()


def at_cursor(pilot: Pilot[int]) -> str:
    """The ID of the event there."""
    table = main_screen(pilot).table
    (event_id,) = table.rows.texts(table.position, ["id"]) if len(table.rows) else ("",)
    return event_id


async def ask(pilot: Pilot[int], text: str, rows: int) -> None:
    screen = main_screen(pilot)
    assert screen.ask(lambda questions: questions.put(Question(parse(text)), None, "files")) is None
    await answered(pilot, text, rows)


async def answered(pilot: Pilot[int], text: str, rows: int) -> None:
    screen = main_screen(pilot)

    def is_there() -> bool:
        progress = screen.progress
        return (
            progress is not None
            and progress.question is screen.asked.question
            and progress.question.text == text
            and progress.state.is_over
            and len(screen.table.rows) == rows
        )

    await until(pilot, is_there)


async def test_it_stays_where_the_event_is_in_the_answer(session: Session) -> None:
    async with running(session) as pilot:
        await answered(pilot, "", 40)
        await press(pilot, "j", "j", "j", "j")
        meant = at_cursor(pilot)
        before = main_screen(pilot).progress
        await press(pilot, "r")
        await until(pilot, lambda: main_screen(pilot).progress is not before)
        await answered(pilot, "", 40)
        assert at_cursor(pilot) == meant, "asked again"
        is_write = main_screen(pilot).table.rows.texts(4, ["event"]) == ["DeleteTrail"]
        await ask(pilot, "is:write" if is_write else "is:read", 20)
        assert at_cursor(pilot) == meant, "narrowed"
        await ask(pilot, "", 40)
        assert at_cursor(pilot) == meant, "widened"
        main_screen(pilot).ask(lambda questions: questions.sort(Order("event", True)))
        await until(pilot, lambda: main_screen(pilot).table.position != 4)
        assert at_cursor(pilot) == meant, "sorted"
        main_screen(pilot).ask(lambda questions: questions.sort(Order()))
        await until(pilot, lambda: main_screen(pilot).table.position == 4)
        assert at_cursor(pilot) == meant
        await ask(pilot, "is:read" if is_write else "is:write", 20)
        assert main_screen(pilot).table.position == 0, "where the event is not in the answer"
        await press(pilot, "left_square_bracket")
        await answered(pilot, "", 40)
        assert at_cursor(pilot) == meant, "and back"


async def test_where_it_was_not_moved_it_is_on_the_first_row(session: Session) -> None:
    async with running(session) as pilot:
        await answered(pilot, "", 40)
        await ask(pilot, "is:write", 20)
        await ask(pilot, "", 40)
        assert main_screen(pilot).table.position == 0


async def test_it_stays_in_runs_that_are_folded_after_the_answer(session: Session) -> None:
    async with running(session) as pilot:
        await answered(pilot, "", 40)
        await press(pilot, "v", "j", "j", "j")
        meant = at_cursor(pilot)
        screen = main_screen(pilot)
        before = screen.progress
        await press(pilot, "r")
        await until(pilot, lambda: screen.progress is not before and at_cursor(pilot) == meant)
        assert screen.table.position == 3
