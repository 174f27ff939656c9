"""Raw texts on the screen: the editor, and rows that are no events."""

from __future__ import annotations

import json

import pytest
from textual.pilot import Pilot

from tests.progress import changed
from tests.tui.fakes import (
    NOW,
    FakeSession,
    main_screen,
    make_events,
    press,
    running,
    settle,
    shown,
    type_question,
)
from trailview.backends.plain import PlainTable
from trailview.errors import QuestionError
from trailview.question.query import Question, Window
from trailview.tui import clipboard
from trailview.tui.dialogs.dialog import ListDialog
from trailview.tui.dialogs.raw import RawDialog
from trailview.tui.main.questions import OWN_TIME
from trailview.tui.widgets.plain_rows import MOST_DRAWN
from trailview.tui.widgets.raw_area import RawArea

PATTERN = '{ $.userIdentity.userName = "Alice" }'
ROWS = PlainTable(("eventName", "n"), (("[b]Create\x1b[31m", "20"), ("Delete", "3")))


@pytest.fixture
def session() -> FakeSession:
    return FakeSession(make_events(30), backends=("logs", "insights", "athena", "history"))


@pytest.fixture(autouse=True)
def _no_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "copy_by_program", lambda text: None)


def area(pilot: Pilot[int]) -> RawArea:
    assert isinstance(pilot.app.screen, RawDialog)
    return pilot.app.screen.query_one(RawArea)


async def type_raw(pilot: Pilot[int], text: str) -> None:
    """Open the editor and put a text into it, without running it."""
    await press(pilot, "x")
    area(pilot).text = text
    await settle(pilot)


async def run_raw(pilot: Pilot[int], text: str) -> None:
    await type_raw(pilot, text)
    await press(pilot, "ctrl+r")


async def test_a_text_runs_on_the_present_backend(session: FakeSession) -> None:
    session.raw_events = 3
    async with running(session) as pilot:
        await run_raw(pilot, PATTERN + "\n")
        question, _ = session.asked[-1]
        assert (question.raw, question.terms) == (PATTERN + "\n", ())
        assert question.window == session.asked[0][0].window
        assert session.asked_of[-1] == ("logs", False)
        assert PATTERN in shown(pilot)
        assert main_screen(pilot).table.has_focus


async def test_keys_are_text_while_typing(session: FakeSession) -> None:
    async with running(session) as pilot:
        await press(pilot, "x", "q", "enter", "x")
        assert area(pilot).text == "q\nx"
        await press(pilot, "f5")
        assert session.asked[-1][0].raw == "q\nx"


async def test_the_draft_stays_when_the_editor_is_left(session: FakeSession) -> None:
    async with running(session) as pilot:
        asked = len(session.asked)
        await type_raw(pilot, "{ $.x")
        await press(pilot, "escape")
        assert len(session.asked) == asked
        await press(pilot, "x")
        assert area(pilot).text == "{ $.x"


async def test_the_editor_begins_with_the_present_question_translated(
    session: FakeSession,
) -> None:
    session.translation = PATTERN
    async with running(session) as pilot:
        await press(pilot, "x")
        assert area(pilot).text == PATTERN
        await press(pilot, "escape")
        await type_raw(pilot, "{ $.x")
        await press(pilot, "escape", "x")
        assert area(pilot).text == "{ $.x", "what was left there is not lost"


async def test_up_and_down_recall_what_was_run_there(session: FakeSession) -> None:
    async with running(session) as pilot:
        for text in ("one", "two\nlines"):
            await run_raw(pilot, text)
        await type_raw(pilot, "draft")
        await press(pilot, "up")
        assert area(pilot).text == "two\nlines"
        await press(pilot, "up")
        assert area(pilot).text == "two\nlines"
        await press(pilot, "up")
        assert area(pilot).text == "one"
        await press(pilot, "up", "down", "down", "down")
        assert area(pilot).text == "draft"


