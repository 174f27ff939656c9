"""A capability is a controller: its key, its row in palette and help, and when it can be used."""

from __future__ import annotations

import ast
import inspect
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC
from pathlib import Path
from typing import ClassVar, Protocol

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.tui.fakes import (
    NOW,
    FakeSession,
    main_screen,
    make_events,
    press,
    settle,
    shown,
    until,
)
from trailview.compose.settings import know_the_screen, remember
from trailview.question.query import UNTYPED, Question
from trailview.tui.app import TrailviewApp
from trailview.tui.commands import EVENTS, Command, When
from trailview.tui.main import facts
from trailview.tui.main.commands import COMMANDS, CONTROLLERS, commands_of
from trailview.tui.main.controller import Controller, Hears, hears
from trailview.tui.main.facts import Progressed
from trailview.tui.main.host import Answers, Says


class CountingHost(Answers, Says, Protocol):
    """What counting needs of the screen."""


class CountingController:
    """Says how many events there are: a capability that the screen does not know."""

    def __init__(self, host: CountingHost) -> None:
        self._host = host
        self.heard = 0

    def count(self) -> None:
        assert self._host.progress is not None
        self._host.say(f"There are {len(self._host.progress.rows)} events.")

    def _has_events(self) -> bool:
        return self._host.progress is not None and bool(len(self._host.progress.rows))

    def _progressed(self, fact: Progressed) -> None:
        self.heard = len(fact.progress.rows)

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "events.count",
            "N",
            "Count",
            "Say how many there are.",
            EVENTS,
            count,
            When(_has_events, "There is nothing to count."),
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = (hears(Progressed, _progressed),)


@asynccontextmanager
async def counting(events: int, keymap: dict[str, str] | None = None) -> AsyncIterator[Pilot[int]]:
    """The app with one controller more, over so many events."""
    session = FakeSession(make_events(events))
    memory = remember()
    know_the_screen(memory)
    controllers = (*CONTROLLERS, CountingController)
    app = TrailviewApp(
        session, Question(), UTC, lambda: NOW, memory, UNTYPED, controllers=controllers
    )
    async with app.run_test(size=(120, 200), notifications=True) as pilot:
        if keymap:
            app.set_keymap(keymap)
        await settle(pilot)
        yield pilot


async def test_one_controller_more_is_in_key_help_and_palette() -> None:
    async with counting(3) as pilot:
        assert main_screen(pilot).controller(CountingController).heard == 3
        await press(pilot, "N")
        await until(pilot, lambda: "There are 3 events." in shown(pilot))
        await press(pilot, "question_mark")
        assert "N" in line_with(pilot, "Count: Say how many there are.")
        await press(pilot, "escape", "colon")
        pilot.app.screen.query_one(Input).value = "count"
        await until(pilot, lambda: "Say how many there are." in shown(pilot))


async def test_a_mistake_in_a_job_is_said_and_not_swallowed() -> None:
    async with counting(3) as pilot:
        main_screen(pilot).work(lambda: 1 // 0, print, group="count")
        await until(pilot, lambda: "ZeroDivisionError" in shown(pilot))
        await press(pilot, "N")
        await until(pilot, lambda: "There are 3 events." in shown(pilot))


async def test_its_key_can_be_another() -> None:
    async with counting(3, {"events.count": "f4"}) as pilot:
        await press(pilot, "f4")
        await until(pilot, lambda: "There are 3 events." in shown(pilot))


async def test_a_command_that_cannot_be_used_says_why_and_is_dim_in_the_help() -> None:
    async with counting(0) as pilot:
        await press(pilot, "N")
        await until(pilot, lambda: "There is nothing to count." in shown(pilot))
        await press(pilot, "question_mark")
        styles = [
            segment.style
            for strip in pilot.app.screen._compositor.render_strips()
            for segment in strip
            if segment.text.startswith(("Count: ", "Sort: "))
        ]
        sort, count = [style.color for style in styles if style is not None]
        assert sort != count
        await press(pilot, "escape", "colon")
        pilot.app.screen.query_one(Input).value = "count"
        await until(pilot, lambda: "Not now: There is nothing to count." in shown(pilot))


def line_with(pilot: Pilot[int], text: str) -> str:
    """The line of the screen with this text, which has to be there."""
    return next(line for line in shown(pilot).splitlines() if text in line)


def test_the_table_is_that_of_the_controllers() -> None:
    assert [command.id for command in commands_of(CONTROLLERS)] == [c.id for c in COMMANDS]


@pytest.mark.parametrize("controller", CONTROLLERS)
def test_a_controller_has_a_command_or_hears_something(controller: type[Controller]) -> None:
    assert controller.COMMANDS or controller.HEARS


def test_every_fact_that_is_told_is_heard_by_a_controller() -> None:
    told = {
        fact for fact in vars(facts).values() if getattr(fact, "__module__", "") == facts.__name__
    }
    heard = {ear.kind for controller in CONTROLLERS for ear in controller.HEARS}
    assert told <= heard


@pytest.mark.parametrize("controller", CONTROLLERS)
def test_no_controller_knows_another(controller: type[Controller]) -> None:
    others = {each.__module__ for each in CONTROLLERS if each is not controller}
    source = Path(inspect.getfile(controller)).read_text()
    imported = {
        name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom)
        for name in (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))
    }
    assert not imported & others
