"""Asking: the bar, the form, the chips, cells and values; back and forward."""

from __future__ import annotations

from datetime import UTC

import pytest
from textual.widgets import Input, OptionList, Select, Static

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
    until,
)
from trailview.events.record import Event
from trailview.question.parse import parse
from trailview.question.query import Question, Window
from trailview.question.when import window
from trailview.search.progress import Order, State
from trailview.tui.messages import SearchChanged
from trailview.tui.widgets.event_table import EventTable


@pytest.fixture
def session() -> FakeSession:
    return FakeSession(make_events(30))


def texts(session: FakeSession) -> list[str]:
    return [question.text for question, _ in session.asked]


async def test_a_typed_question_is_asked_and_kept_in_the_trail(session: FakeSession) -> None:
    async with running(session) as pilot:
        await type_question(pilot, "user:alice event:Delete*")
        await press(pilot, "enter")
        assert texts(session) == ["", "user:alice event:Delete*"]
        assert pilot.app.focused is main_screen(pilot).table
        assert "2 match" in shown(pilot)
        await press(pilot, "left_square_bracket")
        assert texts(session)[-1] == ""
        assert "30 match" in shown(pilot)
        await press(pilot, "right_square_bracket")
        assert texts(session)[-1] == "user:alice event:Delete*"
        assert len(session.asked) == 4
        await press(pilot, "right_square_bracket", "r")
        assert len(session.asked) == 5, "no further forward; asked again once"


async def test_a_refused_question_points_at_its_column_and_keeps_the_text(
    session: FakeSession,
) -> None:
    async with running(session) as pilot:
        await type_question(pilot, "user:alice usr:bob")
        await press(pilot, "enter")
        bar = main_screen(pilot).bar
        assert len(session.asked) == 1
        assert bar.value == "user:alice usr:bob"
        lines = shown(pilot).splitlines()
        assert lines[1].index("usr") == lines[2].index("^")
        assert "Did you mean `user`?" in lines[3]
        await press(pilot, "escape")
        assert not bar.is_editing
        await press(pilot, "slash", "up")
        assert bar.value == "user:alice usr:bob", "what was typed can be had again"


async def test_completions_of_names_and_counted_values(session: FakeSession) -> None:
    async with running(session) as pilot:
        await press(pilot, "slash", "e", "v")
        choices = main_screen(pilot).bar.query_one(OptionList)
        assert choices.display
        await press(pilot, "tab")
        assert main_screen(pilot).bar.value == "event:"
        assert choices.display, "a field's name leads on to its values"
        await press(pilot, "D")
        assert "DescribeInstances  6" in shown(pilot)
        await press(pilot, "down", "enter")
        assert main_screen(pilot).bar.value == "event:DeleteTrail"
        await press(pilot, "enter")
        assert texts(session)[-1] == "event:DeleteTrail"


async def test_earlier_questions_come_back_with_up_and_go_with_down(session: FakeSession) -> None:
    async with running(session) as pilot:
        for text in ("user:bob", "user:carol"):
            await type_question(pilot, text)
            await press(pilot, "escape", "enter")
        bar = main_screen(pilot).bar
        await press(pilot, "slash", "up")
        assert bar.value == "user:carol"
        await press(pilot, "up")
        assert bar.value == "user:bob"
        await press(pilot, "down", "down")
        assert bar.value == "user:carol", "what stood there before"


async def test_the_form_adds_terms_and_chips_remove_them(session: FakeSession) -> None:
    async with running(session, size=(120, 50)) as pilot:
        screen = main_screen(pilot)
        assert screen.filters is not None
        value = screen.filters.query_one("#value", Input)
        value.focus()
        await press(pilot, "a", "l")
        assert "alice" in shown(pilot), "values are suggested with their counts"
        await press(pilot, "down", "enter", "enter")
        assert texts(session)[-1] == "user:alice"
        assert value.value == ""
        await press(pilot, "enter")
        assert "A value is needed." in shown(pilot)
        screen.chips.focus()
        await press(pilot, "delete")
        assert texts(session)[-1] == ""
        await type_question(pilot, "user:bob event:Delete*")
        await press(pilot, "enter")
        region = screen.chips.content_region
        await pilot.click(screen.chips, offset=(region.width - 1, 1))
        await settle(pilot)
        assert texts(session)[-1] == "user:bob"


async def test_the_form_chooses_the_span_of_time(session: FakeSession) -> None:
    async with running(session, size=(120, 50)) as pilot:
        filters = main_screen(pilot).filters
        assert filters is not None
        asked = len(session.asked)
        assert asked == 1, "making the form asks nothing"
        filters.post_message(filters.RangeChosen("4h", ""))
        await settle(pilot)
        assert session.asked[-1][0].window == Window(NOW - 4 * 3600, None)
        assert "last 4h" in shown(pilot)
        filters.post_message(filters.RangeChosen("soon", ""))
        await settle(pilot)
        assert len(session.asked) == asked + 1
        assert any("A time was expected" in str(text.render()) for text in filters.query(Static))


async def test_what_the_form_showed_before_it_was_told_is_no_choice(session: FakeSession) -> None:
    question = Question((), Window(NOW - 7_200, None))
    async with running(session, question, size=(120, 50)) as pilot:
        filters = main_screen(pilot).filters
        assert filters is not None
        before = filters.query_one("#time", Select)
        filters.post_message(Select.Changed(before, "all time"))
        await settle(pilot)
        assert [asked.window for asked, _ in session.asked] == [question.window]


