"""The commands that open something: copy, problems, help, palette, zone; and errors."""

from __future__ import annotations

import inspect

import pytest
from textual.message import Message
from textual.pilot import Pilot

from tests.tui.fakes import (
    FakeSession,
    main_screen,
    make_events,
    press,
    running,
    settle,
    shown,
    until,
)
from trailview.backends.base import Problem
from trailview.errors import SourceError
from trailview.search.progress import State
from trailview.tui import clipboard
from trailview.tui.commands import key_name, keys_text
from trailview.tui.dialogs.help import HelpDialog
from trailview.tui.main.commands import COMMANDS, CONTROLLERS
from trailview.tui.main.controller import Controller
from trailview.tui.main.copy_menu import CopyController
from trailview.tui.main.screen import MainScreen
from trailview.tui.widgets.event_detail import EventDetail
from trailview.tui.widgets.event_table import EventTable
from trailview.tui.widgets.facets import FacetsPane
from trailview.tui.widgets.filters import Filters
from trailview.tui.widgets.query_bar import QueryBar
from trailview.tui.widgets.term_chips import TermChips


@pytest.fixture
def session() -> FakeSession:
    return FakeSession(make_events(30))


@pytest.fixture(autouse=True)
def _no_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "copy_by_program", lambda text: None)


@pytest.mark.parametrize("controller", CONTROLLERS)
def test_every_command_is_carried_out_by_its_controller(controller: type[Controller]) -> None:
    assert all(command.do in vars(controller).values() for command in controller.COMMANDS)


@pytest.mark.parametrize(
    "message",
    [
        message
        for widget in (QueryBar, Filters, TermChips, EventTable, EventDetail, FacetsPane)
        for message in vars(widget).values()
        if inspect.isclass(message) and issubclass(message, Message)
    ],
    ids=lambda message: message.__qualname__,
)
def test_every_message_of_a_widget_is_answered(message: type[Message]) -> None:
    assert inspect.isfunction(getattr(MainScreen, message.handler_name, None))
    heard = [ear.kind for controller in CONTROLLERS for ear in controller.HEARS]
    assert message in heard, "the screen hands it on to a controller"


def test_ids_are_unique_and_keys_are_not_shared() -> None:
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)
    keys = [key for command in COMMANDS for key in command.keys.split(",") if key]
    assert len(set(keys)) == len(keys)


def test_keys_as_shown() -> None:
    assert keys_text("ctrl+p,:") == "Ctrl+p :"
    assert keys_text("shift+tab") == "Shift+Tab"
    assert keys_text("pagedown") == "PgDn"
    assert keys_text("space,enter") == "Space Enter"


async def test_copying(session: FakeSession) -> None:
    async with running(session) as pilot:
        await press(pilot, "y", "enter")
        assert pilot.app.clipboard == "00000000-0000-4000-8000-000000000000"
        await until(pilot, lambda: "Sent the event ID to the terminal" in shown(pilot))
        await press(pilot, "y", "end", "enter")
        assert pilot.app.clipboard.startswith("trailview query")


async def test_the_record_is_copied_as_it_was_written(session: FakeSession) -> None:
    async with running(session) as pilot:
        await press(pilot, "y")
        assert "event as JSON" in shown(pilot)
        offers = main_screen(pilot).controller(CopyController).copies()
        place = [offer.what for offer in offers].index("event as JSON")
        await press(pilot, *["down"] * place, "enter")
        assert pilot.app.clipboard.encode() == session.events[0].raw


async def test_problems_are_listed_with_hostile_names_made_visible() -> None:
    session = FakeSession(make_events(3), problems=(Problem("a\x1b[31m.gz", "line 3", "[bold]x"),))
    async with running(session) as pilot:
        assert "1 problem (!)" in shown(pilot)
        await press(pilot, "exclamation_mark")
        assert "a␛[31m.gz: line 3: [bold]x" in shown(pilot)
        await press(pilot, "y")
        assert pilot.app.clipboard == "a\x1b[31m.gz: line 3: [bold]x"


async def test_help_names_every_command_and_field(session: FakeSession) -> None:
    async with running(session, size=(120, 260)) as pilot:
        await press(pilot, "question_mark")
        text = shown(pilot)
        assert all(command.title in text for command in COMMANDS)
        assert "resource-type" in text
        await press(pilot, "escape")
        assert pilot.app.screen is main_screen(pilot)


