"""Keys and output while a thousand events a second arrive below the rows that show."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bench import checks
from bench.keys import floor_key
from bench.pty import DOWN, Program
from bench.start import shows_events
from bench.table import Result, Row, median, p95

_LOADED: Final = re.compile(r"([\d,]+) events\b")
_ARRANGEMENTS: Final = (("all panes", b"", 10.0), ("table alone", b"z", None))
"""What shows, the key that shows it, and the target of a key in milliseconds."""


def measure(folder: Path, repeats: int) -> Iterator[Row]:
    """The time until the key's first output, as other output comes at any time."""
    floor = median(stroke.first for stroke in floor_key(repeats)) * 1e3
    for where, key, most in _ARRANGEMENTS:
        with Program([sys.executable, "-m", "bench.live_app", str(folder)]) as program:
            program.wait_painted(shows_events)
            if key:
                program.press(key, quiet=0.3, limit=1)
            before = loaded(program.screen())
            idle = program.idle(2)
            taken = []
            for _ in range(repeats):
                pressed = program.press_while_busy(DOWN)
                if pressed is not None:
                    taken.append(pressed * 1e3)
                program.idle(0.05)
            after = loaded(program.screen())
        checks.at_least("events that arrived meanwhile", after - before, 1_000)
        checks.counted("keys that drew something", len(taken), repeats)
        name = f"with 1,000 rows a second, {where}"
        yield Result(f"key {name}: p50", median(taken), "ms", floor, "Textual floor")
        yield Result(f"key {name}: p95", p95(taken), "ms", most=most)
        yield Result(f"output {name}, nothing typed", idle / 1e3, "kB/s")


def loaded(screen: str) -> int:
    """How many events the screen says it has; 0 where it says nothing."""
    return max((int(n.replace(",", "")) for n in _LOADED.findall(screen)), default=0)
