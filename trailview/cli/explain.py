"""`trailview explain`: how a question would be answered."""

from __future__ import annotations

import argparse

from trailview.cli.asked import now, question_of, remembered, usual_time
from trailview.cli.exit_codes import COMPLETE
from trailview.cli.said import say_all
from trailview.compose import services
from trailview.compose.aws import context_of, way_of
from trailview.compose.kept import outlook_of
from trailview.compose.surroundings import first_region
from trailview.events.text import printable
from trailview.question.doubts import doubts
from trailview.question.write import format_terms


def run(arguments: argparse.Namespace) -> int:
    """Print the plan for a question; nobody is asked. The exit code."""
    at, memory = now(), remembered(arguments)
    usual_time(arguments, memory)
    question, _ = question_of(arguments.question, arguments, at)
    say_all(memory.troubles)
    row, context = services.row_of(arguments.backend), context_of(arguments, memory.settings)
    way = way_of(context)
    scope = row.scope(context, first_region(context), at)
    made = services.planned(row, question, row.recall(context, way, scope) or scope)
    lines = [f"backend      {made.backend}", f"request      {made.request}"]
    for name, terms in (
        ("pushed", made.pushed),
        ("checked here", made.residual),
        ("approximate", made.approximate),
    ):
        lines += [f"{name:<12} {format_terms((term,))}" for term in terms] or [f"{name:<12} -"]
    lines.append(f"estimate     {made.estimate}")
    ahead = outlook_of(row, context, way, question, at)
    lines += [f"ahead        {ahead}"] if ahead else []
    lines += [f"note         {note}" for note in (*made.notes, *row.survey(context, question))]
    lines += [f"warning      {doubt}" for doubt in doubts(question.terms)]
    for line in "\n".join(lines).split("\n"):
        print(printable(line))
    return COMPLETE
