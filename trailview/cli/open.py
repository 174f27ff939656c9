"""`trailview open`: the screen over log files, or over those in a bucket."""

from __future__ import annotations

import argparse
import os

from trailview.cli.asked import question_of, remembered, usual_time
from trailview.compose import app, files, services
from trailview.compose.origins import origins_of
from trailview.errors import UsageError


def run(arguments: argparse.Namespace) -> int:
    """Open the screen over files, folders, standard input or buckets; the exit code."""
    memory = remembered(arguments)
    paths, text = _paths_and_question(arguments.paths, arguments.question)
    row = services.reader_of(paths)
    arguments.backend, arguments.path = row.name, paths
    usual_time(arguments, memory)
    question, zone = question_of(text, arguments)
    if row.is_service:
        from trailview.compose.aws import said_by
        from trailview.compose.identities import open_as_anybody

        session, identities = open_as_anybody(said_by(arguments), row.name, lambda: memory.settings)
        origins = origins_of(memory, identities)
        since, until = arguments.since, arguments.until
        return app.run_tui(session, question, zone, memory, since, until, identities, origins)
    data = 0
    if files.STDIN in paths:
        data = app.keyboard_from_terminal()
    session = files.open_on_screen(
        paths,
        memory.settings,
        stdin=data,
        most=arguments.inflate_limit,
        late=arguments.late_by,
        is_kept=not arguments.no_cache,
    )
    since, until = arguments.since, arguments.until
    return app.run_tui(session, question, zone, memory, since, until, origins=origins_of(memory))


def _paths_and_question(paths: list[str], question: str | None) -> tuple[list[str], str]:
    """Tell a trailing question from a path: it is none that exists, and reads like a question."""
    last = paths[-1]
    if question is not None or len(paths) == 1 or _is_path(last):
        return paths, question or ""
    if ":" in last or " " in last or last.startswith(('"', "-")):
        return paths[:-1], last
    raise UsageError(
        "No such file or folder",
        repr(last),
        "If it is meant as a question, put it behind --question.",
    )


def _is_path(text: str) -> bool:
    return text == files.STDIN or services.reader_of([text]).is_service or os.path.lexists(text)
