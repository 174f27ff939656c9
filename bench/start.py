"""From the start of the program to the first events on the screen."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from bench import floor
from bench.pty import Painted, Program
from bench.table import Result, Row, median

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


def painted(command: Sequence[str], is_there: Callable[[str], bool], limit: float = 60) -> Painted:
    """When a program has shown what it should; it is ended then."""
    with Program(command) as program:
        return program.wait_painted(is_there, limit)


def measure(trails: Sequence[tuple[int, Path]], repeats: int) -> Iterator[Row]:
    """Time, bytes and memory to the first data, the floor's taken in turn with ours."""
    for events, folder in trails:
        floors: list[Painted] = []
        ours: list[Painted] = []
        for _ in range(repeats):
            floors.append(painted(FLOOR, shows_floor))
            ours.append(painted(opening(folder), shows_events))
        name = f"first events of {events:,}"
        yield Result(
            f"{name}: time",
            median(run.seconds for run in ours) * 1e3,
            "ms",
            median(run.seconds for run in floors) * 1e3,
            "Textual floor",
            most_ratio=1.4,
        )
        yield Result(
            f"{name}: output",
            median(run.bytes for run in ours) / 1e3,
            "kB",
            median(run.bytes for run in floors) / 1e3,
            "Textual floor",
            most=30,
        )
        yield Result(
            f"{name}: memory",
            median(run.peak for run in ours) / 1e6,
            "MB",
            median(run.peak for run in floors) / 1e6,
            "Textual floor",
            most=60,
        )
