"""What a key costs, in counts: layouts, frames, and bytes sent."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from tests.tui.fakes import FakeSession, main_screen, make_events, press, running, settle, until
from trailview.events.record import Event
from trailview.search.progress import Order
from trailview.tui import frames
from trailview.tui.lean_driver import lean

AWHILE = 0.05
"""Seconds in which a frame would be drawn that is not held."""


@dataclass
class SlowSession(FakeSession):
    """One whose records are read when the test lets them."""

    may_read: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.may_read.set()

    def event(self, key: int) -> Event:
        assert self.may_read.wait(30)
        return super().event(key)


class Watched:
    """What an app draws and lays out from now on, where drawing is not put off for time alone."""

    def __init__(self, pilot: Pilot[Any], monkeypatch: pytest.MonkeyPatch) -> None:
        self.layouts = 0
        self.drawn: list[ChopsUpdate | LayoutUpdate] = []
        self.on: list[Screen[Any]] = []
        """The screen of each frame."""
        self.seen: list[str] = []
        """The screen's text in each frame."""
        self.shown: list[set[Widget]] = []
        """The widgets in each."""
        app = pilot.app
        display, lay_out = app._display, Screen._refresh_layout

        def displayed(screen: Screen[Any], update: Any) -> None:
            if update is not None:
                self.drawn.append(update)
                self.on.append(screen)
                self.shown.append({*screen._compositor.visible_widgets})
                strips = screen._compositor.render_strips()
                self.seen.append("\n".join(strip.text for strip in strips))
            display(screen, update)

        def laid_out(screen: Screen[Any], *of: Any, **how: Any) -> None:
            self.layouts += 1
            lay_out(screen, *of, **how)

        monkeypatch.setattr(app, "_display", displayed)
        monkeypatch.setattr(Screen, "_refresh_layout", laid_out)
        monkeypatch.setattr(frames, "_LONGEST", 60.0)


@pytest.fixture
def session() -> FakeSession:
    return FakeSession(make_events(60))


