"""`trailview demo`: the screen over a bundled synthetic trail."""

from __future__ import annotations

import argparse

from trailview.cli.asked import question_of, remembered
from trailview.compose import app, files
from trailview.compose.origins import origins_of


def run(arguments: argparse.Namespace) -> int:
    """Open the screen over the demo's trail; the exit code."""
    memory = remembered(arguments)
    question, zone = question_of(arguments.question, arguments)
    session = files.open_demo()
    since, until = arguments.since, arguments.until
    return app.run_tui(session, question, zone, memory, since, until, origins=origins_of(memory))
