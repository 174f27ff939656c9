"""What is made for the first frame, and what behind it: nothing that was told or typed is lost."""

from __future__ import annotations

from datetime import UTC
from typing import ClassVar

import pytest

from tests.tui.fakes import NOW, FakeSession, main_screen, make_events, settle, shown, until
from trailview.compose.settings import know_the_screen, remember
from trailview.question.query import Question
from trailview.search.progress import State
from trailview.tui import frames
from trailview.tui.app import TrailviewApp
from trailview.tui.commands import EVENTS, Command
from trailview.tui.dialogs.help import HelpDialog
from trailview.tui.main.commands import CONTROLLERS
from trailview.tui.main.controller import Hears, hears
from trailview.tui.main.controllers import Controllers
from trailview.tui.main.first import FIRST


class Ear:
    """Hears numbers and words."""

    def __init__(self, log: list[str]) -> None:
        self.log = log

    def _heard(self, message: object) -> None:
        self.log.append(f"{type(self).__name__} {message}")

    COMMANDS: ClassVar[tuple[Command, ...]] = ()
    HEARS: ClassVar[tuple[Hears, ...]] = (hears(int, _heard), hears(str, _heard))


def _nothing(_: object) -> None:
    pass


def command(name: str) -> Command:
    return Command(name, "", name, f"{name}.", EVENTS, _nothing)


class Early(Ear):
    COMMANDS: ClassVar[tuple[Command, ...]] = (command("early"),)


class Late(Ear):
    COMMANDS: ClassVar[tuple[Command, ...]] = (command("late"),)


def test_those_that_come_later_hear_what_was_told_before_in_its_order() -> None:
    log: list[str] = []
    controllers = Controllers(log, [Early])
    controllers.tell(1)
    controllers.tell("a")
    assert log == ["Early 1", "Early a"]
    assert not controllers.are_all_there
    controllers.make_all([Late, Early])
    assert log == ["Early 1", "Early a", "Late 1", "Late a"]
    controllers.tell(2)
    assert log[4:] == ["Late 2", "Early 2"], "in the order of the table"
    assert [each.id for each in controllers.dispatch.declared()] == ["late", "early"]
    assert isinstance(controllers.of_kind(Late), Late)


def test_those_of_the_first_frame_are_in_the_order_of_the_table() -> None:
    assert [kind for kind in CONTROLLERS if kind in FIRST] == list(FIRST)


async def test_a_key_before_the_first_frame_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "_PATIENCE", 3600.0)
    session = FakeSession(make_events(0), state=State.READING)
    memory = remember()
    know_the_screen(memory)
    app = TrailviewApp(session, Question(), UTC, lambda: NOW, memory)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: bool(session.searches))
        await pilot.press("question_mark")
        assert not session.is_painted
        assert not isinstance(app.screen, HelpDialog)
        main_screen(pilot).show_first_frame()
        await until(pilot, lambda: isinstance(app.screen, HelpDialog))
        assert session.is_painted


async def test_the_first_frame_has_the_rows_and_what_is_asked() -> None:
    session = FakeSession(make_events(30))
    memory = remember()
    know_the_screen(memory)
    app = TrailviewApp(session, Question(), UTC, lambda: NOW, memory)
    async with app.run_test(size=(160, 40), notifications=True) as pilot:
        await settle(pilot)
        await until(pilot, lambda: session.is_painted and "? help" in shown(pilot))
        assert "all events" in shown(pilot)