async def test_the_time_dialog_refuses_and_takes(session: FakeSession) -> None:
    async with running(session) as pilot:
        await press(pilot, "T")
        pilot.app.screen.query_one("#since", Input).focus()
        await press(pilot, *"9x", "enter")
        assert "was expected" in shown(pilot)
        pilot.app.screen.query_one("#since", Input).value = "2026-11-23T13:40"
        await press(pilot, "enter")
        assert session.asked[-1][0].window == Window(1_795_441_200, None)
        assert "since 2026-11-23T13:40" in shown(pilot)


@pytest.mark.parametrize(
    "typed", ["yesterday 22:00", "mon 9:00", "2026-11-22 22:00", "2015", "2015-03"]
)
async def test_the_time_dialog_takes_what_the_command_line_takes(
    session: FakeSession, typed: str
) -> None:
    async with running(session) as pilot:
        await press(pilot, "T")
        pilot.app.screen.query_one("#since", Input).focus()
        pilot.app.screen.query_one("#since", Input).value = typed
        await press(pilot, "enter")
        assert session.asked[-1][0].window == window(typed, None, NOW, UTC)
        assert f"since {typed}" in shown(pilot)


async def test_the_beginning_may_name_both_ends(session: FakeSession) -> None:
    async with running(session) as pilot:
        await press(pilot, "T")
        pilot.app.screen.query_one("#since", Input).focus()
        pilot.app.screen.query_one("#since", Input).value = "@2026-11-23T13:40±15m"
        pilot.app.screen.query_one("#until", Input).value = "14:00"
        await press(pilot, "enter")
        assert "No end was expected" in shown(pilot)
        pilot.app.screen.query_one("#until", Input).value = ""
        await press(pilot, "enter")
        assert session.asked[-1][0].window == Window(1_795_440_300, 1_795_442_100)
        assert main_screen(pilot).questions.range_label() == "@2026-11-23T13:40±15m"
        assert "@2026-11-23T13:40±15m" in shown(pilot)


async def test_a_cell_adds_and_excludes(session: FakeSession) -> None:
    async with running(session) as pilot:
        table = main_screen(pilot).table
        table.post_message(EventTable.TermAsked("user", "bob", False))
        await settle(pilot)
        table.post_message(EventTable.TermAsked("event", "DeleteTrail", True))
        await settle(pilot)
        assert texts(session)[-1] == "user:bob -event:DeleteTrail"


async def test_sorting_is_a_step_of_the_trail(session: FakeSession) -> None:
    async with running(session) as pilot:
        await press(pilot, "s", "space", "enter")
        screen = main_screen(pilot)
        assert screen.asked.order == Order("time", descending=False)
        assert screen.progress is not None
        assert screen.progress.rows.key(0) == 29
        await press(pilot, "left_square_bracket")
        assert session.asked[-1][1] == Order()


async def test_escape_stops_reading_and_says_how_far_it_came() -> None:
    session = FakeSession(make_events(5), state=State.READING)
    async with running(session) as pilot:
        assert "Esc stops" in shown(pilot)
        await press(pilot, "escape")
        assert "Esc again stops reading." in shown(pilot)
        assert [search.is_stopped for search in session.searches] == [False]
        await press(pilot, "escape")
        assert [search.is_stopped for search in session.searches] == [True]
        assert "stopped by you" in shown(pilot)


async def test_escape_that_closes_does_not_stop_and_is_not_the_first_of_two() -> None:
    session = FakeSession(make_events(5), state=State.READING)
    async with running(session, size=(80, 24)) as pilot:
        await press(pilot, "escape", "enter", "escape", "question_mark", "escape", "escape")
        assert not session.searches[-1].is_stopped
        await press(pilot, "d", "escape")
        assert not main_screen(pilot).shows_detail
        assert not session.searches[-1].is_stopped


async def test_a_stale_search_changes_nothing(session: FakeSession) -> None:
    async with running(session) as pilot:
        screen = main_screen(pilot)
        stale = session.searches[0]
        await type_question(pilot, "user:bob")
        await press(pilot, "enter")
        before = screen.progress
        stale.become(State.READING)
        screen.post_message(SearchChanged(1))
        await settle(pilot)
        assert screen.progress is before
        assert stale.cancelled


async def test_asking_again_counts_the_span_from_now(session: FakeSession) -> None:
    window = Window(100, None)
    async with running(session, Question(parse("user:bob"), window)) as pilot:
        await press(pilot, "r")
        assert session.asked[-1][0].window == window, "a window given as such stays"


async def test_what_a_row_is_of_is_read_from_the_answer_that_shows_it() -> None:
    session = FakeSession(make_events(5))
    async with running(session) as pilot:
        screen, shown_search = main_screen(pilot), session.searches[-1]
        row = screen.table.rows.key(3)
        screen.runner.ask(Question(parse("user:nobody")), Order(), "files")
        asked_search = session.searches[-1]
        assert asked_search is not shown_search
        asked_search.event = lambda key: session.events[0]
        assert screen.runner.reader(row)() is session.event(row), "its rows are not shown yet"
        await settle(pilot)
        assert screen.runner.reader(row)() is session.events[0]


async def test_a_mistake_in_reading_one_event_is_told_and_the_next_is_read() -> None:
    session = FakeSession(make_events(9))
    async with running(session, size=(120, 40)) as pilot:
        screen = main_screen(pilot)
        read = session.searches[-1].event

        def mistaken(key: int) -> Event:
            return read(key) if key != screen.table.rows.key(8) else read(1 // 0)

        session.searches[-1].event = mistaken
        await press(pilot, "G")  # none of these is beside another: they are not at hand
        await until(pilot, lambda: "by a mistake in trailview" in shown(pilot))
        screen.table.move_to(4)
        await until(pilot, lambda: screen.detail.event is read(screen.table.rows.key(4)))
