"""Reading a trail to a table that can be filtered, and looking into its raw records."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from bench.asking import SCANS
from bench.table import Result, Row, median

_PROCESSES: Final = "2"
_ONE_MILLION: Final = 1_000_000


def decompression(folder: Path) -> float:
    """Seconds that decompression alone takes, in two processes."""
    return float(_output("bench.gunzip", str(folder), _PROCESSES))


def _output(module: str, *arguments: str) -> str:
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def measure(trails: Sequence[tuple[int, Path]], repeats: int) -> Iterator[Row]:
    """Each trail read without a screen, decompression alone in turn with it."""
    for events, folder in trails:
        limits: list[float] = []
        told: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for _ in range(repeats):
            limits.append(decompression(folder))
            for line in _output("bench.asking", str(folder)).splitlines():
                entry = json.loads(line)
                told[entry.get("name", entry["what"])].append(entry)
        yield from _reading(events, told["read"], median(limits))
        for name in SCANS:
            yield Result(
                f"scan of {events:,} records for {name}",
                median(entry["seconds"] for entry in told.pop(name)),
                "s",
                median(limits),
                "decompression alone",
                most_ratio=4,
            )
        del told["read"]
        for name, entries in told.items():
            taken = median(entry["ms"] for entry in entries)
            yield Result(f"{name}, {events:,} in memory", taken, "ms", most=_most(name, events))


def _reading(events: int, entries: list[dict[str, Any]], limit: float) -> Iterator[Row]:
    yield Result(
        f"{events:,} events to a filterable table",
        median(entry["seconds"] for entry in entries),
        "s",
        limit,
        "decompression alone",
        most_ratio=6.5,
    )
    first = median(entry["first"] for entry in entries)
    yield Result(f"first rows of {events:,}", first, "s", most=0.5)
    peak = max(entry["peak"] for entry in entries) / 1e6
    yield Result(f"memory for {events:,} events, workers included", peak, "MB", most=350)


def _most(name: str, events: int) -> float | None:
    """The target in milliseconds; targets are for a million events."""
    if events != _ONE_MILLION:
        return None
    if name.startswith("filter"):
        return 5
    return 150 if name.startswith("sort") else 100