async def test_the_palette_runs_a_command(session: FakeSession) -> None:
    async with running(session) as pilot:
        await pilot.press("colon", *"help")
        await until(pilot, lambda: "Show all keys" in shown(pilot))
        await press(pilot, "down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpDialog))


def column_names(pilot: Pilot[int]) -> list[str]:
    return [column.name for column in main_screen(pilot).table.column_layout]


async def test_columns_are_shown_hidden_widened_and_moved(session: FakeSession) -> None:
    async with running(session, size=(200, 40)) as pilot:
        before = column_names(pilot)
        await press(pilot, "c", "down", "down", "down")  # the event's name
        await press(pilot, *["right"] * 5, "left", "shift+up")
        await press(pilot, *["down"] * 4, "space")  # the source address is hidden
        await press(pilot, "end", "space")  # the event ID is shown
        assert column_names(pilot) == before, "nothing is taken before Enter"
        await press(pilot, "enter")
        layout = main_screen(pilot).table.column_layout
        assert column_names(pilot)[:4] == ["time", "severity", "event", "actor"]
        assert "ip" not in column_names(pilot)
        assert column_names(pilot)[-1] == "id"
        assert layout[2].width == 22 + 4
        assert "00000000-0000-4000-8000-000000000000" in shown(pilot)
        assert "Source IP" not in shown(pilot)
        await press(pilot, "c")
        assert "Event                  26 wide" in shown(pilot), "what was chosen is offered again"


async def test_columns_stay_as_they_were_when_the_dialog_is_left(session: FakeSession) -> None:
    async with running(session) as pilot:
        before = main_screen(pilot).table.column_layout
        await press(pilot, "c", "space", "down", "down", "right", "K")
        await press(pilot, "escape")
        assert main_screen(pilot).table.column_layout == before
        assert pilot.app.screen is main_screen(pilot)


async def test_the_last_column_cannot_be_hidden_nor_moved_past_the_end(
    session: FakeSession,
) -> None:
    async with running(session) as pilot:
        before = column_names(pilot)
        await press(pilot, "c", "K", "end", "J", "home")
        await press(pilot, *["space", "down"] * len(before))
        await press(pilot, "enter")
        assert column_names(pilot) == before[-1:]


async def test_a_key_map_moves_a_command(session: FakeSession) -> None:
    async with running(session, keymap={"pane.detail": "D", "program.help": "f1"}) as pilot:
        screen = main_screen(pilot)
        assert "F1 help" in shown(pilot)
        await press(pilot, "d")
        assert screen.shows_detail
        await press(pilot, "D")
        assert not screen.shows_detail


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("/", "slash"),
        ("+", "plus"),
        ("X", "X"),
        ("Ctrl+P", "ctrl+p"),
        ("PgDn", "pagedown"),
        ("solidus", "slash"),
        ("full_stop", "full_stop"),
        ("shift+F3", "shift+f3"),
        ("cmd+x", ""),
        ("slsh", ""),
        ("ctrl+", ""),
        ("", ""),
    ],
)
def test_keys_have_one_name_each(written: str, name: str) -> None:
    assert key_name(written) == name


async def test_searching_in_the_record(session: FakeSession) -> None:
    async with running(session) as pilot:
        detail = main_screen(pilot).detail
        await press(pilot, "enter", "ctrl+f")
        assert "Search in the record" in shown(pilot)
        await press(pilot, *"alice", "enter")
        assert detail.path == "$.userIdentity.userName"
        await press(pilot, "n")
        assert detail.path == "$.userIdentity.arn"
        await press(pilot, "ctrl+f", *"zebra", "enter")
        await until(pilot, lambda: "“zebra” is not in this record." in shown(pilot))


async def test_a_key_with_nothing_to_act_on_says_why(session: FakeSession) -> None:
    async with running(session) as pilot:
        await press(pilot, "minus")
        await until(pilot, lambda: "T chooses the time range." in shown(pilot))
        await press(pilot, "enter", "plus")
        await until(pilot, lambda: "There is no single value at the cursor." in shown(pilot))
        assert len(session.asked) == 1


async def test_an_event_that_cannot_be_read_is_an_error_to_copy(session: FakeSession) -> None:
    session.unreadable = frozenset({0})
    async with running(session) as pilot:
        assert "Was it removed?" in shown(pilot)
        await press(pilot, "y")
        assert pilot.app.clipboard.startswith("File not readable: ")
        await press(pilot, "escape")
        assert pilot.app.screen is main_screen(pilot)


async def test_what_ends_a_search_is_shown_once(session: FakeSession) -> None:
    async with running(session) as pilot:
        search = session.searches[0]
        error = SourceError("Folder not readable", "[/red]", "")
        object.__setattr__(search.progress, "error", error)
        search.become(State.FAILED)
        await settle(pilot)
        assert "[/red]" in shown(pilot)
        await press(pilot, "escape")
        search.become(State.FAILED)
        await settle(pilot)
        assert pilot.app.screen is main_screen(pilot)


async def test_times_change_their_zone(session: FakeSession) -> None:
    async with running(session) as pilot:
        assert "14:02 UTC" in shown(pilot)
        await press(pilot, "u")
        assert main_screen(pilot).table.zone is main_screen(pilot).zone


@pytest.mark.parametrize("key", ["q", "ctrl+c", "ctrl+q"])
async def test_quitting_succeeds(session: FakeSession, key: str) -> None:
    async with running(session) as pilot:
        await pilot.press("slash") if key != "q" else None
        await pilot.press(key)
        await pilot.pause()
        assert pilot.app.return_code == 0
