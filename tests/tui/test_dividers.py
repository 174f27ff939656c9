"""How much room the panes have: dividers dragged, and moved by keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.events import MouseMove
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
from trailview.settings.edit import Changes
from trailview.settings.memory import Memory
from trailview.tui.main import dividers
from trailview.tui.main.layout import NARROWEST_DETAIL, NARROWEST_TABLE
from trailview.tui.main.screen import MainScreen


@pytest.fixture
def session() -> FakeSession:
    return FakeSession(make_events(30))


async def move(pilot: Pilot[Any], x: int, y: int, button: int = 1) -> None:
    """The mouse moves to a cell of the screen; `button` is the one that is held, 0 for none."""
    moved = MouseMove(None, x, y, 0, 0, button, shift=False, meta=False, ctrl=False)
    pilot.app.post_message(moved)
    await pilot.pause()


async def drag(pilot: Pilot[Any], start: tuple[int, int], end: tuple[int, int]) -> None:
    """Take the mouse from one cell of the screen to another with its button down."""
    await pilot.mouse_down(offset=start)
    await move(pilot, (start[0] + end[0]) // 2, (start[1] + end[1]) // 2)
    await move(pilot, *end)
    await pilot.mouse_up(offset=end)
    await settle(pilot)


def width(screen: MainScreen) -> int:
    return int(screen.detail.region.width)


async def test_the_detail_beside_the_table_is_dragged_and_remembered(session: FakeSession) -> None:
    async with running(session, size=(200, 50)) as pilot:
        screen = main_screen(pilot)
        divider = screen.detail.region.x
        await drag(pilot, (divider, 20), (divider - 30, 22))
        assert abs(screen.detail.region.x - (divider - 30)) <= 1
        assert screen.table.region.right == screen.detail.region.x
        share = screen.memory.settings.pane_size("detail_width")
        assert share == round(100 * width(screen) / screen.panes.region.width)
        wide = width(screen)
        await press(pilot, "tab", "z", "z")
        assert width(screen) == wide, "a zoom takes it all, and gives it back"
        await pilot.resize_terminal(170, 50)
        await settle(pilot)
        assert abs(width(screen) - round(share * screen.panes.region.width / 100)) <= 1
    async with running(session, size=(200, 50)) as pilot:
        assert width(main_screen(pilot)) == wide


async def test_the_detail_under_the_table_is_dragged(session: FakeSession) -> None:
    async with running(session, size=(120, 40)) as pilot:
        screen = main_screen(pilot)
        divider = screen.detail.region.y
        await drag(pilot, (60, divider), (70, divider - 6))
        assert abs(screen.detail.region.y - (divider - 6)) <= 1
        assert screen.memory.settings.pane_size("detail_width") == 0
        await drag(pilot, (60, screen.detail.region.y), (60, 0))
        assert screen.table.region.height >= 3, "however far it is dragged"


async def test_the_sidebar_is_dragged(session: FakeSession) -> None:
    async with running(session, size=(120, 40)) as pilot:
        screen = main_screen(pilot)
        await drag(pilot, (27, 20), (37, 20))
        assert screen.sidebar.region.width == 38
        await drag(pilot, (37, 20), (119, 20))
        assert screen.table.region.width == NARROWEST_TABLE
        await drag(pilot, (screen.sidebar.region.right - 1, 20), (1, 20))
        assert screen.sidebar.region.width == 20
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert screen.table.region.width == 80


async def test_what_is_no_divider_is_not_dragged(session: FakeSession) -> None:
    async with running(session, size=(200, 50)) as pilot:
        screen = main_screen(pilot)
        before = screen.table.region
        await drag(pilot, (60, 20), (90, 25))
        await drag(pilot, (screen.detail.region.x + 3, 20), (60, 20))
        assert screen.table.region == before


async def test_a_click_chooses_the_line_that_it_is_on_and_a_drag_none(session: FakeSession) -> None:
    async with running(session, size=(120, 40)) as pilot:
        screen = main_screen(pilot)
        await press(pilot, "tab")
        lines = shown(pilot).splitlines()
        row = next(y for y, line in enumerate(lines) if "eventName" in line)
        await pilot.click(offset=(60, row))
        await settle(pilot)
        assert screen.detail.path == "$.eventName"
        await drag(pilot, (60, screen.detail.region.y), (60, 36))
        assert screen.detail.region.y < 36, "it ends within the detail"
        assert screen.detail.path == "$.eventName"


async def test_a_mouse_that_moves_with_no_button_held_drags_nothing(session: FakeSession) -> None:
    async with running(session, size=(120, 40)) as pilot:
        screen = main_screen(pilot)
        await pilot.mouse_down(offset=(27, 20))
        assert pilot.app.mouse_captured is screen.sidebar
        await move(pilot, 50, 20, button=0)
        await move(pilot, 60, 20)
        assert screen.sidebar.region.width == 28


@pytest.mark.parametrize(
    ("size", "keys", "measure"),
    [
        ((120, 40), ["d"], lambda screen: screen.table.region.width),
        ((200, 50), ["tab"], lambda screen: screen.detail.region.width),
        ((200, 50), [], lambda screen: screen.table.region.width),
        ((120, 40), ["tab"], lambda screen: screen.detail.region.height),
        ((120, 40), ["f"], lambda screen: screen.sidebar.region.width),
    ],
)
async def test_keys_give_the_pane_in_use_more_room_and_less(
    session: FakeSession,
    size: tuple[int, int],
    keys: list[str],
    measure: Callable[[MainScreen], int],
) -> None:
    async with running(session, size=size) as pilot:
        screen = main_screen(pilot)
        await press(pilot, *keys)
        before = measure(screen)
        await screen.run_command("pane.wider")
        await settle(pilot)
        wider = measure(screen)
        assert wider > before
        await screen.run_command("pane.narrower")
        await screen.run_command("pane.narrower")
        await settle(pilot)
        assert measure(screen) < before


async def test_where_a_pane_is_alone_the_keys_say_why_not(session: FakeSession) -> None:
    async with running(session, size=(80, 24)) as pilot:
        screen = main_screen(pilot)
        await press(pilot, "left_curly_bracket", "right_curly_bracket")
        assert screen.table.region.width == 80


@pytest.mark.parametrize("cols", [80, 120, 200])
async def test_however_wide_the_sidebar_was_made_who_did_what_still_shows(
    session: FakeSession, cols: int
) -> None:
    Memory().change({("panes", "sidebar_width"): 400, ("panes", "detail_width"): 80})
    async with running(session, size=(cols, 30)) as pilot:
        screen = main_screen(pilot)
        await press(pilot, *([] if screen.sidebar.display else ["b"]))
        assert screen.table.region.width >= NARROWEST_TABLE
        titles = shown(pilot).splitlines()[screen.table.region.y][screen.table.region.x :]
        assert {"Actor", "Event"} <= set(titles.split())
        row = shown(pilot).splitlines()[screen.table.region.y + 1]
        name = screen.table.rows.texts(0, ["event"])[0]
        assert name[:13] in row, "the name of the event, cut no further than it may be"
        if cols == 200:
            assert screen.detail.region.width >= NARROWEST_DETAIL


async def test_sizes_given_by_keys_are_written_once(
    session: FakeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Changes] = []
    change = Memory.change

    def counted(memory: Memory, changes: Changes) -> None:
        written.append(changes)
        change(memory, changes)

    monkeypatch.setattr(Memory, "change", counted)
    monkeypatch.setattr(dividers, "_PAUSE", 600)
    async with running(session, size=(120, 40)) as pilot:
        await press(pilot, "f")
        for _ in range(5):
            await pilot.press("right_curly_bracket")
        await settle(pilot)
        assert main_screen(pilot).sidebar.region.width == 48
        memory = main_screen(pilot).memory
    assert written == [{("panes", "sidebar_width"): 48}], "when it was left"
    assert memory.settings.pane_size("sidebar_width") == 48


async def test_sizes_given_by_keys_are_written_after_a_pause(session: FakeSession) -> None:
    async with running(session, size=(120, 40)) as pilot:
        memory = main_screen(pilot).memory
        await press(pilot, "f", "right_curly_bracket", "right_curly_bracket")
        await until(pilot, lambda: memory.settings.pane_size("sidebar_width") == 36)
