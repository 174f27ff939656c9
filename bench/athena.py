"""A large result of Athena read to a table, from its object in S3 and page by page."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from bench import checks
from bench.athena_double import MANAGED
from bench.facts import facts
from bench.table import Result, Row, alone, median

_PAGES: Final = "pages of 1,000 rows"
_WAYS: Final = (("its object in S3", ""), (_PAGES, MANAGED))
_MOST_SHARE: Final = 0.2
"""The part of the time that our own code may take where Athena gives the rows. An object in S3 on
the same machine takes next to no time, which leaves little beside our own."""


@contextmanager
def _double(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of a client, while the double runs."""
    command = [sys.executable, "-m", "bench.athena_double", str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield {**os.environ, **json.loads(process.stdout.readline())}
        finally:
            process.stdin.close()


def _ask(environment: dict[str, str], workgroup: str, since: int, until: int) -> str:
    command = [sys.executable, "-m", "bench.athena_asking", workgroup]
    return subprocess.run(
        [*command, str(since), str(until)],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


def measure(folder: Path, repeats: int) -> Iterator[Row]:
    """All events of a trail asked of Athena, read in both ways in turn."""
    true = facts(folder)
    told: dict[str, list[dict[str, Any]]] = {name: [] for name, _ in _WAYS}
    with _double(folder) as environment:
        _ask(environment, "", *true.window)  # the double runs the query only once
        for _ in range(repeats):
            for name, workgroup in _WAYS:
                told[name].append(json.loads(_ask(environment, workgroup, *true.window)))
    for name, entries in told.items():
        for entry in entries:
            checks.counted(f"Athena's answer from {name}", entry["events"], true.events)
        yield from _results(name, entries)


def _results(name: str, entries: list[dict[str, Any]]) -> Iterator[Row]:
    events = entries[0]["events"]
    seconds = median(entry["seconds"] for entry in entries)
    ours = median(entry["ours"] for entry in entries)
    libraries = median(entry["libraries"] for entry in entries)
    what = f"{events:,} events of Athena from {name}"
    yield alone(what, "s", [entry["seconds"] for entry in entries])
    share = _MOST_SHARE if name == _PAGES else None
    yield Result(f"{what}: our own code", ours, "s", seconds, "all of it", most_ratio=share)
    yield Result(f"{what}: AWS libraries", libraries, "s", seconds, "all of it")
    yield Result(f"{what}: memory", max(entry["peak"] for entry in entries) / 1e6, "MB")
