"""`trailview query` and `trailview explain`: the headless twin of the screen."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from trailview.cli import exit_codes
from trailview.cli.options import FILES
from trailview.compose.athena import athena_scope
from trailview.compose.aws import first_region, open_services, scope_of, where_of
from trailview.compose.files import open_files
from trailview.compose.settings import recorder
from trailview.errors import OutputError, UsageError
from trailview.events.text import counted, printable
from trailview.plans.raw import checked_raw
from trailview.question.query import Question, TimeRange
from trailview.search.export.export import export, export_plain
from trailview.search.export.formats import FORMATS, format_of
from trailview.search.export.how import Export
from trailview.search.export.rows import COLUMNS
from trailview.search.progress import Order, Progress, State
from trailview.search.reach import reach_parts

if TYPE_CHECKING:
    from trailview.search.reading.records import Records
    from trailview.search.search import Search
    from trailview.search.session import Session
    from trailview.settings.memory import Memory

_SHOWN_PROBLEMS: Final = 20


def run_query(
    question: Question, zone: tzinfo, arguments: argparse.Namespace, memory: Memory
) -> int:
    """Answer a question on standard output or in a file; the exit code."""
    checked_raw(question, arguments.backend)
    how = _how(zone, arguments)
    session = session_of(arguments, memory)
    session.remember_with(recorder(memory))
    try:
        session.painted()
        session.start()
        order = Order("time", not arguments.oldest_first)
        span = TimeRange(arguments.since or "", arguments.until or "")
        search = session.ask(question, _nothing, order, limit=arguments.limit, span=span)
        try:
            progress = _wait(search, zone)
        except KeyboardInterrupt:
            search.stop_reading()
            search.cancel()
            raise
        if len(progress.rows) or progress.plain or progress.error is None:
            _write(search.reading.records, progress, how, arguments.output)
        return _conclude(progress)
    finally:
        session.close()


def _write(records: Records, progress: Progress, how: Export, output: str | None) -> None:
    """Write the events; or the plain rows, where there are no events."""
    is_plain = progress.plain is not None and not len(progress.rows)
    _check_columns(how.columns, progress.plain.columns if progress.plain and is_plain else COLUMNS)
    with _output(output) as out:
        if progress.plain is not None and is_plain:
            export_plain(progress.plain, how, out)
        else:
            export(records, progress.rows, how, out)


def _check_columns(wanted: Sequence[str], there_are: Sequence[str]) -> None:
    for name in wanted:
        if name not in there_are:
            raise UsageError("No such column", repr(name), f"There are: {', '.join(there_are)}")


def _nothing() -> None:
    """Called on every step; the answer is only written when it is whole."""


def session_of(arguments: argparse.Namespace, memory: Memory) -> Session:
    """A session over what a command line names. Raises TrailviewError."""
    if arguments.backend == FILES:
        return open_files(_paths(arguments), profile=arguments.profile)
    return open_services(where_of(arguments, memory.settings), arguments.backend)


def _paths(arguments: argparse.Namespace) -> list[str]:
    if not arguments.path:
        raise UsageError(
            "Nothing to read", "Which files are to be asked?", "Give --path PATH, or --path - ."
        )
    return list(arguments.path)


def _how(zone: tzinfo, arguments: argparse.Namespace) -> Export:
    ending = Path(arguments.output).suffix if arguments.output else ""
    chosen = FORMATS[arguments.format] if arguments.format else format_of(ending)
    columns = tuple(filter(None, (arguments.columns or "").split(",")))
    if arguments.raw is None:
        _check_columns(columns, COLUMNS)
    is_terminal = not arguments.output and sys.stdout.isatty()
    if is_terminal and not chosen.is_text:
        raise UsageError(
            f"{chosen.name.capitalize()} is no text",
            "It would garble the terminal.",
            "Give --output FILE.",
        )
    return Export(
        chosen.name,
        columns,
        arguments.limit,
        lambda time: datetime.fromtimestamp(time, zone).strftime("%Y-%m-%d %H:%M:%S"),
        is_terminal,
        shutil.get_terminal_size().columns if is_terminal else None,
    )


def _wait(search: Search, zone: tzinfo) -> Progress:
    """Until the search is over; how far it has come is shown where that can be seen."""
    shows = sys.stderr.isatty()
    while not search.wait(0.1):
        if shows:
            line = _status(search.progress, zone)
            print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
    if shows:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    return search.progress


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


@contextmanager
def _output(path: str | None) -> Iterator[BinaryIO]:
    """Standard output; or a file that appears when it is complete, and only then.

    Raises OutputError where it cannot be written.
    """
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.flush()
        return
    target = Path(path)
    if target.is_dir():
        raise OutputError("Cannot write", f"{path} is a folder.", "Name a file.")
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
            draft = Path(file.name)
            try:
                yield cast("BinaryIO", file)
                file.flush()
                draft.chmod(0o666 & ~_umask())
                draft.replace(target)
            finally:
                draft.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError("Cannot write", f"{path}: {reason}", "Nothing was written.") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _conclude(progress: Progress) -> int:
    """Say where was asked, what could not be read, and how it ended."""
    for note in progress.notes:
        print(f"trailview: {printable(note)}", file=sys.stderr)
    problems = progress.problems
    for problem in problems[:_SHOWN_PROBLEMS]:
        print(f"trailview: {printable(str(problem))}", file=sys.stderr)
    if len(problems) > _SHOWN_PROBLEMS:
        more = counted(len(problems) - _SHOWN_PROBLEMS, "more problem")
        print(f"trailview: and {more}", file=sys.stderr)
    if progress.error is not None:
        raise progress.error
    if progress.record_note and len(progress.rows):
        print(f"trailview: {printable(progress.record_note)}", file=sys.stderr)
    is_mixed = progress.plain is not None and len(progress.rows) > 0
    if progress.plain is not None and is_mixed:
        print(
            f"trailview: rows without a record, left out: {len(progress.plain):,}", file=sys.stderr
        )
    if progress.clipped:
        print("trailview: some of the time range is out of reach (see explain)", file=sys.stderr)
    is_whole = not (problems or progress.clipped or is_mixed or progress.state is State.CANCELLED)
    return exit_codes.COMPLETE if is_whole else exit_codes.INCOMPLETE


def run_explain(question: Question, now: int, arguments: argparse.Namespace, memory: Memory) -> int:
    """Print the plan for a question that is asked at `now`, in seconds since 1970."""
    from trailview.plans.catalog import planner
    from trailview.plans.plan import Scope
    from trailview.question.parse import format_terms

    where = where_of(arguments, memory.settings)
    region = first_region(where)
    if arguments.backend == FILES:
        scope = Scope(now=now, paths=tuple(arguments.path) or ("PATH",))
    elif arguments.backend == "athena":
        scope = replace(athena_scope(where.athena, where.name, region), now=now)
    else:
        scope = scope_of(arguments.backend, where, region, now)
    made = planner(arguments.backend)(question, scope)
    lines = [f"backend      {made.backend}", f"request      {made.request}"]
    for name, terms in (
        ("pushed", made.pushed),
        ("checked here", made.residual),
        ("approximate", made.approximate),
    ):
        lines += [f"{name:<12} {format_terms((term,))}" for term in terms] or [f"{name:<12} -"]
    lines.append(f"estimate     {made.estimate}")
    lines += [f"note         {note}" for note in made.notes]
    for line in "\n".join(lines).split("\n"):
        print(printable(line))
    return exit_codes.COMPLETE
