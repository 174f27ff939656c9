"""From the start of the program to the first events on the screen."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from bench import floor
from bench.pty import Painted, Program
from bench.table import Row, Skipped, compared

_ROW: Final = re.compile(r"\d\d:\d\d:\d\d .*\w")
_ENOUGH: Final = 10
"""Rows from which the table counts as painted."""


def shows_events(screen: str) -> bool:
    """Whether the event table has rows."""
    return sum(bool(_ROW.search(line)) for line in screen.splitlines()) >= _ENOUGH


def shows_floor(screen: str) -> bool:
    return screen.count(floor.SHOWN) >= _ENOUGH


def opening(folder: Path) -> list[str]:
    """The command that opens a trail on the screen."""
    return [sys.executable, "-m", "trailview", "open", str(folder)]


FLOOR: Final = (sys.executable, "-m", "bench.floor")
FLOOR_BESIDE: Final = (*FLOOR, "beside")


def painted(command: Sequence[str], is_there: Callable[[str], bool], limit: float = 60) -> Painted:
    """When a program has shown what it should; it is ended then."""
    with Program(command) as program:
        return program.wait_painted(is_there, limit)


_Of = Callable[[Painted], float]
_TARGETS: Final[tuple[tuple[str, str, _Of, float | None, float | None], ...]] = (
    ("time", "ms", lambda run: run.seconds * 1e3, 1.4, None),
    ("output", "kB", lambda run: run.bytes / 1e3, None, 30),
    ("memory", "MB", lambda run: run.peak / 1e6, None, 60),
)
"""What is measured, its unit, how, and the targets: a ratio to the floor, or a figure."""


def measure(trails: Sequence[tuple[int, Path]], repeats: int) -> Iterator[Row]:
    """Time, bytes and memory to the first data, the floor's taken in turn with ours."""
    for events, folder in trails:
        floors: list[Painted] = []
        ours: list[Painted] = []
        for _ in range(repeats):
            floors.append(painted(FLOOR, shows_floor))
            ours.append(painted(opening(folder), shows_events))
        name = f"first events of {events:,}"
        for what, unit, of, most_ratio, most in _TARGETS:
            yield compared(
                f"{name}: {what}",
                unit,
                [of(run) for run in ours],
                [of(run) for run in floors],
                "Textual floor",
                most_ratio=most_ratio,
                most=most,
            )


def measure_beside_lnav(trail: Path, lines: Path, events: int, repeats: int) -> Iterator[Row]:
    """The first screen of the same events, in turn with lnav's."""
    name = f"first events of {events:,}, beside lnav"
    if shutil.which("lnav") is None:
        yield Skipped(name, "lnav is not installed")
        return
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(repeats):
        ours.append(painted(opening(trail), shows_events).seconds * 1e3)
        theirs.append(painted(["lnav", str(lines)], _shows_lines, 120).seconds * 1e3)
    yield compared(name, "ms", ours, theirs, "lnav, NDJSON")


def _shows_lines(screen: str) -> bool:
    return screen.count('{"event') >= _ENOUGH
