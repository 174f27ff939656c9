"""`trailview browse`, also without its name: the screen over AWS."""

from __future__ import annotations

import argparse

from trailview.cli.asked import question_of, usual_time
from trailview.cli.exit_codes import COMPLETE
from trailview.compose import app, services
from trailview.compose.aws import context_of, said_by
from trailview.compose.origins import origins_of
from trailview.compose.settings import fill, remember
from trailview.context import Context


def run(arguments: argparse.Namespace) -> int:
    """Open the screen, after a setup where nothing was ever set; the exit code."""
    memory = remember()
    if memory.is_new and app.has_terminal():
        from trailview.compose.first_run import set_up, take

        answers = set_up(memory, arguments.profile, arguments.region)
        if answers is None:
            return COMPLETE
        take(arguments, answers, memory.settings)
    fill(arguments, memory.settings)
    usual_time(arguments, memory)
    question, zone = question_of(arguments.question, arguments)
    since, until = arguments.since, arguments.until
    if not services.row_of(arguments.backend).is_service:
        from trailview.compose.files import open_on_screen

        context = context_of(arguments, memory.settings)
        session = open_on_screen(
            arguments.path,
            memory.settings,
            is_kept=not arguments.no_cache,
            context=Context(context.profiles, context.regions),
        )
        return app.run_tui(
            session, question, zone, memory, since, until, origins=origins_of(memory)
        )
    from trailview.compose.identities import open_as_anybody

    said, first = said_by(arguments), arguments.backend
    session, identities = open_as_anybody(said, first, lambda: memory.settings)
    origins = origins_of(memory, identities)
    return app.run_tui(session, question, zone, memory, since, until, identities, origins)
