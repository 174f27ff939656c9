"""`trailview query`: the headless twin of the screen."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from trailview.cli import exit_codes
from trailview.cli.asked import question_of, usual_time
from trailview.cli.emptiness import say_why_empty
from trailview.cli.said import say_all
from trailview.cli.saved_questions import saved_question
from trailview.cli.standard import ReaderGoneError
from trailview.cli.waiting import Waiting
from trailview.compose import services
from trailview.compose.aws import context_of, open_session
from trailview.compose.settings import fill, recorder, remember
from trailview.ending import closing
from trailview.errors import OutputError, UsageError
from trailview.events.text import counted
from trailview.question.query import Question, TimeRange
from trailview.search.export.export import export, export_plain
from trailview.search.export.formats import FORMATS, format_of
from trailview.search.export.how import Export
from trailview.search.export.rows import COLUMNS
from trailview.search.progress import Order, Progress, State
from trailview.search.reach import reach_parts

if TYPE_CHECKING:
    from trailview.question.saved import Saved
    from trailview.search.reading.records import Records
    from trailview.search.search import Search
    from trailview.settings.memory import Memory

_SHOWN_PROBLEMS: Final = 20


def run(arguments: argparse.Namespace) -> int:
    """Answer a question on standard output or in a file; the exit code. Raises TrailviewError."""
    memory = remember()
    _ask_saved(arguments, memory)  # a raw text says where it is asked: the settings come after it
    fill(arguments, memory.settings)
    usual_time(arguments, memory)
    question, zone = question_of(arguments.question, arguments)
    try:
        return _answer(question, zone, arguments, memory)
    finally:
        say_all(memory.troubles)


def _ask_saved(arguments: argparse.Namespace, memory: Memory) -> None:
    """Let a saved question stand for the one that was not typed. Raises TrailviewError."""
    if arguments.saved:
        found, question = saved_question(arguments, memory)
        if found.backend:
            _ask_raw(arguments, found)
        else:
            arguments.question = f"{question.text} {arguments.question}".strip()
        if arguments.since is None and arguments.until is None:
            arguments.since = found.since or None
            arguments.is_own_span = True
    elif arguments.param:
        raise UsageError("Usage", "--param is for the parameters of --saved.", "Give --saved NAME.")


def _ask_raw(arguments: argparse.Namespace, saved: Saved) -> None:
    """Let a saved raw text stand for one that was not typed. Raises UsageError."""
    if arguments.raw is not None or arguments.question:
        raise UsageError(
            "Usage",
            f"{saved.name} is a raw text: nothing can be added to it.",
            "Leave the rest out.",
        )
    by_path = services.read_from_paths().name if arguments.path else ""
    if (arguments.backend or by_path or saved.backend) != saved.backend:
        raise UsageError(
            "Another backend",
            f"{saved.name} is a raw text for {saved.backend}, and no other understands it.",
            f"Give --backend {saved.backend}, or none.",
        )
    services.check_raw(saved.question, saved.backend)
    arguments.raw, arguments.backend = saved.text, saved.backend


def _answer(question: Question, zone: tzinfo, arguments: argparse.Namespace, memory: Memory) -> int:
    services.check_raw(question, arguments.backend)
    how = _how(zone, arguments)
    session = open_session(context_of(arguments, memory.settings), arguments.backend)
    session.remember_with(recorder(memory))
    with closing(session):
        session.painted()
        session.start()
        order = Order("time", not arguments.oldest_first)
        is_own = getattr(arguments, "is_own_span", False)
        back = zone if is_own else None
        span = TimeRange(arguments.since or "", arguments.until or "", back)
        search = session.ask(question, _nothing, order, limit=arguments.limit, span=span)
        try:
            progress = _wait(search, zone)
        except KeyboardInterrupt:
            search.stop_reading()
            search.cancel()
            raise
        if len(progress.rows) or progress.plain or progress.error is None:
            with suppress(ReaderGoneError):  # what the answer lacks is told all the same
                _write(search.reading.records, progress, how, arguments.output)
        code = _conclude(progress, is_verbose=arguments.verbose)
        say_why_empty(search, zone, asks=arguments.explain_empty)
        return code


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
        lambda told: say_all((told,)),
    )


def _wait(search: Search, zone: tzinfo) -> Progress:
    """Until the search is over; how far it has come is shown where that can be seen."""
    shows, waiting = sys.stderr.isatty(), Waiting()
    while not search.wait(0.1):
        if not shows:
            waiting.tell(search.progress)
        else:
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


def _conclude(progress: Progress, *, is_verbose: bool) -> int:
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
    is_whole = not (problems or progress.clipped or is_mixed or progress.state is State.CANCELLED)
    return exit_codes.COMPLETE if is_whole else exit_codes.INCOMPLETE
