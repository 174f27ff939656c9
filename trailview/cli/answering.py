"""How a command waits for an answer, and what it says of it in the end."""

from __future__ import annotations

import sys
import time
from datetime import tzinfo
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING, Final

from trailview.cli import exit_codes
from trailview.cli.said import say_all
from trailview.cli.waiting import Waiting
from trailview.events.text import counted
from trailview.plans.plan import Brings
from trailview.search.progress import Order, Progress, State
from trailview.search.reach import reach_parts

if TYPE_CHECKING:
    from trailview.question.query import Question, TimeRange
    from trailview.search.search import Search
    from trailview.search.session import Session

_SHOWN_PROBLEMS: Final = 20


def answered(
    session: Session,
    question: Question,
    zone: tzinfo,
    span: TimeRange,
    order: Order | None = None,
    limit: int | None = None,
    *,
    brings: Brings = Brings.ALL,
    explains: bool = False,
    of_all: bool = False,
) -> Search:
    """Ask, and wait until that is over; interrupted, reading is stopped.

    `brings` is what of the answer is used. With `explains`, only to tell why an answer is empty;
    with `of_all`, over all there is to read.

    How far it has come is shown where that can be seen, in times of `zone`.
    """
    session.painted()
    search = session.ask(
        question,
        _nothing,
        order,
        limit=limit,
        span=span,
        brings=brings,
        explains=explains,
        of_all=of_all,
    )
    if not search.reading.are_few:
        # numpy loads while others read; not in this thread, which signals interrupt
        Thread(target=import_module, args=("trailview.store.view",), daemon=True).start()
    try:
        _wait_for(search, zone)
    except KeyboardInterrupt:
        search.stop_reading()
        search.cancel()
        raise
    return search


def _nothing() -> None:
    """Called on every step; what there is is only written when it is whole."""


def _wait_for(search: Search, zone: tzinfo) -> None:
    shows, waiting, ahead = sys.stderr.isatty(), Waiting(), ""
    while not search.wait(0.1):
        if search.progress.reading.ahead != ahead:
            ahead = search.progress.reading.ahead
            say_all((ahead,))
        if not shows:
            waiting.tell(search.progress)
        else:
            line = _status(search.progress, zone)
            print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
    if shows:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _status(progress: Progress, zone: tzinfo) -> str:
    tally = progress.tally
    if progress.is_of_service:
        return _service_status(progress, zone)
    if progress.state is State.SCANNING:
        return f"looking into records: {progress.scanned:,} of {progress.to_scan:,}"
    read, of = tally.files, tally.of_files
    files = counted(read, "file") if of is None else f"{read:,} of {counted(of, 'file')}"
    records = counted(tally.records, "record")
    return f"reading: {files}, {records}, {len(progress.rows):,} match"


def _service_status(progress: Progress, zone: tzinfo) -> str:
    return " · ".join(text for _, text in reach_parts(progress, zone, int(time.time())))


def conclude(progress: Progress, *, is_verbose: bool) -> int:
    """Say where was asked, what could not be read or was passed over, and how it ended."""
    say_all(progress.notes)
    say_all(progress.passed_over if is_verbose else ())
    problems = progress.problems
    say_all(map(str, problems[:_SHOWN_PROBLEMS]))
    if len(problems) > _SHOWN_PROBLEMS:
        say_all((f"and {counted(len(problems) - _SHOWN_PROBLEMS, 'more problem')}",))
    if progress.error is not None:
        raise progress.error
    if progress.record_note and len(progress.rows):
        say_all((progress.record_note,))
    is_mixed = progress.plain is not None and len(progress.rows) > 0
    if progress.plain is not None and is_mixed:
        say_all((f"rows without a record, left out: {len(progress.plain):,}",))
    if progress.clipped:
        say_all(("some of the time range is out of reach (see explain)",))
    is_whole = not (problems or progress.clipped or is_mixed or progress.state is State.CANCELLED)
    return exit_codes.COMPLETE if is_whole else exit_codes.INCOMPLETE
