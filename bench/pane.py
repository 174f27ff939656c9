"""How long the detail pane takes to show the next record."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Final

from bench.pty import Program
from bench.table import Result, Row, Skipped, median

SIZES: Final = ((2_000, "2 kB", 10), (100_000, "100 kB", None), (1_000_000, "1 MB", 100))
"""Size of the record, how it is called, and the target in milliseconds."""


def _shown(kind: str, size: int, repeats: int) -> float:
    with Program([sys.executable, "-m", "bench.pane_app", kind, str(size)]) as program:
        program.wait_painted(lambda screen: "eventVersion" in screen, 120)
        strokes = [program.press(b"x", quiet=0.2, limit=30, patience=30) for _ in range(repeats)]
    # The first shows warm it up.
    return median(stroke.last for stroke in strokes[1:] if stroke is not None) * 1e3


def measure(repeats: int, largest_rich: int) -> Iterator[Row]:
    """Records of each size, beside Rich's own JSON up to `largest_rich` bytes."""
    for size, name, most in SIZES:
        compares = size <= largest_rich
        anchor = _shown("rich", size, max(2, min(repeats, 4))) if compares else None
        yield Result(
            f"next record of {name}",
            _shown("detail", size, repeats),
            "ms",
            anchor,
            "rich.json" if compares else "",
            most=most,
        )
        if not compares:
            yield Skipped(f"rich.json of {name}", "it takes too long for a quick run")
