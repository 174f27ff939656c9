"""Reading a trail to a table that can be filtered, and looking into its raw records."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from bench import checks
from bench.asking import SCANS
from bench.facts import facts
from bench.gunzip import CHECK
from bench.table import Row, alone, compared

_PROCESSES: Final = "2"
_ONE_MILLION: Final = 1_000_000
_MOST: Final = {"filter group": 15, "filter": 5, "sort": 150, "all facets": 100}
"""Targets in milliseconds, by how a name begins."""


def decompression(folder: Path) -> float:
    """Seconds that decompression alone takes, in two processes."""
    return float(_output("bench.gunzip", str(folder), _PROCESSES))


def decompression_and_check(folder: Path) -> float:
    """Seconds of that, and of seeing that all is whole JSON and which records there are."""
    return float(_output("bench.gunzip", str(folder), _PROCESSES, CHECK))


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
        for entry in told["read"]:
            checks.counted(f"reading {folder.name}", entry["events"], facts(folder).events)
        yield from _reading(events, told["read"], limits)
        yield from _again(events, folder, repeats)
        for name, question in SCANS.items():
            scans = told.pop(name)
            for entry in scans:
                hits = len(facts(folder).hits[question])
                checks.counted(f"scan for {name}", entry["hits"], hits)
            yield compared(
                f"scan of {events:,} loaded records for {name}",
                "s",
                [entry["seconds"] for entry in scans],
                limits,
                "decompression alone",
                most_ratio=4,
            )
        del told["read"]
        checks.some(f"questions in memory over {folder.name}", list(told))
        for name, entries in told.items():
            for entry in entries:
                checks.some(f"{name}: rows", range(entry["rows"]))
            taken = [entry["ms"] for entry in entries]
            yield alone(f"{name}, {events:,} in memory", "ms", taken, most=_most(name, events))


def _reading(events: int, entries: list[dict[str, Any]], limits: list[float]) -> Iterator[Row]:
    yield compared(
        f"{events:,} events to a filterable table",
        "s",
        [entry["seconds"] for entry in entries],
        limits,
        "decompression alone",
        most_ratio=6.5,
    )
    yield alone(f"first rows of {events:,}", "s", [entry["first"] for entry in entries], most=0.5)
    peaks = [entry["peak"] / 1e6 for entry in entries]
    name = f"memory for {events:,} events, workers included"
    yield alone(name, "MB", peaks, most=2_000 if events > _ONE_MILLION else 350)


def _again(events: int, folder: Path, repeats: int) -> Iterator[Row]:
    """The same folder read once more, from what was kept of it."""
    told = [json.loads(_output("bench.again", str(folder))) for _ in range(repeats)]
    for entry in told:
        checks.counted(f"reading {folder.name} again", entry["events_again"], entry["events"])
        checks.at_least("records known", entry["kept"], entry["events"])
    yield compared(
        f"{events:,} events of a folder that was opened before",
        "s",
        [entry["again"] for entry in told],
        [entry["first"] for entry in told],
        "the first time",
        most_ratio=0.5,
    )
    kept = [entry["bytes"] / 1e6 for entry in told]
    yield alone(f"what is kept of {events:,} events", "MB", kept)


def _most(name: str, events: int) -> float | None:
    """The target in milliseconds; targets are for a million events."""
    if events != _ONE_MILLION:
        return None
    return next((most for start, most in _MOST.items() if name.startswith(start)), None)
