"""`python -m bench`: all measurements, side by side in one run, as one table."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from bench import athena, keys, live, pane, peers, reading, start
from bench.corpus import Corpus
from bench.table import Row, Skipped, render

_QUICK: Final = (1_000, 100_000)
_ALL: Final = (1_000, 100_000, 1_000_000)

Part = Callable[[], Iterator[Row]]


def _parts(corpus: Corpus, quick: bool) -> dict[str, Part]:
    """What is measured, by the name that `--only` takes."""
    sizes = _QUICK if quick else _ALL
    trails = [(events, corpus.trail(events)) for events in sizes]
    large = sizes[-1]
    few, many = (2, 10) if quick else (5, 30)

    def peer() -> Iterator[Row]:
        return peers.measure(corpus.trail(large), corpus.lines(large), large, few)

    return {
        "start": lambda: start.measure(trails, few),
        "keys": lambda: keys.measure(trails, many),
        "live": lambda: live.measure(corpus.trail(100_000), many),
        "reading": lambda: reading.measure(trails[1:], 1 if quick else 3),
        "pane": lambda: pane.measure(few + 2, 100_000 if quick else 1_000_000),
        "datatable": lambda: keys.compare_datatable(1_000 if quick else 100_000, many),
        "athena": lambda: athena.measure(corpus.trail(100_000), 1 if quick else 3),
        "peers": peer,
    }


def _given(text: str) -> tuple[int, Path]:
    events, _, folder = text.partition("=")
    return int(events), Path(folder)


def main() -> None:
    """Measure what is asked for and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repeats, and no million events")
    parser.add_argument("--only", metavar="A,B", default="", help="some parts: start,keys,…")
    parser.add_argument(
        "--trail",
        metavar="N=FOLDER",
        action="append",
        default=[],
        type=_given,
        help="use this folder for N events instead of a synthetic trail",
    )
    arguments = parser.parse_args()
    began = time.monotonic()
    parts = _parts(Corpus(dict(arguments.trail)), arguments.quick)
    rows: list[Row] = []
    for name in filter(None, arguments.only.split(",")) if arguments.only else parts:
        if name not in parts:
            parser.error(f"no part {name!r}; there are: {', '.join(parts)}")
        print(f"{time.monotonic() - began:5.0f} s  {name}", file=sys.stderr)
        try:
            rows.extend(parts[name]())
        except TimeoutError as error:
            rows.append(Skipped(name, str(error).partition("\n")[0]))
    print(render(rows))
    print(f"measured in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
