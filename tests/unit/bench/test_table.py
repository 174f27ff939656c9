"""The table of results, on the terminal and as a page."""

from __future__ import annotations

from datetime import UTC, datetime

from bench.reasons import REASONS
from bench.report import Circumstances, page
from bench.table import Failed, Result, Row, Skipped, alone, compared, render

ROWS: list[Row] = [
    compared("a | b", "s", [3.0, 1.0, 2.0], [4.0, 1.0, 2.0], "the floor", most_ratio=1.5),
    compared("slow", "s", [4.0], [1.0], "the floor", most_ratio=1.5),
    alone("memory", "MB", [120.0, 130.0, 110.0], most=100),
    Result("share", 99.0, "%", least=98),
    Result("calls", 0, "calls", most=0),
    Skipped("lnav", "not installed"),
    Failed("athena", "it measured nothing"),
]


def around(load: float) -> Circumstances:
    when = datetime(2026, 11, 28, 12, tzinfo=UTC)
    return Circumstances(when, (load, 2.0), 61.4, "--quick", ["keys"])


def test_medians_are_beside_the_least() -> None:
    first = ROWS[0]
    assert isinstance(first, Result)
    assert (first.ours, first.low, first.anchor, first.anchor_low) == (2.0, 1.0, 2.0, 1.0)
    assert (first.ratio, first.low_ratio) == (1.0, 1.0)
    assert first.cells()[1:] == (
        "2 s (min 1)", "2 s (min 1)", "the floor", "1 × (min 1)", "≤ 1.5 ×", "met",
    )  # fmt: skip


def test_targets_are_met_or_not_or_there_are_none() -> None:
    met = [row.is_met for row in ROWS if isinstance(row, Result)]
    assert met == [True, False, False, True, True]
    assert Result("bytes", 5, "B").is_met is None


def test_the_terminal_says_what_was_not_measured() -> None:
    lines = render(ROWS).splitlines()
    assert lines[0].split() == ["what", "ours", "anchor", "ratio", "target"]
    assert [line for line in lines if line.endswith("NOT MET")] == [lines[3], lines[4]]
    assert lines[-2:] == [
        "not measured: lnav: not installed",
        "FAILED: athena: it measured nothing",
    ]


def test_the_page_says_where_it_was_measured_and_what_was_not() -> None:
    text = page(ROWS, around(0.1))
    assert "- date: 2026-11-28 12:00 UTC, 61 s, `python -m bench --quick`" in text
    assert "- targets: 3 met, 2 not met" in text
    assert "| a \\| b | 2 s (min 1) |" in text
    assert "- lnav: not installed" in text
    assert "- keys: left out of this run" in text
    assert "- athena: it measured nothing" in text
    assert "not to be relied on" not in text
    assert "## Failed\n\n- nothing" in page(ROWS[:-1], around(0.1))


def test_the_page_says_why_a_target_is_missed_or_that_it_is_not_known() -> None:
    missed = alone("first events of 1,000: time", "ms", [3.0], most=1)
    text = page([*ROWS, missed], around(0.1))
    assert f"- first events of 1,000: time\n  {REASONS[0].text}\n" in text
    assert "- slow; memory\n  Not known.\n" in text
    assert "- all are met" in page(ROWS[:1], around(0.1))


def test_the_page_says_that_other_work_ran_beside_it() -> None:
    assert "3.5 processes wanted a core before it began" in page(ROWS, around(3.5))
