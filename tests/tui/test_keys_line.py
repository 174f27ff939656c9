"""The last line: the keys of the pane in use."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.colours import contrast
from tests.tui.fakes import FakeSession, main_screen, make_events, press, running, settle, shown
from trailview.search.progress import Order
from trailview.tui.dialogs.help import HelpDialog
from trailview.tui.widgets.keys_line import KeyHint, fitting

_HELP = KeyHint("question_mark", "?", "help")
_HINTS = [KeyHint("enter", "⏎", "open"), KeyHint("plus", "+", "add")]


@pytest.mark.parametrize(
    ("room", "words"),
    [
        (21, ["open", "add", "help"]),
        (20, ["open", "help"]),
        (14, ["open", "help"]),
        (13, ["help"]),
        (2, ["help"]),
    ],
)
def test_what_there_is_no_room_for_is_left_out_and_help_never(room: int, words: list[str]) -> None:
    assert [hint.word for hint in fitting(_HINTS, _HELP, room)] == words


def last_line(pilot: Pilot[int]) -> str:
    return shown(pilot).splitlines()[-1]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_it_names_the_keys_of_the_pane_in_use(size: tuple[int, int]) -> None:
    async with running(FakeSession(make_events(5)), size=size) as pilot:
        line = last_line(pilot)
        assert line.startswith(" ⏎ open  + add  - exclude")
        assert line.rstrip().endswith("? help")
        await press(pilot, "enter")
        assert last_line(pilot).startswith(" Space fold")
        await press(pilot, "f")
        assert "= only" in last_line(pilot)
        await press(pilot, "escape", "t")
        assert last_line(pilot).startswith(" < earlier  > later")
        await press(pilot, "slash")
        assert last_line(pilot).rstrip() == " ⏎ ask  Tab accept  ↑ earlier  Esc leave"


async def test_what_cannot_be_used_now_is_not_named() -> None:
    async with running(FakeSession([])) as pilot:
        assert not {"pivot", "open", "add", "exclude"} & set(last_line(pilot).split())
        assert "/ question" in last_line(pilot)


async def test_it_follows_the_key_map(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAILVIEW_CONFIG_DIR", str(tmp_path))
    (tmp_path / "config.toml").write_text('[keys]\nevents.pivot = "f7"\n')
    async with running(FakeSession(make_events(5))) as pilot:
        assert "F7 pivot" in last_line(pilot)


async def test_a_click_presses_the_key() -> None:
    async with running(FakeSession(make_events(5))) as pilot:
        line = last_line(pilot)
        await pilot.click("#keys-line", offset=(line.index("? help"), 0))
        await settle(pilot)
        assert isinstance(pilot.app.screen, HelpDialog)


async def test_a_click_on_a_title_sorts_and_again_turns() -> None:
    session = FakeSession(make_events(5))
    async with running(session) as pilot:
        for descending in (False, True):
            at = main_screen(pilot).table.region
            x = shown(pilot).splitlines()[at.y].index("Event") - at.x
            await pilot.click("#table", offset=(x, 0))
            await settle(pilot)
            assert main_screen(pilot).asked.order == Order("event", descending=descending)


@pytest.mark.parametrize("theme", ["trailview", "trailview-light", "textual-light"])
async def test_what_has_the_focus_stands_out(theme: str) -> None:
    async with running(FakeSession(make_events(5)), size=(120, 40)) as pilot:
        pilot.app.theme = theme
        await settle(pilot)
        screen = main_screen(pilot)
        header = screen.table.get_component_styles("table--header")
        focused = header.background
        assert contrast(focused, header.color) >= 3
        await press(pilot, "enter")
        assert contrast(focused, screen.table.get_component_styles("table--header").background) >= 3
        _, edge = screen.detail.styles.border_top
        assert contrast(edge, screen.detail.background_colors[1]) >= 3
        await press(pilot, "f")
        _, edge = screen.sidebar.styles.border_left
        assert contrast(edge, screen.sidebar.background_colors[1]) >= 3
