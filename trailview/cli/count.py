"""`trailview count`: how many events there are, by one or two columns."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import tzinfo
from typing import TYPE_CHECKING, Final

from trailview.backends.plain import PlainTable
from trailview.cli.answering import answered, conclude
from trailview.cli.asked import question_of, remembered, usual_time
from trailview.cli.said import say_all
from trailview.cli.standard import ReaderGoneError
from trailview.compose import services
from trailview.compose.aws import context_of, open_session
from trailview.compose.ending import closing
from trailview.compose.settings import recorder
from trailview.errors import UsageError
from trailview.events.text import counted
from trailview.plans.counting import COUNT
from trailview.plans.plan import Brings
from trailview.question.doubts import doubts
from trailview.question.query import Question, TimeRange
from trailview.search.counting import COUNTED_BY, Counts, counts_of
from trailview.search.export.export import export_plain
from trailview.search.export.how import Export
from trailview.search.export.json import JsonWriter
from trailview.search.reach import size

if TYPE_CHECKING:
    from trailview.search.progress import Progress
    from trailview.settings.memory import Memory

_MOST: Final = 2
"""Columns to count by."""


def run(arguments: argparse.Namespace) -> int:
    """Count on standard output; the exit code. Raises TrailviewError."""
    by = _columns(arguments.by)
    memory = remembered(arguments)
    usual_time(arguments, memory)
    question, zone = question_of(arguments.question, arguments)
    say_all(doubts(question.terms))
    try:
        return _count(question, zone, by, arguments, memory)
    finally:
        say_all(memory.troubles)


def _columns(text: str) -> tuple[str, ...]:
    """What is counted by. Raises UsageError."""
    by = tuple(name.strip() for name in text.split(","))
    unknown = [name for name in by if name not in COUNTED_BY]
    if unknown or len(by) > _MOST or len({*by}) < len(by):
        said = f"{unknown[0]!r} is no column to count by." if unknown else "One column, or two."
        raise UsageError("--by", said, f"There are: {', '.join(COUNTED_BY)}")
    return by


def _count(
    question: Question,
    zone: tzinfo,
    by: tuple[str, ...],
    arguments: argparse.Namespace,
    memory: Memory,
) -> int:
    context = context_of(arguments, memory.settings)
    session = open_session(context, arguments.backend, by, alone=True)
    session.remember_with(recorder(memory))
    with closing(session):
        row = services.row_of(arguments.backend)
        if row.charged_by:
            say_all((session.plan(question, row.name).estimate,))
        span = TimeRange(arguments.since or "", arguments.until or "")
        progress = answered(session, question, zone, span, brings=Brings.MATCHES).progress
        if len(progress.rows) or progress.plain or progress.error is None:
            with suppress(ReaderGoneError):  # what the answer lacks is told all the same
                _write(counts_of(progress, by), arguments)
        say_all(_scanned(progress))
        return conclude(progress, is_verbose=arguments.verbose)


def _scanned(progress: Progress) -> Iterator[str]:
    """What a service that charges has read for it."""
    if progress.tally.cost is not None:
        yield f"{size(progress.tally.bytes)} scanned, ${progress.tally.cost:,.4f}"


def _write(counts: Counts, arguments: argparse.Namespace) -> None:
    """Write the most frequent; what they leave out is told."""
    shown, rest = counts.rows[: arguments.top], counts.rows[arguments.top :]
    out, is_terminal = sys.stdout.buffer, sys.stdout.isatty()
    columns = (*counts.by, COUNT)
    width = shutil.get_terminal_size().columns if is_terminal else None
    how = Export(arguments.format, is_terminal=is_terminal, width=width)
    if arguments.format in ("json", "ndjson"):
        objects = (dict(zip(columns, (*texts, n), strict=True)) for texts, n in shown)
        JsonWriter(arguments.format == "json").write_objects(objects, how, out)
    else:
        cells = tuple((*texts, str(n)) for texts, n in shown)
        export_plain(PlainTable(columns, cells), how, out)
    out.flush()
    if rest:
        left = sum(n for _, n in rest)
        say_all(
            (f"{counted(len(rest), 'more row')}, of {counted(left, 'event')}: --top shows more",)
        )