async def test_a_cursor_key_lays_nothing_out(
    session: FakeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(session) as pilot:
        watched = Watched(pilot, monkeypatch)
        await press(pilot, "down", "pagedown", "G", "k")
        assert watched.drawn
        assert watched.layouts == 0
        assert not any(isinstance(update, LayoutUpdate) for update in watched.drawn)


async def test_an_opened_detail_is_drawn_with_its_event(monkeypatch: pytest.MonkeyPatch) -> None:
    session = SlowSession(make_events(60))
    async with running(session, size=(200, 50)) as pilot:
        screen = main_screen(pilot)
        await press(pilot, "d")
        session.may_read.clear()
        await pilot.press("pagedown")  # to an event that is not at hand
        await until(pilot, lambda: screen.table.position > 1)
        await pilot.pause(AWHILE)
        watched = Watched(pilot, monkeypatch)
        await pilot.press("enter")
        await until(pilot, lambda: watched.layouts == 1 and screen.detail.has_focus)
        await pilot.pause(AWHILE)
        assert not watched.drawn
        session.may_read.set()
        await until(pilot, lambda: "eventID:" in "".join(watched.seen[-1:]))
        assert watched.layouts == 1
        for shown, seen in zip(watched.shown, watched.seen, strict=True):
            assert (screen.detail in shown) == ("eventID:" in seen)


async def test_another_order_is_drawn_once_the_rows_have_it(
    session: FakeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(session) as pilot:
        screen = main_screen(pilot)
        await press(pilot, "s", "down", "down")
        watched = Watched(pilot, monkeypatch)
        orders: list[Order] = []
        sort = screen.runner.sort
        monkeypatch.setattr(screen.runner, "sort", orders.append)
        await pilot.press("enter")
        await until(pilot, lambda: bool(orders) and pilot.app.screen is screen)
        await pilot.pause(AWHILE)
        assert screen not in watched.on
        sort(*orders)
        await until(pilot, lambda: screen in watched.on)
        assert watched.layouts == 0


async def test_what_has_the_focus_is_drawn_and_not_the_whole_screen(
    session: FakeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(session, size=(200, 50)) as pilot:
        watched = Watched(pilot, monkeypatch)
        await press(pilot, "tab")
        assert main_screen(pilot).detail.has_focus
        assert watched.drawn
        assert not any(isinstance(update, LayoutUpdate) for update in watched.drawn)


async def test_a_frame_that_is_held_is_drawn_before_long(
    session: FakeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(session) as pilot:
        watched = Watched(pilot, monkeypatch)
        monkeypatch.setattr(frames, "_LONGEST", 0.01)
        screen = main_screen(pilot)
        screen.frames.hold()
        screen.table.refresh()
        assert not screen.frames.draws
        await until(pilot, lambda: bool(watched.drawn))
        assert screen.frames.draws


async def test_a_key_that_moves_is_drawn_in_one_frame(
    session: FakeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(session, size=(200, 50)) as pilot:
        await press(pilot, "z", "down")
        for key, row in (("down", "row 3/60"), ("j", "row 4/60"), ("up", "row 3/60")):
            watched = Watched(pilot, monkeypatch)
            await press(pilot, key)
            await until(pilot, partial(_has_been_seen, watched, row))
            assert len(watched.drawn) == 1


def _has_been_seen(watched: Watched, text: str) -> bool:
    return any(text in seen for seen in watched.seen)


async def test_the_event_at_the_cursor_is_read_once_the_cursor_is_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = SlowSession(make_events(60))
    async with running(session, size=(200, 50)) as pilot:
        screen = main_screen(pilot)
        assert screen.shows_detail
        watched = Watched(pilot, monkeypatch)
        frames_before: list[int] = []
        fetch = screen.runner.fetch

        def fetched(key: int) -> None:
            frames_before.append(len(watched.drawn))
            fetch(key)

        monkeypatch.setattr(screen.runner, "fetch", fetched)
        await press(pilot, "pagedown")  # to an event that is not at hand
        await until(pilot, lambda: bool(frames_before))
        assert frames_before == [1]


async def test_a_cursor_key_sends_little(
    session: FakeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(session, size=(200, 50)) as pilot:
        await press(pilot, "z", "down")
        watched = Watched(pilot, monkeypatch)
        await press(pilot, "down")
        await settle(pilot)
        sent = "".join(update.render_segments(pilot.app.console) for update in watched.drawn)
        assert len(lean(sent, erases=True).encode()) <= 600
        assert len(lean(sent, erases=False).encode()) <= 750


async def test_facets_stay_where_only_the_order_is_another(
    session: FakeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(session) as pilot:
        screen = main_screen(pilot)
        assert screen.facets is not None
        forgotten: list[str] = []
        monkeypatch.setattr(
            screen.facets, "forget", lambda: forgotten.append(screen.asked.question.text)
        )
        await press(pilot, "s", "down", "enter")
        assert screen.asked.order != Order()
        assert not forgotten
        screen.ask(lambda questions: questions.text("user:alice"))
        assert forgotten == ["user:alice"]


async def test_an_event_that_is_at_hand_is_opened_in_one_frame(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = SlowSession(make_events(60))
    async with running(session, size=(200, 50)) as pilot:
        screen = main_screen(pilot)
        await press(pilot, "d", "down")
        key = screen.table.cursor_key
        assert key is not None
        await until(pilot, lambda: screen.runner.at_hand(key) is not None)
        session.may_read.clear()
        watched = Watched(pilot, monkeypatch)
        await pilot.press("enter")
        await until(pilot, lambda: bool(watched.drawn))
        await pilot.pause(AWHILE)
        assert len(watched.drawn) == watched.layouts == 1
        assert "eventID:" in watched.seen[0]
        assert screen.detail.has_focus
        session.may_read.set()


async def test_the_detail_follows_in_the_frame_of_the_cursor(
    session: FakeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(session, size=(200, 50)) as pilot:
        screen = main_screen(pilot)
        await press(pilot, "down")
        following = screen.table.rows.key(screen.table.position + 1)
        await until(pilot, lambda: screen.runner.at_hand(following) is not None)
        watched = Watched(pilot, monkeypatch)
        await pilot.press("down")
        await until(pilot, lambda: bool(watched.drawn))
        assert screen.detail.event is screen.runner.at_hand(following)
        assert "eventID:" in watched.seen[0]


async def test_a_sort_draws_the_rows_and_what_its_list_hid(
    session: FakeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(session, size=(200, 50)) as pilot:
        screen = main_screen(pilot)
        await press(pilot, "d", "s", "down", "down")
        watched = Watched(pilot, monkeypatch)
        await pilot.press("enter")
        await until(pilot, lambda: screen in watched.on)
        await pilot.pause(AWHILE)
        assert len(watched.drawn) == 1
        assert not isinstance(watched.drawn[0], LayoutUpdate)
        assert watched.layouts == 0
