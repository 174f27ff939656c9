"""How long the detail pane takes to show the next record."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Final

from bench import checks
from bench.pty import Program
from bench.table import Row, Skipped, alone, compared

SIZES: Final = ((2_000, "2 kB", 10), (100_000, "100 kB", None), (1_000_000, "1 MB", 100))
"""Size of the record, how it is called, and the target in milliseconds."""


def _shown(kind: str, size: int, repeats: int) -> list[float]:
    with Program([sys.executable, "-m", "bench.pane_app", kind, str(size)]) as program:
        program.wait_painted(lambda screen: "eventVersion" in screen, 120)
        strokes = [program.press(b"x", quiet=0.2, limit=30, patience=30) for _ in range(repeats)]
    # The first shows warm it up.
    drawn = [stroke for stroke in strokes[1:] if stroke is not None]
    checks.counted(f"records of {size:,} bytes that {kind} drew", len(drawn), repeats - 1)
    return [stroke.last * 1e3 for stroke in drawn]


def measure(repeats: int, largest_rich: int) -> Iterator[Row]:
    """Records of each size, beside Rich's own JSON up to `largest_rich` bytes."""
    for size, called, most in SIZES:
        compares = size <= largest_rich
        name = f"next record of {called}"
        ours = _shown("detail", size, repeats)
        if compares:
            theirs = _shown("rich", size, max(2, min(repeats, 4)))
            yield compared(name, "ms", ours, theirs, "rich.json", most=most)
        else:
            yield alone(name, "ms", ours, most=most)
        if not compares:
            yield Skipped(f"rich.json of {called}", "it takes too long for a quick run")
