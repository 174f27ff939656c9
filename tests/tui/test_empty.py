"""The empty table: it says why, asks what is proposed, and lets the service say more."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.make import START, record
from tests.trails import trail_file
from tests.tui.fakes import NOW, FakeSession, main_screen, make_events, press, running, shown, until
from tests.tui.test_snapshots import Compare
from trailview.compose.files import open_files
from trailview.question.parse import parse
from trailview.question.query import Question, Window
from trailview.search.empty.why import Bound, Proposal, Why
from trailview.search.session import Session
from trailview.tui.app import TrailviewApp


@pytest.fixture
def trail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A folder of files, named as it is on every machine."""
    made = [record(n, eventName="ConsoleLogin" if n < 35 else "PutObject") for n in range(50)]
    trail_file(tmp_path / "logs", made, "20251122T1205Z")
    monkeypatch.chdir(tmp_path)
    return "logs"


def words(pilot: Pilot[Any]) -> str:
    """What the screen says, without the borders and line breaks of a narrow table."""
    return " ".join(shown(pilot).split())


def over_files(trail: str, text: str, window: Window | None = None) -> tuple[Session, Question]:
    return open_files([trail]), Question(parse(text), window or Window())


async def explained(pilot: Pilot[Any]) -> None:
    """Wait until the table says why it is empty."""
    await until(pilot, lambda: "0 match" in shown(pilot) and "source holds" in shown(pilot))


async def test_enter_asks_the_first_question_proposed(trail: str) -> None:
    session, question = over_files(trail, "event:consolelogin")
    async with running(session, question, size=(80, 24)) as pilot:
        await explained(pilot)
        assert "event:consolelogin occurs nowhere; ConsoleLogin occurs 35 times" in words(pilot)
        assert "1 event:ConsoleLogin: 35 match" in words(pilot)
        screen = main_screen(pilot)
        assert screen.table.has_focus
        await press(pilot, "enter")
        await until(pilot, lambda: len(screen.table.rows) == 35)
        assert screen.asked.question.text == "event:ConsoleLogin"
        assert "occurs nowhere" not in shown(pilot)
        await press(pilot, "[")
        await explained(pilot)
    session.close()


async def test_a_digit_asks_any_of_them_and_the_time_range_can_go(trail: str) -> None:
    window = Window(START + 60, START + 90)
    session, question = over_files(trail, "event:PutObject user:bob", window)
    async with running(session, question) as pilot:
        await explained(pilot)
        screen = main_screen(pilot)
        await press(pilot, "9")
        assert screen.asked.question == question, "there are not so many"
    session.close()
    session, question = over_files(trail, "event:PutObject", window)
    async with running(session, question) as pilot:
        await explained(pilot)
        assert "1 without the time range: 15 match" in words(pilot)
        screen = main_screen(pilot)
        await press(pilot, "1")
        await until(pilot, lambda: len(screen.table.rows) == 15)
        assert screen.asked.is_all_time
    session.close()


async def test_a_click_on_a_proposal_asks_it(trail: str) -> None:
    session, question = over_files(trail, "event:ConsoleLogin user:bob")
    async with running(session, question, size=(80, 24)) as pilot:
        await explained(pilot)
        lines = shown(pilot).split("\n")
        place = next(y for y, line in enumerate(lines) if "without user:bob: 35 match" in line)
        await pilot.click(offset=(lines[place].index("without"), place))
        screen = main_screen(pilot)
        await until(pilot, lambda: len(screen.table.rows) == 35)
        assert screen.table.has_focus
        assert screen.asked.question.text == "event:ConsoleLogin"
    session.close()


async def test_digits_do_nothing_where_there_are_rows() -> None:
    async with running(FakeSession(make_events(5))) as pilot:
        asked = main_screen(pilot).asked
        await press(pilot, "1", "2")
        assert main_screen(pilot).asked == asked


async def test_the_detail_is_blank_where_the_table_is_empty() -> None:
    async with running(FakeSession(make_events(5))) as pilot:
        screen = main_screen(pilot)
        assert screen.detail.event is not None
        screen.ask(lambda questions: questions.text("event:Nothing"))
        await until(pilot, lambda: not len(screen.table.rows))
        await until(pilot, lambda: screen.detail.event is None)


def more(why: Why, asks: bool) -> Why:
    """What a service says of itself: it can be asked once."""
    found = Proposal(Question(parse("event:Found")), "event:Found", 2, Bound.AT_LEAST)
    if not asks:
        return Why(why.question, why.about, can_ask=True)
    return Why(why.question, why.about, proposals=(found,), asked_more=("Asked once more.",))


async def test_one_key_asks_the_service() -> None:
    session = FakeSession(make_events(3), backends=("history", "files"), make_why=more)
    async with running(session, Question(parse("event:Nothing"))) as pilot:
        await until(pilot, lambda: "E asks the service" in words(pilot))
        assert session.whys_asked == [False], "nothing is asked unasked"
        await press(pilot, "E")
        await until(pilot, lambda: "event:Found: at least 2 match" in words(pilot))
        assert session.whys_asked == [False, True]
        await press(pilot, "E")
        assert session.whys_asked == [False, True], "there is nothing more to ask"
        assert "Nothing more to find out" in words(pilot)


async def test_what_is_found_out_of_an_earlier_question_is_dropped() -> None:
    session = FakeSession(make_events(3))

    def slow(why: Why, asks: bool) -> Why:
        screen = main_screen(pilot)
        if why.question.text == "event:First":
            question = Question(parse("event:Second"))
            pilot.app.call_from_thread(screen.ask, lambda q: q.put(question, None, "files"))
        return why

    session.make_why = slow
    async with running(session) as pilot:
        screen = main_screen(pilot)
        screen.ask(lambda questions: questions.text("event:First"))
        await until(pilot, lambda: "0 match for event:Second" in words(pilot))
        assert "0 match for event:First" not in words(pilot)


@pytest.mark.parametrize("size", [(80, 24), (160, 40)])
def test_picture(snap_compare: Compare, trail: str, size: tuple[int, int]) -> None:
    session, question = over_files(trail, "event:consolelogin user:bob")
    app = TrailviewApp(session, question, UTC, lambda: NOW)
    assert snap_compare(app, terminal_size=size, run_before=explained)
    session.close()
