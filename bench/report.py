"""What was measured, where and with what, as a page: `bench/RESULTS.md`."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psutil

from bench.peers import PEERS, version
from bench.reasons import reasons
from bench.table import HEAD, Failed, Result, Row, Skipped

RESULTS: Final = Path(__file__).parent / "RESULTS.md"
_PACKAGES: Final = ("textual", "msgspec", "numpy", "isal", "boto3")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What stood around a run."""

    when: datetime
    loads: tuple[float, float]
    """How many processes wanted a core in the minute before it, and in its last minute."""
    seconds: float
    arguments: str
    left_out: Sequence[str]
    """The parts and sizes that were not asked for."""

    @property
    def is_busy(self) -> bool:
        """Whether other programs ran beside it, by what wanted a core before it began."""
        return self.loads[0] > 0.5


def load() -> float:
    """How many processes wanted a core in the last minute."""
    return os.getloadavg()[0]


def page(rows: Sequence[Row], around: Circumstances) -> str:
    """All of it, as Markdown."""
    results = [row for row in rows if isinstance(row, Result)]
    met = sum(row.is_met is True for row in results)
    missed = sum(row.is_met is False for row in results)
    lines = [
        "# What was measured",
        "",
        "Written by `make bench ARGS=--write`. Figures hold for this machine in this run; what"
        " compares is the ratio to what was measured in turn with it. A figure is the median of"
        " its repeats, with the least behind it.",
        "",
        *(f"- {line}" for line in _machine(around)),
        f"- targets: {met} met, {missed} not met",
        "",
    ]
    if around.is_busy:
        lines += [
            f"Other work ran beside it: {around.loads[0]:.1f} processes wanted a core before it"
            " began. These figures are not to be relied on, ratios least where one side uses two"
            " cores and the other one.",
            "",
        ]
    lines += _table(results)
    lines += _reasons(results)
    skipped = [*rows, *(Skipped(name, "left out of this run") for name in around.left_out)]
    lines += _listed("Not measured", [row for row in skipped if isinstance(row, Skipped)])
    lines += _listed("Failed", [row for row in rows if isinstance(row, Failed)])
    return "\n".join(lines) + "\n"


def _machine(around: Circumstances) -> list[str]:
    memory = psutil.virtual_memory().total / 2**30
    packages = [f"{name} {importlib.metadata.version(name)}" for name in _PACKAGES]
    peers = [f"{peer.name}: {version(peer) or 'not installed'}" for peer in PEERS]
    return [
        f"date: {around.when.astimezone(UTC):%Y-%m-%d %H:%M} UTC, {around.seconds:.0f} s,"
        f" `python -m bench {around.arguments}`".rstrip(),
        f"machine: {platform.system()} {platform.release()}, {platform.machine()},"
        f" {_processor()}, {os.cpu_count()} cores, {memory:.0f} GB",
        f"load: {around.loads[0]:.1f} before it, {around.loads[1]:.1f} at its end",
        f"Python {sys.version.split()[0]}, {', '.join(packages)}",
        f"other tools: {'; '.join(peers)}",
    ]


def _processor() -> str:
    try:
        told = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return platform.processor() or "an unknown processor"
    names = [line.partition(":")[2].strip() for line in told.splitlines() if "model name" in line]
    return names[0] if names else "an unknown processor"


def _table(results: Sequence[Result]) -> list[str]:
    rows = [HEAD, ("---",) * len(HEAD), *(row.cells() for row in results)]
    return [f"| {' | '.join(_cell(text) for text in row)} |" for row in rows]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _reasons(results: Sequence[Result]) -> list[str]:
    lines = ["", "## Why targets are not met", ""]
    for text, names in reasons(results):
        lines += [f"- {'; '.join(_cell(name) for name in names)}", f"  {text or 'Not known.'}"]
    return lines if len(lines) > 3 else [*lines, "- all are met"]


def _listed(title: str, rows: Sequence[Skipped | Failed]) -> list[str]:
    found = [f"- {row.what}: {row.why}" for row in rows]
    return ["", f"## {title}", "", *(found or ["- nothing"])]
