"""From a key to the last byte that it makes the program draw."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench import checks, datatable, floor
from bench.pty import DOWN, PAGE_DOWN, ROWS, UP, Program, Stroke
from bench.start import FLOOR, FLOOR_BESIDE, opening, shows_events, shows_floor
from bench.table import Result, Row, compared, median, p95

_READ: Final = "files read"
"""What the status line says when all is read."""
_ZOOM: Final = b"z"
_DETAIL: Final = b"d"
_TOP: Final = b"g"
_ENTER: Final = b"\r"
_SORT: Final = b"s"
_COLUMN_DOWN: Final = DOWN * 2
_COLUMN_UP: Final = UP * 2
_SORT_BY: Final = "Sort by"
_RECORD: Final = "eventVersion"
"""What stands on the screen where an event's record shows."""
_LAID_OUT: Final = 0.2
"""Seconds of quiet after which a layout counts as settled."""
_QUESTION: Final = "none: all events"
"""What stands in the sidebar while nothing narrows the answer."""
_PATIENCE: Final = 20
"""Seconds to wait for what a key has to show."""
_QUICKLY: Final = 0.02
"""Seconds of quiet to wait for after keys that are not measured."""

Moves = dict[str, list[Stroke]]
"""Strokes by what they did: `cursor`, `scroll`, `page`."""


def moves(program: Program, repeats: int) -> Moves:
    """Move the cursor within the screen, then scroll line by line, then page by page.

    The cursor has to be at the top of a screen of at least `repeats` + 3 rows.
    """
    cursor = program.strokes(DOWN, repeats)
    for _ in range(ROWS):
        program.press(DOWN, quiet=_QUICKLY)
    pages = min(repeats, 12)
    done = {
        "cursor": cursor,
        "scroll": program.strokes(DOWN, repeats),
        "page": program.strokes(PAGE_DOWN, pages),
    }
    for move, strokes in done.items():
        meant = pages if move == "page" else repeats
        checks.counted(f"{move} keys that drew something", len(strokes), meant)
    return done


def openings(program: Program, repeats: int) -> list[float]:
    """Open events whose detail is not on the screen: seconds until all of it is drawn."""
    taken = []
    for _ in range(repeats):
        program.press(DOWN, _LAID_OUT)
        taken.append(_until(program, _ENTER, lambda screen: _RECORD in screen))
        _until(program, _DETAIL, lambda screen: _RECORD not in screen)
        program.press(_TOP, _LAID_OUT)
    return taken


def sorts(program: Program, repeats: int) -> list[float]:
    """Sort by another column each time: seconds from the last key of choosing it."""
    taken = []
    for number in range(repeats):
        _until(program, _SORT, lambda screen: _SORT_BY in screen)
        program.press(_COLUMN_DOWN if number % 2 == 0 else _COLUMN_UP, _LAID_OUT)
        taken.append(_until(program, _ENTER, lambda screen: _SORT_BY not in screen))
    return taken


def _until(program: Program, key: bytes, is_there: Callable[[str], bool]) -> float:
    """Type a key: seconds to the last byte of what makes the screen satisfy a test.

    Raises MismeasuredError where it never does.
    """
    began = time.perf_counter()
    program.press(key, _LAID_OUT)
    while not is_there(program.screen()):
        if time.perf_counter() - began > _PATIENCE:
            raise checks.MismeasuredError(f"{key!r} did not do it:\n{program.screen()}")
        program.settle(_LAID_OUT, 1)
    return program.output[-1][0] - began


def floor_key(repeats: int, key: bytes = DOWN) -> list[Stroke]:
    """What one key costs that changes two cells; with PAGE_DOWN, all of them."""
    with Program(FLOOR) as program:
        program.wait_painted(shows_floor)
        strokes = program.strokes(key, repeats)
    checks.counted("keys that the floor drew", len(strokes), repeats)
    return strokes


def floor_opening(repeats: int) -> list[float]:
    """What it costs that a second widget shows: seconds until all of it is drawn."""
    taken = []
    with Program(FLOOR_BESIDE) as program:
        program.wait_painted(shows_floor)
        for _ in range(repeats):
            taken.append(_until(program, _ENTER, lambda screen: floor.SHOWN_BESIDE in screen))
            _until(program, _ENTER, lambda screen: floor.SHOWN_BESIDE not in screen)
    return taken


