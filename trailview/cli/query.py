"""`trailview query`: the headless twin of the screen."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from trailview.cli.answering import answered, conclude
from trailview.cli.asked import question_of, usual_time
from trailview.cli.emptiness import say_why_empty
from trailview.cli.said import say_all
from trailview.cli.saved_questions import saved_question
from trailview.cli.standard import ReaderGoneError
from trailview.compose import services
from trailview.compose.aws import context_of, open_session
from trailview.compose.settings import fill, recorder, remember
from trailview.ending import closing
from trailview.errors import OutputError, UsageError
from trailview.plans.plan import Brings
from trailview.question.doubts import doubts
from trailview.question.query import Question, TimeRange
from trailview.search.export.export import export, export_plain
from trailview.search.export.formats import FORMATS, format_of
from trailview.search.export.how import Export
from trailview.search.export.rows import COLUMNS
from trailview.search.progress import Order, Progress

if TYPE_CHECKING:
    from trailview.question.saved import Saved
    from trailview.search.reading.records import Records
    from trailview.settings.memory import Memory


def run(arguments: argparse.Namespace) -> int:
    """Answer a question on standard output or in a file; the exit code. Raises TrailviewError."""
    memory = remember()
    _ask_saved(arguments, memory)  # a raw text says where it is asked: the settings come after it
    fill(arguments, memory.settings)
    usual_time(arguments, memory)
    question, zone = question_of(arguments.question, arguments)
    say_all(doubts(question.terms))
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
        order = Order("time", not arguments.oldest_first)
        is_own = getattr(arguments, "is_own_span", False)
        back = zone if is_own else None
        span = TimeRange(arguments.since or "", arguments.until or "", back)
        brings = Brings.RECORDS if FORMATS[how.format].has_records else Brings.MATCHES
        search = answered(session, question, zone, span, order, arguments.limit, brings=brings)
        progress = search.progress
        if len(progress.rows) or progress.plain or progress.error is None:
            with suppress(ReaderGoneError):  # what the answer lacks is told all the same
                _write(search.reading.records, progress, how, arguments.output)
        code = conclude(progress, is_verbose=arguments.verbose)
        say_why_empty(session, search, zone, asks=arguments.explain_empty)
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
