"""Keys and output while a thousand events a second arrive below the rows that show."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from bench.keys import floor_key
from bench.pty import DOWN, Program
from bench.start import shows_events
from bench.table import Result, Row, median, p95


def measure(folder: Path, repeats: int) -> Iterator[Row]:
    """The time until the key's first output, as other output comes at any time."""
    floor = median(stroke.first for stroke in floor_key(repeats)) * 1e3
    with Program([sys.executable, "-m", "bench.live_app", str(folder)]) as program:
        program.wait_painted(shows_events)
        program.press(b"z", quiet=0.3, limit=1)
        idle = program.idle(2)
        taken = []
        for _ in range(repeats):
            pressed = program.press_while_busy(DOWN)
            if pressed is not None:
                taken.append(pressed * 1e3)
            program.idle(0.05)
    yield Result("key with 1,000 rows a second: p50", median(taken), "ms", floor, "Textual floor")
    yield Result("key with 1,000 rows a second: p95", p95(taken), "ms", most=10)
    yield Result("output with 1,000 rows a second, nothing typed", idle / 1e3, "kB/s")