def measure(trails: Sequence[tuple[int, Path]], repeats: int) -> Iterator[Row]:
    """Latency and bytes a key: of the table alone, beside the sidebar, and with all panes."""
    smallest: dict[str, float] = {}
    few = min(repeats, 10)
    for events, folder in trails:
        least = _Floor(floor_key(repeats), floor_key(few, PAGE_DOWN), floor_opening(few))
        with Program(opening(folder)) as program:
            program.wait_painted(lambda screen: shows_events(screen) and _READ in screen, 180)
            _until(program, _ZOOM, lambda screen: _panes(screen) == (False, False))
            alone = moves(program, repeats)
            _until(program, _ZOOM, lambda screen: _panes(screen) == (True, True))
            _until(program, _DETAIL, lambda screen: _panes(screen) == (True, False))
            program.press(_TOP, _LAID_OUT)
            beside = moves(program, few)
            _until(program, _DETAIL, lambda screen: _panes(screen) == (True, True))
            program.press(_TOP, _LAID_OUT)
            whole = moves(program, few)
            _until(program, _DETAIL, lambda screen: _panes(screen) == (True, False))
            program.press(_TOP, _LAID_OUT)
            opened = openings(program, few)
            sorted_by = sorts(program, few)
        yield from _latencies(events, alone, least, smallest)
        yield from _sizes(events, alone, "table alone", {"cursor": 600, "scroll": 600})
        yield from _sizes(events, beside, "beside the sidebar", {"scroll": 12_500})
        yield from _sizes(events, whole, "all panes", {})
        pages = [stroke.last for stroke in least.page]
        follows = [stroke.last for stroke in whole["cursor"]]
        for what, taken, most, own, its_own in (
            ("until the detail follows", follows, None, pages, "all redrawn"),
            ("open, until the detail shows", opened, 3, least.opening, "a widget shown"),
            ("sort", sorted_by, 3, pages, "all redrawn"),
        ):
            name, ours = f"{what}, {events:,} rows: p50", _in_ms(taken)
            key = _in_ms(stroke.last for stroke in least.key)
            yield compared(name, "ms", ours, key, "Textual floor", most_ratio=most)
            yield compared(name, "ms", ours, _in_ms(own), f"Textual floor, {its_own}")


@dataclass(frozen=True, slots=True)
class _Floor:
    """What Textual needs for the same in an app that does nothing else."""

    key: Sequence[Stroke]
    page: Sequence[Stroke]
    opening: Sequence[float]


def _in_ms(seconds: Iterable[float]) -> list[float]:
    return [each * 1e3 for each in seconds]


def _panes(screen: str) -> tuple[bool, bool]:
    """Whether the sidebar and the detail show."""
    return _QUESTION in screen, _RECORD in screen


def _latencies(
    events: int, strokes: Moves, least: _Floor, smallest: dict[str, float]
) -> Iterator[Row]:
    anchor = median(stroke.last for stroke in least.key) * 1e3
    for move, done in strokes.items():
        is_page = move == "page"
        middle = median(stroke.last for stroke in done) * 1e3
        name = f"{move} key, {events:,} rows"
        yield Result(f"{name}: p50", middle, "ms", anchor, "Textual floor", 3 if is_page else 1.5)
        yield Result(
            f"{name}: p95",
            p95(stroke.last for stroke in done) * 1e3,
            "ms",
            anchor,
            "Textual floor",
            None if is_page else 3,
        )
        if is_page:
            page = median(stroke.last for stroke in least.page) * 1e3
            yield Result(f"{name}: p50", middle, "ms", page, "Textual floor, all redrawn")
        if move in smallest:
            yield Result(
                f"{name}: growth",
                middle,
                "ms",
                smallest[move],
                "fewest rows",
                None if is_page else 1.1,
            )
        else:
            smallest[move] = middle


def _sizes(events: int, strokes: Moves, where: str, most: dict[str, float]) -> Iterator[Row]:
    for move, done in strokes.items():
        yield Result(
            f"{move} key, {events:,} rows, {where}: output",
            median(stroke.bytes for stroke in done),
            "B",
            most=most.get(move),
        )


def compare_datatable(rows: int, repeats: int) -> Iterator[Row]:
    """The same keys in Textual's DataTable."""
    key = floor_key(repeats)
    with Program([sys.executable, "-m", "bench.datatable", str(rows)]) as program:
        program.wait_painted(lambda screen: screen.count(datatable.SHOWN) >= repeats, 120)
        strokes = moves(program, repeats)
    for move, done in strokes.items():
        yield Result(
            f"for comparison, DataTable: {move} key, {rows:,} rows: p50",
            median(stroke.last for stroke in done) * 1e3,
            "ms",
            median(stroke.last for stroke in key) * 1e3,
            "Textual floor",
        )
        size = median(stroke.bytes for stroke in done)
        yield Result(f"for comparison, DataTable: {move} key, {rows:,} rows: output", size, "B")
