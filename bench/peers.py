"""Other tools over the same events, where they are installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from bench.start import opening, painted, shows_events
from bench.table import Result, Row, Skipped, median

_JQ: Final = r"""find "$1" -name '*.json.gz' -print0 | xargs -0 -P 2 -n 16 sh -c '
gzip -dc "$@" | jq -c ".Records[] | select(.userIdentity.userName == \"alice\")"' sh"""


def measure(trail: Path, lines: Path, events: int, repeats: int) -> Iterator[Row]:
    """lnav and jq: the first screen, and every event of one user."""
    yield from _lnav_start(trail, lines, events, repeats)
    query = [sys.executable, "-m", "trailview", "query", "user:alice", "--format", "ndjson"]
    ours = _seconds([*query, "--path", str(trail)])
    name = f"every event of alice in {events:,}, new process"
    for tool, command in (
        ("jq, two processes", ["sh", "-c", _JQ, "sh", str(trail)]),
        ("lnav, NDJSON", ["lnav", "-n", "-c", ":filter-in alice", str(lines)]),
    ):
        if shutil.which(tool.partition(",")[0]) is None:
            yield Skipped(name, f"{tool.partition(',')[0]} is not installed")
        else:
            yield Result(name, ours, "s", _seconds(command), tool)


def _lnav_start(trail: Path, lines: Path, events: int, repeats: int) -> Iterator[Row]:
    name = f"first events of {events:,}, beside lnav"
    if shutil.which("lnav") is None:
        yield Skipped(name, "lnav is not installed")
        return
    ours, theirs = [], []
    for _ in range(repeats):
        ours.append(painted(opening(trail), shows_events).seconds * 1e3)
        theirs.append(painted(["lnav", str(lines)], _shows_lines, 120).seconds * 1e3)
    yield Result(name, median(ours), "ms", median(theirs), "lnav, NDJSON")


def _shows_lines(screen: str) -> bool:
    return screen.count('{"event') >= 10


def _seconds(command: Sequence[str]) -> float:
    """How long a program runs, its output thrown away."""
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began
