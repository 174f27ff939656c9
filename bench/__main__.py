"""`python -m bench`: all measurements, side by side in one run, as one table.

Exit code 0 when all that was asked for was measured, whether or not it met its
target; 1 when something was not.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench import report
from bench.compiled import compile_all
from bench.corpus import Corpus
from bench.parts import LARGER, QUICK, USUAL, Sizes, chosen, measured, parts
from bench.pty import own_places
from bench.table import Failed, Row, render


def _given(text: str) -> tuple[int, Path]:
    events, _, folder = text.partition("=")
    if not Path(folder).is_dir() or not folder:
        raise argparse.ArgumentTypeError(f"{folder or text!r} is no folder")
    return _number(events), Path(folder)


def _number(text: str) -> int:
    try:
        number = int(text.replace("_", ""))
    except ValueError:
        number = 0
    if number <= 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of events or repeats")
    return number


def _numbers(text: str) -> list[int]:
    return sorted({_number(each) for each in text.split(",")})


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repeats, and no million events")
    parser.add_argument("--only", metavar="A,B", default="", help="some parts: start,keys,…")
    parser.add_argument("--without", metavar="A,B", default="", help="all but some parts")
    parser.add_argument(
        "--sizes", metavar="N,M", type=_numbers, help="events of the trails, such as 1000,10000000"
    )
    parser.add_argument("--repeats", metavar="N", type=_number, help="repeats of whole programs")
    parser.add_argument(
        "--trail",
        metavar="N=FOLDER",
        action="append",
        default=[],
        type=_given,
        help="use this folder for N events instead of a synthetic trail",
    )
    parser.add_argument(
        "--write",
        metavar="FILE",
        nargs="?",
        type=Path,
        const=report.RESULTS,
        help="write the results into a page too, bench/RESULTS.md unless another is named",
    )
    return parser


def main(words: Sequence[str]) -> int:
    """Measure what is asked for and print the table; the exit code."""
    parser = _parser()
    arguments = parser.parse_args(words)
    few, many = (2, 10) if arguments.quick else (5, 30)
    usual = QUICK if arguments.quick else USUAL
    sizes = Sizes(
        arguments.sizes or usual, arguments.repeats or few, many, is_quick=arguments.quick
    )
    all_parts = parts(Corpus(dict(arguments.trail)), sizes)
    try:
        names = chosen(arguments.only, list(all_parts))
        out = chosen(arguments.without, list(all_parts)) if arguments.without else []
    except ValueError as error:
        parser.error(str(error))
    names = [name for name in names if name not in out]
    before = report.load()
    compile_all()
    began, when = time.monotonic(), datetime.now(UTC)
    rows: list[Row] = [] if names else [Failed("bench", "every part was left out")]
    with tempfile.TemporaryDirectory(prefix="trailview-bench-") as home:
        os.environ.update(own_places(home))
        for name in names:
            print(f"{time.monotonic() - began:5.0f} s  {name}", file=sys.stderr)
            rows += measured(name, all_parts[name])
    seconds = time.monotonic() - began
    print(render(rows))
    print(f"measured in {seconds:.0f} s")
    if arguments.write:
        left_out = [name for name in all_parts if name not in names]
        left_out += [f"{size:,} events" for size in LARGER if size not in sizes.events]
        loads = (before, report.load())
        around = report.Circumstances(when, loads, seconds, " ".join(words), left_out)
        arguments.write.write_text(report.page(rows, around), "utf-8")
    return 1 if any(isinstance(row, Failed) for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
