"""What is sent of a frame leaves the terminal as the screen is composed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import Any

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import LayoutUpdate
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip

from tests.tui.fakes import FakeSession, make_events, press, running, until
from trailview.tui import scroll_region
from trailview.tui.base_app import BaseApp
from trailview.tui.lean_compositor import Painted, Piece, PiecesUpdate, differing

COLS, ROWS = 100, 24
LOOKS = (None, Style(bgcolor="red"), Style(color="blue", bold=True), Style(underline=True))
RUNS = st.tuples(
    st.sampled_from(["", "a", "ab", "bb", " " * 20, "é", "東"]), st.sampled_from(LOOKS)
)
STRIPS = st.lists(RUNS, max_size=4)
_MOVES = re.compile(r"\x1b\[(\d+);(\d+)r\x1b\[(\d+)([ST])\x1b\[r")
_EXAMPLES = int(os.environ.get("LEAN_EXAMPLES", "60"))


class Terminal:
    """Shows what is sent to it; it can move lines, which pyte cannot by itself."""

    def __init__(self, cols: int = COLS, rows: int = ROWS) -> None:
        self._screen = pyte.Screen(cols, rows)
        self._stream = pyte.Stream(self._screen)
        self.has_moved = False
        """Whether it was told to move lines."""

    def feed(self, sent: str) -> None:
        self.has_moved |= _MOVES.search(sent) is not None
        self._stream.feed(_MOVES.sub(_moved, sent))

    @property
    def cells(self) -> list[list[pyte.screens.Char]]:
        screen = self._screen
        return [
            [_seen(screen.buffer[y][x]) for x in range(screen.columns)] for y in range(screen.lines)
        ]


def _seen(cell: pyte.screens.Char) -> pyte.screens.Char:
    """A cell as it is seen: a blank has no colour of its own."""
    shows = cell.reverse or cell.underscore or cell.strikethrough
    return cell if cell.data != " " or shows else cell._replace(fg="default")


def _moved(move: re.Match[str]) -> str:
    first, last, step, way = move.groups()
    at, once = (last, "\n") if way == "S" else (first, "\x1bM")
    return f"\x1b[{first};{last}r\x1b[{at};1H{once * int(step)}\x1b[r"


def console() -> Console:
    return Console(color_system="truecolor", force_terminal=True)


def strip_of(runs: list[tuple[str, Style | None]], width: int) -> Strip:
    """Runs as a line of so many cells."""
    strip = Strip([Segment(text, style) for text, style in runs if text])
    return strip.adjust_cell_length(width)


@given(STRIPS, STRIPS)
@settings(max_examples=_EXAMPLES, deadline=None)
def test_what_differs_between_two_lines_makes_one_the_other(
    one: list[tuple[str, Style | None]], other: list[tuple[str, Style | None]]
) -> None:
    before, after = strip_of(one, 90), strip_of(other, 90)
    start, end = differing(before, after)
    kept = [before.crop(0, start), after.crop(start, end), before.crop(end, 90)]
    seen, wanted = Terminal(), Terminal()
    seen.feed(Strip.join(kept).render(console()))
    wanted.feed(after.render(console()))
    assert seen.cells == wanted.cells


STEPS = st.lists(
    st.one_of(
        st.tuples(st.integers(0, ROWS - 1), st.sampled_from([0, 40]), STRIPS),
        st.tuples(st.integers(2, 8), st.integers(3, 9), st.integers(-2, 2)),
    ),
    max_size=12,
)


@given(STEPS)
@settings(max_examples=_EXAMPLES, deadline=None)
def test_a_terminal_that_moves_lines_shows_the_same_as_one_that_is_drawn_anew(
    steps: list[tuple[int, int, Any]],
) -> None:
    painted, terminal = Painted(erases=True), Terminal()
    wanted: dict[int, dict[int, Strip]] = {y: {} for y in range(ROWS)}
    for one, two, three in steps:
        if isinstance(three, int):
            if three:
                painted.scroll(one, two, three)
                lines = {y: wanted[y] for y in range(one, one + two)}
                wanted |= {y: lines.get(y + three, {}) for y in lines}
            continue
        piece = Piece(one, two, strip_of(three, 40))
        wanted[one] = wanted[one] | {two: piece.strip}
        missing = painted.missing(piece)
        update = PiecesUpdate([piece], [] if missing is None else [missing], painted)
        terminal.feed(update.render_segments(console()))
    terminal.feed(painted.take_moves())
    fresh = Terminal()
    for y, line in wanted.items():
        for x, strip in line.items():
            fresh.feed(f"\x1b[{y + 1};{x + 1}H{strip.render(console())}")
    assert terminal.cells == fresh.cells


def test_a_line_with_what_terminals_measure_otherwise_is_sent_whole() -> None:
    before, after = (strip_of([(f"👩‍🚀 {n}", None), ("as it was", LOOKS[1])], 30) for n in "12")
    assert differing(before, after) == (0, 30)


def test_a_piece_over_others_takes_their_place() -> None:
    painted = Painted(erases=True)
    wide, narrow = Piece(3, 0, strip_of([], 80)), Piece(3, 20, strip_of([("a", None)], 10))
    painted.note(wide)
    painted.note(narrow)
    assert painted.missing(narrow) is None
    assert painted.missing(wide) == wide


@pytest.mark.parametrize(
    ("keys", "moves"),
    [
        (["down", "z", "down", "G", "k", "k", "g", "pagedown", "right", "j", "z", "G"], True),
        (["d", "down", "pagedown", "t", "escape", "j", "s", "down", "enter", "j"], False),
        (["enter", "j", "j", "escape", "c", "escape", "k", "f", "j", "escape", "pagedown"], False),
    ],
)
async def test_the_terminal_shows_what_is_composed(
    keys: list[str], moves: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scroll_region, "_is_terminal", lambda _: True)
    async with running(FakeSession(make_events(30)), size=(COLS, ROWS)) as pilot:
        terminal = Terminal()
        terminal.feed(composed(pilot))
        _show_on(terminal, pilot, monkeypatch)
        for key in keys:
            await press(pilot, key)
            await until(pilot, lambda: _is_shown(terminal, pilot))
        assert terminal.has_moved == moves


def composed(pilot: Pilot[Any]) -> str:
    """The whole screen as it is composed now."""
    compositor = pilot.app.screen._compositor
    lines: list[Iterable[Strip]] = [[strip] for strip in compositor.render_strips()]
    return LayoutUpdate(lines, compositor.size.region).render_segments(pilot.app.console)


def _is_shown(terminal: Terminal, pilot: Pilot[Any]) -> bool:
    wanted = Terminal()
    wanted.feed(composed(pilot))
    return terminal.cells == wanted.cells


def _show_on(terminal: Terminal, pilot: Pilot[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Have what the app draws from now on shown, as it would be if it were not headless."""
    app = pilot.app
    assert isinstance(app, BaseApp)
    app.painted.forget()
    display = app._display

    def displayed(screen: Screen[Any], update: Any) -> None:
        if update is not None:
            terminal.feed(update.render_segments(app.console))
        display(screen, update)

    monkeypatch.setattr(app, "_display", displayed)
