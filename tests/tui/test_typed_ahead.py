"""Whole scenarios typed in one go: no key is lost, and none goes where it was not meant to."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input

from tests.tui.fakes import FakeSession, main_screen, make_events, running, shown, until
from trailview.events.record import Event
from trailview.search.progress import State
from trailview.settings.saved import Shelf
from trailview.tui.base_app import BaseApp
from trailview.tui.dialogs.dialog import Dialog, ListDialog
from trailview.tui.dialogs.export import ExportDialog
from trailview.tui.dialogs.help import HelpDialog
from trailview.tui.dialogs.saved import SavedDialog


@dataclass
class SlowSession(FakeSession):
    """One whose records are read when the test lets them."""

    may_read: threading.Event = field(default_factory=threading.Event)

    def event(self, key: int) -> Event:
        assert self.may_read.wait(30)
        return super().event(key)


@pytest.fixture
def session() -> FakeSession:
    return FakeSession(make_events(60), state=State.READING)


def type_at_once(pilot: Pilot[Any], *keys: str) -> None:
    """Let keys come as a terminal sends them that was typed into: all before the first is seen."""
    app: App[Any] = pilot.app
    for key in keys:
        character = key if len(key) == 1 else None
        named = {"/": "slash", ":": "colon", ".": "full_stop", "-": "minus"}.get(key, key)
        app.post_message(events.Key(named, character))


async def done(pilot: Pilot[Any]) -> None:
    """Wait until all that was typed is carried out."""
    assert isinstance(pilot.app, BaseApp)
    seen = asyncio.Event()
    pilot.app.call_later(seen.set)
    await seen.wait()
    app = pilot.app
    await until(pilot, lambda: not app.is_carrying_out)


async def test_a_question_typed_at_once_is_asked(session: FakeSession) -> None:
    async with running(session) as pilot:
        type_at_once(pilot, "/", *"user:alice", "enter", "j", "j")
        await done(pilot)
        screen = main_screen(pilot)
        assert session.asked[-1][0].text == "user:alice"
        assert screen.table.has_focus
        assert screen.table.position == 2


async def test_what_is_typed_behind_a_question_waits_for_its_first_row(
    session: FakeSession,
) -> None:
    async with running(session) as pilot:
        screen = main_screen(pilot)
        hidden, session.events = session.events, []
        type_at_once(pilot, "/", *"user:alice", "enter", "j", "enter")
        await until(pilot, lambda: session.asked[-1][0].text == "user:alice")
        await pilot.pause(0.1)
        assert screen.table.has_focus
        session.events = hidden
        session.searches[-1].sort(session.asked[-1][1])
        await done(pilot)
        assert screen.detail.has_focus
        assert screen.table.position == 1


async def test_a_path_behind_the_key_of_a_dialog_is_typed_into_it(
    session: FakeSession, tmp_path: Path
) -> None:
    async with running(session) as pilot:
        type_at_once(pilot, "e", "end", *"xyz")
        await done(pilot)
        assert isinstance(pilot.app.screen, ExportDialog)
        assert "xyz" in shown(pilot)


async def test_dialogs_opened_and_left_at_once(session: FakeSession) -> None:
    async with running(session) as pilot:
        type_at_once(pilot, "S", "escape", "h", "escape", "question_mark", "escape", "j", "S")
        await done(pilot)
        assert isinstance(pilot.app.screen, SavedDialog)
        assert main_screen(pilot).table.position == 1


async def test_the_palette_takes_what_is_typed_behind_its_key(session: FakeSession) -> None:
    async with running(session) as pilot:
        type_at_once(pilot, ":", *"help", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpDialog))


async def test_pasted_text_comes_in_its_turn(session: FakeSession) -> None:
    async with running(session) as pilot:
        type_at_once(pilot, "/")
        pilot.app.post_message(events.Paste("event:Delete"))
        type_at_once(pilot, "*")
        await done(pilot)
        assert main_screen(pilot).bar.query_one(Input).value == "event:Delete*"


@asynccontextmanager
async def waiting() -> AsyncIterator[tuple[SlowSession, Pilot[int]]]:
    """`y` and two keys behind it, while the record that it reads is not there."""
    session = SlowSession(make_events(30))
    async with running_slowly(session) as pilot:
        type_at_once(pilot, "y", "j", "j")
        await pilot.pause(0.1)
        assert not isinstance(pilot.app.screen, Dialog)
        try:
            yield session, pilot
        finally:
            session.may_read.set()


@asynccontextmanager
async def running_slowly(session: SlowSession) -> AsyncIterator[Pilot[int]]:
    from tests.tui.fakes import NOW
    from trailview.question.query import Question
    from trailview.tui.app import TrailviewApp

    app = TrailviewApp(session, Question(), UTC, lambda: NOW)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: main_screen(pilot).table.cursor_key is not None)
        yield pilot


async def test_keys_wait_for_a_dialog_that_a_thread_prepares() -> None:
    async with waiting() as (session, pilot):
        session.may_read.set()
        await until(pilot, lambda: isinstance(pilot.app.screen, ListDialog))
        await done(pilot)
        assert main_screen(pilot).table.position == 0
        assert pilot.app.screen.query_one("OptionList").highlighted == 2  # type: ignore[attr-defined]  # OptionList


async def test_escape_gives_up_what_keys_wait_for() -> None:
    async with waiting() as (session, pilot):
        type_at_once(pilot, "escape")
        await until(pilot, lambda: "2 keys dropped" in shown(pilot))
        type_at_once(pilot, "j")
        await done(pilot)
        session.may_read.set()
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert not isinstance(pilot.app.screen, Dialog)
        assert main_screen(pilot).table.position == 1


async def test_ctrl_c_waits_for_nothing() -> None:
    async with waiting() as (_, pilot):
        type_at_once(pilot, "ctrl+c")
        await until(pilot, lambda: pilot.app._exit)


async def test_a_command_that_fails_frees_the_keys(session: FakeSession) -> None:
    async with running(session) as pilot:
        screen = main_screen(pilot)
        with screen._jobs.of(screen.command_named("events.copy")):
            screen.work(lambda: 1 // 0, print, group="fails")
        type_at_once(pilot, "j")
        await done(pilot)
        assert screen.table.position == 1


async def test_keys_that_wait_when_the_app_closes_go_nowhere() -> None:
    session = FakeSession([], state=State.READING)
    async with running(session) as pilot:
        type_at_once(pilot, "/", *"user:alice", "enter", "j", "enter")
        await until(pilot, lambda: bool(session.asked) and session.asked[-1][0].text != "")
        await pilot.pause(0.1)
        app = pilot.app
        assert isinstance(app, BaseApp)
        assert app.is_carrying_out
    await app._ahead._next()
    app._ahead._follow()
    await app._ahead._arrived(app._ahead._walk)


async def test_a_walk_behind_a_key_that_is_begun_again_ends_once(
    session: FakeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(session) as pilot:
        assert isinstance(pilot.app, BaseApp)
        ahead, ended = pilot.app._ahead, list[bool]()

        async def end() -> None:
            ended.append(True)

        monkeypatch.setattr(ahead, "_next", end)
        ahead._begin()
        ahead._begin()  # as where what a key waited for came at once
        await until(pilot, lambda: bool(ended))
        await pilot.pause(0.05)
        assert len(ended) == 1


async def test_what_is_chosen_in_a_list_that_is_being_read_waits_for_it(
    session: FakeSession,
) -> None:
    async with running(session) as pilot:
        type_at_once(pilot, "S", "enter")
        await done(pilot)
        assert not isinstance(pilot.app.screen, Dialog)
        assert len(session.asked) == 2


async def test_escape_closes_a_list_that_is_still_being_read(
    session: FakeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_reading, may_go_on = threading.Event(), threading.Event()
    read = Shelf.read

    def slow(shelf: Shelf) -> Any:
        is_reading.set()
        assert may_go_on.wait(30)
        return read(shelf)

    monkeypatch.setattr(Shelf, "read", slow)
    async with running(session) as pilot:
        type_at_once(pilot, "S")
        await until(pilot, is_reading.is_set)
        type_at_once(pilot, "enter", "escape", "/")
        await done(pilot)
        assert not isinstance(pilot.app.screen, Dialog)
        assert main_screen(pilot).bar.has_focus_within, "the key behind Escape is no search's"
        assert len(session.asked) == 1
        may_go_on.set()