async def test_a_backend_without_a_language_offers_those_with_one(session: FakeSession) -> None:
    session.backends = ("history", "logs", "athena")
    async with running(session) as pilot:
        await press(pilot, "x")
        assert isinstance(pilot.app.screen, ListDialog)
        assert "filter pattern" in shown(pilot)
        assert "history" not in shown(pilot).split("Type it yourself")[1]
        await press(pilot, "down", "enter")
        assert "SQL statement for athena" in shown(pilot)
        area(pilot).text = "SELECT 1"
        await press(pilot, "ctrl+r")
        assert session.asked_of[-1] == ("athena", False)
        assert session.asked[-1][0] == Question(raw="SELECT 1")
        assert "athena · all time" in shown(pilot)


async def test_files_have_no_language(session: FakeSession) -> None:
    session.backends = ("files",)
    async with running(session) as pilot:
        await press(pilot, "x")
        assert "has a language of its own" in shown(pilot)


async def test_curly_quotes_are_straightened_before_the_user_runs_it(session: FakeSession) -> None:
    async with running(session) as pilot:
        asked = len(session.asked)
        await run_raw(pilot, "{ $.x = “y” }")
        assert len(session.asked) == asked
        assert area(pilot).text == '{ $.x = "y" }'
        assert "Curly quotes were made straight" in shown(pilot)
        await press(pilot, "ctrl+z")
        assert area(pilot).text == "{ $.x = “y” }"
        await press(pilot, "ctrl+r", "ctrl+r")
        assert session.asked[-1][0].raw == '{ $.x = "y" }'


@pytest.mark.parametrize(
    ("backend", "text", "said"),
    [
        ("athena", "DROP TABLE t", "This is not run"),
        ("logs", " ", "There is no filter pattern to run"),
        ("logs", "", "There is no filter pattern to run"),
    ],
)
async def test_what_is_not_run_is_said_in_the_editor(
    session: FakeSession, backend: str, text: str, said: str
) -> None:
    session.backends = (backend,)
    async with running(session) as pilot:
        asked = len(session.asked)
        await run_raw(pilot, text)
        assert said in shown(pilot)
        assert len(session.asked) == asked
        await press(pilot, "a")
        assert said not in shown(pilot)


async def test_a_service_error_opens_the_editor_at_its_place(session: FakeSession) -> None:
    text = "fields @message\n| fliter x = 1"
    async with running(session) as pilot:
        session.refusal = QuestionError(text, 18, "unexpected \x1b symbol")
        await run_raw(pilot, text)
        assert area(pilot).text == text
        assert area(pilot).cursor_location == (1, 2)
        lines = [line.strip() for line in shown(pilot).split("│")]
        assert "| fliter x = 1" in lines
        assert "^" in lines
        assert "unexpected ␛ symbol" in shown(pilot)
        await press(pilot, "ctrl+r")
        assert session.asked_of[-1] == ("logs", True)
        assert isinstance(pilot.app.screen, RawDialog)


async def test_rows_without_a_record_take_the_place_of_the_events(session: FakeSession) -> None:
    session.plain = ROWS
    async with running(session) as pilot:
        await run_raw(pilot, "stats count(*)")
        screen = main_screen(pilot)
        assert "[b]Create␛[31m" in shown(pilot)
        assert "eventName" in shown(pilot)
        assert (screen.table.display, screen.detail.display) == (False, False)
        assert screen.rows is not None
        assert screen.rows.has_focus
        await press(pilot, "left_square_bracket")
        assert (screen.table.display, screen.detail.display) == (True, True)
        assert screen.table.has_focus


async def test_events_and_other_rows_are_shown_by_turns(session: FakeSession) -> None:
    session.plain, session.raw_events = ROWS, 2
    async with running(session) as pilot:
        await press(pilot, "X")
        assert "Every row is an event" in shown(pilot)
        await run_raw(pilot, "RequestId")
        assert main_screen(pilot).table.display
        await press(pilot, "X")
        assert not main_screen(pilot).table.display
        assert "Delete" in shown(pilot)
        await press(pilot, "X")
        assert main_screen(pilot).focused is main_screen(pilot).table


