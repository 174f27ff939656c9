"""Reads a trail as the program does, without a screen, and asks it questions.

    python -m bench.asking FOLDER

Prints one line of JSON when all is read, and one for each question after.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Final

from bench.facts import MEMBER, TEXT
from bench.memory import timings
from bench.pty import note_peaks
from trailview.compose import files
from trailview.question.parse import parse
from trailview.question.query import ALL_TIME, Question
from trailview.search.progress import State
from trailview.search.search import Search
from trailview.search.session import Session

_MEMORY_EVERY: Final = 0.5
SCANS: Final = {"alice": TEXT, "$.requestParameters.userName:*": MEMBER}
"""Questions that only the raw records answer, and what `Facts` calls them."""


def main(folder: str) -> None:
    began = time.perf_counter()
    session = files.open_files([folder])
    try:
        _read(session, began)
        for text in SCANS:
            began = time.perf_counter()
            search = session.ask(Question(parse(text), ALL_TIME), lambda: None)
            search.wait()
            assert search.progress.state is State.DONE, search.progress.error
            seconds = time.perf_counter() - began
            _tell("scan", name=text, seconds=seconds, hits=len(search.progress.rows))
        for name, milliseconds, rows in timings(search.reading.records.wait_for_store().snapshot()):
            _tell("memory", name=name, ms=milliseconds, rows=rows)
    finally:
        session.close()


def _read(session: Session, began: float) -> None:
    """Read it all; tell when the first rows came, when the last, and the memory it took."""
    first: list[float] = []
    asked: list[Search] = []

    def changed() -> None:
        if not first and asked and len(asked[0].progress.rows):
            first.append(time.perf_counter() - began)

    session.painted()
    session.start()
    search = session.ask(Question((), ALL_TIME), changed)
    asked.append(search)
    peaks: dict[int, int] = {}
    while not search.wait(_MEMORY_EVERY):
        note_peaks(os.getpid(), peaks)
    seconds = time.perf_counter() - began
    note_peaks(os.getpid(), peaks)
    done = search.progress
    assert done.state is State.DONE, done.error
    _tell(
        "read",
        events=done.loaded,
        first=first[0] if first else seconds,
        seconds=seconds,
        peak=sum(peaks.values()),
    )


def _tell(what: str, **values: object) -> None:
    print(json.dumps({"what": what, **values}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
