"""Keys that go straight to what they are bound to, and those that go Textual's way."""

from __future__ import annotations

import pytest
from textual.dom import DOMNode
from textual.events import Key
from textual.widgets import Input

from tests.tui.fakes import FakeSession, main_screen, make_events, press, running
from trailview.tui.base_app import BaseApp
from trailview.tui.straight_keys import bound, is_done


async def test_keys_of_the_table_and_of_the_screen_go_straight() -> None:
    async with running(FakeSession(make_events(9))) as pilot:
        table = main_screen(pilot).table
        assert _first(pilot.app, "down") == (table, "move(1)")
        assert _first(pilot.app, "b") == (main_screen(pilot), "command('pane.sidebar')")
        assert bound(pilot.app, Key("f12", None)) == []


async def test_what_is_typed_into_a_field_goes_through_it() -> None:
    async with running(FakeSession(make_events(9))) as pilot:
        await press(pilot, "slash")
        assert bound(pilot.app, Key("down", None)) is None
        await press(pilot, "x", "y")
        assert main_screen(pilot).bar.query_one(Input).value == "xy"


async def test_a_key_of_the_users_own_moves_the_cursor() -> None:
    async with running(FakeSession(make_events(9)), keymap={"table.down": "n"}) as pilot:
        table = main_screen(pilot).table
        assert _first(pilot.app, "n") == (table, "move(1)")
        await press(pilot, "n", "down", "n")
        assert table.position == 2


async def test_a_screen_that_looks_for_a_key_gets_it() -> None:
    async with running(FakeSession(make_events(9))) as pilot:
        assert bound(pilot.app, Key("escape", None)) is None


@pytest.mark.parametrize(
    ("action", "done"), [("move(1)", True), ("go(-1)", True), ("open", False), ("no", False)]
)
async def test_moving_is_done_at_once_and_opening_is_not(action: str, done: bool) -> None:
    async with running(FakeSession(make_events(9))) as pilot:
        assert is_done(main_screen(pilot).table, action) is done


async def test_no_key_waits_behind_one_that_moves() -> None:
    async with running(FakeSession(make_events(60))) as pilot:
        app = pilot.app
        assert isinstance(app, BaseApp)
        for key in ("down", "pagedown", "j", "k"):
            await app.on_event(Key(key, None))
            assert not app.is_carrying_out
        assert main_screen(pilot).table.position > 1


def _first(app: object, key: str) -> tuple[DOMNode, str]:
    assert isinstance(app, BaseApp)
    found = bound(app, Key(key, None))
    assert found
    return found[0]
