"""The table of results: each figure beside what it is compared with.

A figure is the median of its repeats, with the least of them behind it. What
it is compared with has been measured in turn with it, so that both have had
the same machine.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

HEAD: Final = ("what", "ours", "anchor", "", "ratio", "target", "")


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
    least: float | None = None
    """The target, where more is better."""
    low: float | None = None
    """The least of the repeats, where there are several."""
    anchor_low: float | None = None
    """The same of what it is compared with."""

    @property
    def low_ratio(self) -> float | None:
        """The ratio of the least figures: what is left of it where other work is in the way."""
        if self.low is None or not self.anchor_low:
            return None
        return self.low / self.anchor_low

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
        if self.least is not None:
            checks.append(self.ours >= self.least)
        return all(checks) if checks else None

    def cells(self) -> tuple[str, ...]:
        """The row's texts, as `HEAD` names them."""
        targets = []
        if self.most_ratio is not None:
            targets.append(f"≤ {self.most_ratio:g} ×")
        if self.most is not None:
            targets.append(f"≤ {figure(self.most)} {self.unit}")
        if self.least is not None:
            targets.append(f"≥ {figure(self.least)} {self.unit}")
        return (
            self.what,
            _both(self.ours, self.low, self.unit),
            "" if self.anchor is None else _both(self.anchor, self.anchor_low, self.unit),
            self.anchor_name,
            "" if self.ratio is None else _both(self.ratio, self.low_ratio, "×"),
            ", ".join(targets),
            {True: "met", False: "NOT MET", None: ""}[self.is_met],
        )


@dataclass(frozen=True, slots=True)
class Skipped:
    """What could not be measured, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A measurement that did not measure what it is meant to."""

    what: str
    why: str


Row = Result | Skipped | Failed


def compared(
    what: str,
    unit: str,
    ours: Sequence[float],
    theirs: Sequence[float],
    name: str,
    *,
    most_ratio: float | None = None,
    most: float | None = None,
) -> Result:
    """Medians and least figures of repeats taken in turn with those of `name`."""
    return Result(
        what, median(ours), unit, median(theirs), name, most_ratio=most_ratio, most=most,
        low=min(ours), anchor_low=min(theirs),
    )  # fmt: skip


def alone(what: str, unit: str, ours: Sequence[float], *, most: float | None = None) -> Result:
    """Median and least figure of repeats that are compared with nothing."""
    return Result(what, median(ours), unit, most=most, low=min(ours))


def _both(value: float, low: float | None, unit: str) -> str:
    least = "" if low is None else f" (min {figure(low)})"
    return f"{figure(value)} {unit}{least}"


def figure(value: float) -> str:
    """As many digits as are worth reading."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}".rstrip("0").rstrip(".")


def median(values: Iterable[float]) -> float:
    """The middle one. Raises StatisticsError where there is none."""
    return statistics.median(list(values))


def p95(values: Iterable[float]) -> float:
    """What 95 of a hundred do not exceed. Raises IndexError where there is none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def render(rows: Sequence[Row]) -> str:
    """All results as one plain table, and below it what was not measured."""
    lines = [HEAD, *(row.cells() for row in rows if isinstance(row, Result))]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    right = {1, 2, 4}
    text = []
    for line in lines:
        cells = [
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        text.append("  ".join(cells).rstrip())
    text.insert(1, "-" * max(len(line) for line in text))
    text += [f"not measured: {row.what}: {row.why}" for row in rows if isinstance(row, Skipped)]
    text += [f"FAILED: {row.what}: {row.why}" for row in rows if isinstance(row, Failed)]
    return "\n".join(text)
