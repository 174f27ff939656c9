"""`trailview saved`: the saved questions, and what one of them is for."""

from __future__ import annotations

import argparse
import shlex

from trailview.cli import exit_codes
from trailview.cli.saved_questions import questions
from trailview.compose.settings import remember
from trailview.events.text import printable
from trailview.question.saved import Saved, find_saved


def run(arguments: argparse.Namespace) -> int:
    """List the saved questions, or show one; the exit code. Raises UsageError for no name."""
    found = questions(remember())
    if arguments.name:
        _show(find_saved(arguments.name, found))
    else:
        width = max(map(len, found))
        for question in found.values():
            backend = f"{question.backend}: " if question.backend else ""
            print(printable(f"{question.name:<{width}}  {backend}{question.text}"))
    return exit_codes.COMPLETE


def _show(question: Saved) -> None:
    params = "".join(f" --param {name}=…" for name in question.parameters)
    first, *more = question.text.split("\n")
    lines = [
        f"{'raw text' if question.backend else 'question':<12} {first}",
        *(f"{'':<12} {line}" for line in more),
        *([f"backend      {question.backend}"] if question.backend else []),
        f"why          {question.why or '-'}",
        f"time range   {question.since or 'the usual one'}",
        f"to ask it    trailview query --saved {shlex.quote(question.name)}{params}",
    ]
    for line in lines:
        print(printable(line))