async def test_all_rows_can_be_copied(session: FakeSession) -> None:
    session.plain = ROWS
    async with running(session) as pilot:
        await run_raw(pilot, "stats count(*)")
        await press(pilot, "y")
        assert "value at the cursor" in shown(pilot)
        await press(pilot, "down", "down", "enter")
        assert json.loads(pilot.app.clipboard) == [
            {"eventName": "[b]Create\x1b[31m", "n": "20"},
            {"eventName": "Delete", "n": "3"},
        ]


async def test_other_rows_are_sorted_by_their_own_columns(session: FakeSession) -> None:
    rows = (("a", "9"), ("b", "100"), ("c", ""), ("d", "20"))
    session.plain = PlainTable(("eventName", "calls"), rows)
    async with running(session) as pilot:
        await run_raw(pilot, "stats count(*) as calls by eventName")
        screen = main_screen(pilot)
        assert screen.rows is not None
        assert screen.rows.table is not None
        assert screen.row_place.text.rstrip() == "row 1/4"
        await press(pilot, "down", "s")
        assert "calls" in shown(pilot)
        assert "Source IP" not in shown(pilot)
        await press(pilot, "down", "enter")
        assert [row[0] for row in screen.rows.table.rows] == ["b", "d", "a", "c"], "as numbers"
        assert screen.rows.value == "b", "the cursor stays on its row"
        assert "calls▼" in shown(pilot)
        await pilot.click(screen.rows, offset=(14, 0))
        await settle(pilot)
        assert [row[0] for row in screen.rows.table.rows] == ["a", "d", "b", "c"]
        assert screen.row_place.text.rstrip() == "row 3/4"
        await press(pilot, "c")
        assert "These rows have the columns that the service gave them." in shown(pilot)
        search = session.searches[-1]
        more = PlainTable(("eventName", "calls"), (*rows, ("e", "11")))
        search.progress = changed(search.progress, plain=more)
        search.changed()
        await settle(pilot)
        assert [row[0] for row in screen.rows.table.rows] == ["a", "e", "d", "b", "c"]


async def test_no_more_rows_are_drawn_than_can_be_looked_at(session: FakeSession) -> None:
    rows = tuple((str(n), "") for n in range(MOST_DRAWN + 5))
    session.plain = PlainTable(("n", "m"), rows[:3])
    async with running(session) as pilot:
        await run_raw(pilot, "fields n, m")
        screen = main_screen(pilot)
        assert screen.rows is not None
        await press(pilot, "down")
        search = session.searches[-1]
        search.progress = changed(search.progress, plain=PlainTable(("n", "m"), rows))
        search.changed()
        await settle(pilot)
        assert screen.rows.row_count == MOST_DRAWN
        assert screen.rows.value == "1"
        assert f"the first 1,000 of {len(rows):,} rows; y copies all" in shown(pilot)


async def test_a_question_or_another_backend_leaves_the_raw_text(session: FakeSession) -> None:
    async with running(session) as pilot:
        await run_raw(pilot, PATTERN)
        await type_question(pilot, "user:alice")
        await press(pilot, "enter")
        assert (session.asked[-1][0].raw, session.asked[-1][0].text) == ("", "user:alice")
        await press(pilot, "left_square_bracket")
        assert session.asked[-1][0].raw == PATTERN
        await press(pilot, "B", "down", "enter")
        assert (session.asked_of[-1][0], session.asked[-1][0].raw) == ("insights", "")
        assert main_screen(pilot).questions.trail.texts() == []


async def test_sql_tells_its_time_itself(session: FakeSession) -> None:
    session.backends = ("athena", "history")
    async with running(session) as pilot:
        await run_raw(pilot, "SELECT 1")
        asked = len(session.asked)
        await press(pilot, "T")
        assert OWN_TIME in shown(pilot)
        assert len(session.asked) == asked
        await type_question(pilot, "user:alice")
        await press(pilot, "enter")
        assert session.asked[-1][0].window == Window(NOW - 4 * 3600)
