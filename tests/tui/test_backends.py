"""Asking another backend, and going on with what was stopped."""

from __future__ import annotations

import pytest

from tests.tui.fakes import NOW, FakeSession, main_screen, make_events, press, running, shown, until
from trailview.question.parse import parse
from trailview.question.query import Question, Window
from trailview.search.progress import State
from trailview.settings.memory import Memory


@pytest.fixture
def session() -> FakeSession:
    return FakeSession(make_events(30), backends=("files", "history", "logs"))


async def test_another_backend_is_asked_the_same_of_the_last_hours(session: FakeSession) -> None:
    async with running(session, Question(parse("user:bob"))) as pilot:
        assert "files · all time" in shown(pilot)
        await press(pilot, "B")
        assert "prod · logs" in shown(pilot)
        await press(pilot, "down", "enter")
        assert session.asked_of[-1] == ("history", False)
        question, _ = session.asked[-1]
        assert question.text == "user:bob"
        assert question.window == Window(NOW - 4 * 3600, None)
        assert "history · last 4h" in shown(pilot)
        assert "prod · history" in shown(pilot)
        await press(pilot, "left_square_bracket")
        assert session.asked_of[-1] == ("files", False)
        assert session.asked[-1][0].window.is_all


async def test_the_last_hours_are_those_of_the_settings(session: FakeSession) -> None:
    Memory().change({("defaults", "since"): "2d"})
    async with running(session) as pilot:
        await press(pilot, "B", "down", "enter")
        assert session.asked[-1][0].window == Window(NOW - 2 * 86_400, None)
        assert "history · last 2d" in shown(pilot)


async def test_a_span_that_was_chosen_is_kept(session: FakeSession) -> None:
    window = Window(NOW - 3600, NOW)
    async with running(session, Question((), window)) as pilot:
        await press(pilot, "B", "down", "down", "enter")
        assert session.asked_of[-1] == ("logs", False)
        assert session.asked[-1][0].window == window


async def test_the_same_backend_or_none_asks_nothing(session: FakeSession) -> None:
    async with running(session) as pilot:
        await press(pilot, "B", "escape", "B", "enter")
        assert session.asked_of == [("files", False)]
        assert pilot.app.screen is main_screen(pilot)


async def test_what_was_stopped_goes_on(session: FakeSession) -> None:
    session.backends, session.can_go_on = ("history",), True
    session.state = State.CANCELLED
    async with running(session) as pilot:
        assert "stopped" in shown(pilot)
        assert ". reads on" in shown(pilot)
        await press(pilot, "full_stop")
        assert session.asked_of == [("history", False), ("history", True)]
        assert session.asked[0] == session.asked[1], "the window is not moved"


async def test_nothing_goes_on_where_all_was_read(session: FakeSession) -> None:
    async with running(session) as pilot:
        await press(pilot, "full_stop")
        await until(pilot, lambda: "There is nothing to go on with" in shown(pilot))
        assert len(session.asked) == 1
