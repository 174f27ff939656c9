"""The screen as it is painted: every text on it can be read, in every theme, with few colours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from rich.style import Style
from textual.color import Color
from textual.pilot import Pilot
from textual.theme import BUILTIN_THEMES

from tests.colours import contrast
from tests.tui.fakes import FakeSession, main_screen, make_events, press, running, settle, shown
from trailview.settings.memory import Memory
from trailview.tui.base_app import BaseApp
from trailview.tui.contrast import in_256, unchanged
from trailview.tui.themes import DARK, LIGHT, TERMINAL

_LINES: Final = frozenset("─│▌▐▏▕╭╮╰╯┃━")
"""What frames panes: no text. Those in use are looked at by themselves."""


def painted(pilot: Pilot[Any]) -> Iterator[tuple[str, Style]]:
    """Each text on the screen with its style, as the terminal is told it."""
    for strip in pilot.app.screen._compositor.render_strips():
        for filtered in pilot.app.get_line_filters():
            strip = strip.apply_filter(filtered, Color(0, 0, 0))
        for text, style, _ in strip:
            if style is not None and text.strip() and not set(text.strip()) <= _LINES:
                yield text, style


def told(style: Style, shown: Callable[[Color], Color]) -> tuple[Color, Color]:
    """A style's two colours as they are shown."""
    assert style.color is not None
    assert style.bgcolor is not None
    return shown(Color.from_rich_color(style.color)), shown(Color.from_rich_color(style.bgcolor))


def hard_to_read(
    pilot: Pilot[Any], least: float, shown: Callable[[Color], Color] = unchanged
) -> dict[str, float]:
    """Texts on the screen with less contrast than that."""
    found = {text: contrast(*told(style, shown)) for text, style in painted(pilot)}
    return {text: round(value, 2) for text, value in found.items() if value < least}


_EACH_PANE: Final = ("down", "right", "enter", "f", "t", "question_mark")
"""The keys that lead through the panes: table, a cell, detail, facets, timeline, help."""


@pytest.mark.parametrize("theme", [DARK.name, LIGHT.name])
@pytest.mark.parametrize("size", [(80, 24), (160, 40)])
async def test_all_that_is_painted_is_read_in_our_themes(theme: str, size: tuple[int, int]) -> None:
    async with running(FakeSession(make_events(40)), size=size) as pilot:
        pilot.app.theme = theme
        for key in _EACH_PANE:
            await press(pilot, key)
            await settle(pilot)
            assert hard_to_read(pilot, 4.5) == {}, key


async def test_all_that_is_painted_is_read_in_every_theme() -> None:
    async with running(FakeSession(make_events(40)), size=(160, 30)) as pilot:
        await press(pilot, "down", "right")
        for name in (name for name, theme in BUILTIN_THEMES.items() if not theme.ansi):
            pilot.app.theme = name
            await settle(pilot)
            assert hard_to_read(pilot, 3) == {}, name


@pytest.mark.parametrize("theme", [DARK.name, LIGHT.name])
async def test_all_that_is_painted_is_read_with_256_colours(
    theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLORTERM")
    async with running(FakeSession(make_events(40)), size=(160, 40)) as pilot:
        pilot.app.theme = theme
        for key in _EACH_PANE:
            await press(pilot, key)
            await settle(pilot)
            assert hard_to_read(pilot, 4.5, in_256) == {}, key


@pytest.mark.parametrize(
    "few", [{"TERM": "xterm"}, {"TERM": "dumb"}, {"NO_COLOR": "1"}], ids=lambda few: str(*few)
)
async def test_with_few_colours_nothing_is_told_by_a_ground(
    few: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLORTERM")
    for name, value in few.items():
        monkeypatch.setenv(name, value)
    async with running(FakeSession(make_events(40)), size=(160, 40)) as pilot:
        assert pilot.app.theme == TERMINAL.name
        for key in _EACH_PANE:
            await press(pilot, key)
            await settle(pilot)
            styles = [style for _, style in painted(pilot)]
            assert all(style.bgcolor is None or style.bgcolor.is_default for style in styles)
            allowed = {-1} if few.get("NO_COLOR") else {-1, 9, 13}
            assert {number(style) for style in styles} <= allowed


async def test_with_few_colours_cursor_and_focus_are_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running(FakeSession(make_events(9)), size=(120, 40)) as pilot:
        table = main_screen(pilot).table
        assert reverse_lines(pilot, *place(pilot)) == {0, 1}
        await press(pilot, "j")
        assert reverse_lines(pilot, *place(pilot)) == {0, 2}, "its header, and the cursor's row"
        await press(pilot, "enter")
        assert reverse_lines(pilot, *place(pilot)) == set()
        assert table.position == 1
        cursor = [text for text, style in painted(pilot) if style.bold and "13:58" in text]
        assert cursor, "where the cursor was is bold"
        lined = [text for text, style in painted(pilot) if style.underline and "1" in text]
        assert [text.strip()[:5] for text in lined if ":" in text][:1] == ["13:58"], (
            "and underlined"
        )


def place(pilot: Pilot[Any]) -> tuple[int, int, int]:
    """The table's lines and where it begins on them."""
    region = main_screen(pilot).table.region
    return region.y, region.bottom, region.x


def reverse_lines(pilot: Pilot[Any], top: int, bottom: int, left: int) -> set[int]:
    """The lines of the table that are painted in reverse."""
    strips = pilot.app.screen._compositor.render_strips()[top:bottom]
    lines = (strip.crop(left + 2, left + 10) for strip in strips)
    return {
        at
        for at, line in enumerate(lines)
        if any(style is not None and style.reverse for _, style, _ in line)
    }


def number(style: Style) -> int:
    """The number of a style's colour among the terminal's sixteen; -1 for its own."""
    if style.color is None or style.color.is_default:
        return -1
    return -2 if style.color.number is None else style.color.number


async def test_what_cannot_be_shown_is_told_and_not_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running(FakeSession(make_events(3))) as pilot:
        main_screen(pilot).choose_theme()
        await settle(pilot)
        assert "no other theme" in shown(pilot)
        pilot.app.theme = "nord"
        await settle(pilot)
        assert pilot.app.theme == TERMINAL.name
    assert Memory().settings.theme == ""


async def test_the_theme_that_stands_for_none_is_not_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLORFGBG", "0;15")
    async with running(FakeSession(make_events(3))) as pilot:
        assert isinstance(pilot.app, BaseApp)
        assert pilot.app.theme == pilot.app.worn == LIGHT.name
        await settle(pilot)
        assert Memory().settings.theme == ""
        pilot.app.theme = DARK.name
        await settle(pilot)
    assert Memory().settings.theme == DARK.name
