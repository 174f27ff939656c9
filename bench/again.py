"""Reads a trail twice, the second time from what was kept of the first, without a screen.

    python -m bench.again FOLDER

Prints one line of JSON.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from trailview.backends.files.index_known import FOLDER, Index
from trailview.compose import files
from trailview.question.query import ALL_TIME, Question
from trailview.search.progress import State


def main(folder: str) -> None:
    """Read it, and read it again."""
    with tempfile.TemporaryDirectory() as cache:
        index = Index(str(Path(cache, FOLDER)), writes=True, quiet=0, least=0)
        first, events, _ = _read(folder, index)
        again, events_again, kept = _read(folder, index)
        runs = [path.stat().st_size for path in Path(cache).rglob("*.run")]
    told = {"first": first, "again": again, "events": events, "events_again": events_again}
    print(json.dumps({**told, "kept": kept, "bytes": sum(runs)}), flush=True)


def _read(folder: str, index: Index) -> tuple[float, int, int]:
    """Seconds, events in the table, and how many records were known."""
    began = time.perf_counter()
    session = files.open_files([folder], index=index)
    try:
        session.painted()
        search = session.ask(Question((), ALL_TIME), lambda: None)
        search.wait()
        seconds = time.perf_counter() - began
        done = search.progress
        assert done.state is State.DONE, done.error
        return seconds, done.loaded, done.tally.kept
    finally:
        session.close()


if __name__ == "__main__":
    main(sys.argv[1])
