"""The table of results: each figure beside what it is compared with."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

_HEAD: Final = ("what", "ours", "anchor", "", "ratio", "target", "")


@dataclass(frozen=True, slots=True)
class Result:
    """One figure."""

    what: str
    ours: float
    unit: str
    anchor: float | None = None
    """The same of what it is compared with, measured in the same run."""
    anchor_name: str = ""
    most_ratio: float | None = None
    """The target, where it is a ratio to the anchor."""
    most: float | None = None
    """The target, where it is a figure."""

    @property
    def ratio(self) -> float | None:
        return None if not self.anchor else self.ours / self.anchor

    @property
    def is_met(self) -> bool | None:
        """Whether the targets are met; None where there is none."""
        checks = []
        if self.most_ratio is not None and self.ratio is not None:
            checks.append(self.ratio <= self.most_ratio)
        if self.most is not None:
            checks.append(self.ours <= self.most)
        return all(checks) if checks else None

    def cells(self) -> tuple[str, ...]:
        targets = []
        if self.most_ratio is not None:
            targets.append(f"≤ {self.most_ratio:g} ×")
        if self.most is not None:
            targets.append(f"≤ {_figure(self.most)} {self.unit}")
        return (
            self.what,
            f"{_figure(self.ours)} {self.unit}",
            "" if self.anchor is None else f"{_figure(self.anchor)} {self.unit}",
            self.anchor_name,
            "" if self.ratio is None else f"{self.ratio:.2f} ×",
            ", ".join(targets),
            {True: "met", False: "NOT MET", None: ""}[self.is_met],
        )


@dataclass(frozen=True, slots=True)
class Skipped:
    """What could not be measured, and why."""

    what: str
    why: str


Row = Result | Skipped


def _figure(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}".rstrip("0").rstrip(".")


def median(values: Iterable[float]) -> float:
    return statistics.median(list(values))


def p95(values: Iterable[float]) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def render(rows: Sequence[Row]) -> str:
    """All results as one plain table, and below it what was skipped."""
    lines = [_HEAD, *(row.cells() for row in rows if isinstance(row, Result))]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEAD))]
    right = {1, 2, 4}
    text = []
    for line in lines:
        cells = [
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        text.append("  ".join(cells).rstrip())
    text.insert(1, "-" * max(len(line) for line in text))
    text += [f"skipped: {row.what}: {row.why}" for row in rows if isinstance(row, Skipped)]
    return "\n".join(text)
