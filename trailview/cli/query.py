"""`trailview query`: the headless twin of the screen."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from contextlib import suppress
from datetime import tzinfo
from typing import TYPE_CHECKING

from trailview.cli import exit_codes
from trailview.cli.answering import answered, conclude
from trailview.cli.asked import now, question_of, usual_time
from trailview.cli.emptiness import say_why_empty
from trailview.cli.said import say_all
from trailview.cli.standard import ReaderGoneError
from trailview.cli.writing import how_to_write, written_to
from trailview.compose import services
from trailview.compose.aws import context_of, open_session
from trailview.compose.ending import closing
from trailview.compose.settings import fill, recorder, remember
from trailview.errors import UsageError
from trailview.frozen import replace
from trailview.plans.plan import Brings
from trailview.question.doubts import doubts
from trailview.question.query import Question, TimeRange
from trailview.search.export.formats import FORMATS
from trailview.search.export.rows import COLUMNS
from trailview.search.handoff.writing import write_events, write_table
from trailview.search.progress import Order, Progress

if TYPE_CHECKING:
    from trailview.context import Context
    from trailview.question.saved import Saved
    from trailview.search.export.heading import Heading
    from trailview.search.export.how import Export
    from trailview.search.reading.records import Records
    from trailview.search.session import Session
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
        from trailview.cli.saved_questions import saved_question

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
    by_path = services.reader_of(arguments.path).name if arguments.path else ""
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
    lost: list[str] = []
    how = how_to_write(arguments, zone, _columns(arguments), arguments.limit)
    how = replace(how, left_out=lost.append)
    context = context_of(arguments, memory.settings)
    session = open_session(context, arguments.backend, alone=True)
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
            if FORMATS[how.format].has_heading:
                how = replace(how, heading=_heading(session, context, question, progress, how))
            with suppress(ReaderGoneError):  # what the answer lacks is told all the same
                _write(search.reading.records, progress, how, arguments)
        code = conclude(progress, is_verbose=arguments.verbose)
        say_all(lost)
        say_why_empty(session, search, zone, asks=arguments.explain_empty)
        return exit_codes.INCOMPLETE if lost else code


def _heading(
    session: Session, context: Context, question: Question, progress: Progress, how: Export
) -> Heading:
    """What stands above the answer."""
    from trailview.search.handoff.answers import heading_of_answer
    from trailview.search.handoff.asked import origin_of

    backend = session.backends[0]
    plan = session.plan(question, backend)
    origin = origin_of(question, backend, session.title(backend), context, plan, progress)
    return heading_of_answer(progress, origin, how.limit, now())


def _write(
    records: Records, progress: Progress, how: Export, arguments: argparse.Namespace
) -> None:
    """Write the events; or the plain rows, where there are no events."""
    plain = progress.plain if not len(progress.rows) else None
    _check_columns(how.columns, COLUMNS if plain is None else plain.columns)
    with written_to(arguments.output) as out:
        redacts, question = arguments.redact, progress.question
        if plain is not None:
            write_table(plain, how, out, redacts=redacts, question=question)
        else:
            write_events(records, progress.rows, how, out, redacts=redacts, question=question)


def _check_columns(wanted: Sequence[str], there_are: Sequence[str]) -> None:
    for name in wanted:
        if name not in there_are:
            raise UsageError("No such column", repr(name), f"There are: {', '.join(there_are)}")


def _columns(arguments: argparse.Namespace) -> tuple[str, ...]:
    columns = tuple(filter(None, (arguments.columns or "").split(",")))
    if arguments.raw is None:
        _check_columns(columns, COLUMNS)
    return columns
