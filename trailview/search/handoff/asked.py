"""What events were found with: the question, the command that asks it, and what of it was read."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Final

from trailview.context import Context
from trailview.events.text import counted
from trailview.events.times import iso
from trailview.plans.plan import Plan
from trailview.question.query import Question, Window
from trailview.search.progress import Progress, State
from trailview.settings.marks import Origin

_SHOWN: Final = 20
"""Problems that are told one by one."""
_PROGRAM: Final = "trailview"


def origin_of(
    question: Question,
    backend: str,
    place: str,
    context: Context,
    plan: Plan | None,
    progress: Progress,
) -> Origin:
    """What an answer's events were found with; `plan` is None where there can be none."""
    window = progress.question.window
    return Origin(
        question=question.text,
        since="" if window.since is None else iso(window.since),
        until="" if window.until is None else iso(window.until),
        backend=backend,
        place=place,
        command=command_of(question, window, backend, context, plan),
        read=tuple(read_lines(progress)),
    )


def command_of(
    question: Question, window: Window, backend: str, context: Context, plan: Plan | None
) -> str:
    """What a person types to ask the same: a line for each profile.

    What the service itself is asked stands below, as a comment, where that is a command of the
    AWS CLI.
    """
    request = "" if plan is None else plan.request
    if request.startswith(f"{_PROGRAM} "):
        return request
    lines = [shlex.join(_words(question, window, backend, context, p)) for p in context.profiles]
    if request:
        lines += ["# which asks:", *(f"# {line}" for line in request.split("\n"))]
    return "\n".join(lines)


def _words(
    question: Question, window: Window, backend: str, context: Context, profile: str
) -> Iterator[str]:
    yield from (_PROGRAM, "query", "--backend", backend)
    if profile:
        yield from ("--profile", profile)
    if context.regions:
        yield from ("--region", ",".join(context.regions))
    for name, value in context.options:
        for text in (
            (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
        ):
            yield from (f"--{name.replace('_', '-')}", text)
    if window.since is not None:
        yield from ("--since", iso(window.since))
    if window.until is not None:
        yield from ("--until", iso(window.until))
    if question.raw:
        yield from ("--raw", question.raw)
    elif question.text:
        yield from (*(["--"] if question.text.startswith("-") else []), question.text)


def read_lines(progress: Progress) -> Iterator[str]:
    """What has been read for an answer, and all that has not: a line each, the worst first."""
    yield _state_line(progress)
    yield f"read: {_tally(progress)}; {counted(len(progress.rows), 'event')} found"
    if progress.plain is not None and len(progress.rows):
        yield f"not among them: {counted(len(progress.plain), 'row')} without a record"
    if progress.clipped:
        yield "not read: some of the time range is out of reach"
    problems = progress.problems
    yield from (f"not read: {problem}" for problem in problems[:_SHOWN])
    if len(problems) > _SHOWN:
        yield f"not read: {counted(len(problems) - _SHOWN, 'more place')}"
    yield from progress.passed_over
    yield from progress.notes
    if progress.record_note and len(progress.rows):
        yield progress.record_note


def is_whole(progress: Progress) -> bool:
    """Whether an answer lacks nothing of what was asked."""
    return progress.state is State.DONE and not (
        progress.problems or progress.clipped or progress.can_go_on
    )


def _state_line(progress: Progress) -> str:
    covered = progress.covered
    back = "" if covered is None or covered.since is None else f" back to {iso(covered.since)}"
    if is_whole(progress):
        return "complete: all of it was read"
    if progress.state is State.FAILED:
        error = progress.error
        why = "" if error is None else f": {error.title}: {error.message}"
        return f"INCOMPLETE: reading failed{why}; read{back or ' in part'}"
    if progress.state is State.CANCELLED:
        return f"INCOMPLETE: reading was stopped; read{back or ' in part'}"
    if not progress.state.is_over:
        return f"INCOMPLETE: it was still being read; read{back or ' in part'}"
    if progress.can_go_on and not (progress.problems or progress.clipped):
        return f"read as far as was wanted{back and f', {back.strip()}'}: there may be more"
    return f"INCOMPLETE: not all could be read; read{back or ' in part'}"


def _tally(progress: Progress) -> str:
    tally = progress.tally
    parts = [counted(tally.records, "record")]
    if tally.files:
        of = "" if tally.of_files is None else f" of {tally.of_files:,}"
        parts.append(f"{tally.files:,}{of} {'pages' if progress.is_of_service else 'files'}")
    return ", ".join(parts)
