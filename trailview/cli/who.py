"""`trailview who`: from a key back to whoever is behind it, and the other way round."""

from __future__ import annotations

import argparse
from contextlib import AbstractContextManager
from functools import partial
from typing import TYPE_CHECKING

from trailview.cli import exit_codes
from trailview.cli.asked import now, question_of, remembered
from trailview.cli.following import allow, clear_line, clock, show, show_hops
from trailview.cli.said import say_all
from trailview.compose import services
from trailview.compose.aws import context_of, open_session
from trailview.compose.who import Tracing, lacks, over_files, over_service, usual_window
from trailview.errors import UsageError
from trailview.events.lookups import Missing
from trailview.events.subject import Subject, subject_of
from trailview.question.query import Window
from trailview.search.who import written

if TYPE_CHECKING:
    from trailview.settings.memory import Memory


def run(arguments: argparse.Namespace) -> int:
    """Write the chain, or the tree, to standard output; the exit code. Raises TrailviewError."""
    subject, memory = _subject(arguments), remembered(arguments)
    say_all(memory.troubles)
    question, zone = question_of("", arguments)
    with _asked(arguments, memory, question.window) as asked:
        if arguments.forward:
            root, gaps = asked.tree(subject)
            missing = lacks(subject, gaps)
            objects = written.tree_object(
                subject.text, root, [written.missing_object(one) for one in missing], asked.calls()
            )
            lines = written.tree_lines(subject.text, root, clock(zone))
        else:
            chain = asked.chain(subject, partial(show_hops, asked.calls))
            missing = chain.missing
            objects = written.chain_object(chain, asked.calls())
            lines = written.chain_lines(chain, clock(zone))
            say_all(chain.notes)
        _write(arguments.format, subject, objects, lines, missing)
        say_all(asked.problems)
        is_whole = not (missing or asked.problems)
        return exit_codes.COMPLETE if is_whole else exit_codes.INCOMPLETE


def _subject(arguments: argparse.Namespace) -> Subject:
    found = subject_of(arguments.subject)
    if found is not None and not (found.event and arguments.forward):
        return found
    if arguments.forward and arguments.subject.strip() and found is None:
        return Subject(arguments.subject.strip())
    raise UsageError(
        "Who is meant?",
        repr(arguments.subject),
        "Give an access key ID (AKIA…, ASIA…), an event ID, or an ARN of IAM or STS; "
        "with --forward a key, an ARN, or a person's name.",
    )


def _asked(
    arguments: argparse.Namespace, memory: Memory, window: Window
) -> AbstractContextManager[Tracing]:
    row = services.row_of(arguments.backend)
    if not row.is_service:
        context = context_of(arguments, memory.settings)
        return over_files(open_session(context, row.name), show)
    window = usual_window(window, row.name, now())
    return over_service(arguments, memory.settings, window, allow(arguments), show)


def _write(
    style: str,
    subject: Subject,
    objects: dict[str, object],
    lines: list[str],
    missing: tuple[Missing, ...],
) -> None:
    """The result on standard output; as a tree, what is missing on standard error."""
    clear_line()
    texts = [written.missing_text(one) for one in missing]
    if style == "json":
        print(written.as_json(objects))
    elif style == "markdown":
        print(written.markdown(subject.text, lines, texts))
    else:
        print("\n".join(lines))
    if style == "tree":
        say_all(texts)
