"""`trailview about`: one page of all that is known of a principal, key, address or resource."""

from __future__ import annotations

import argparse
import sys
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Final

from trailview.cli import exit_codes
from trailview.cli.asked import now, question_of, remembered
from trailview.cli.following import allow, clear_line, clock, show, show_taken
from trailview.cli.said import say_all
from trailview.compose import services
from trailview.compose.about import AboutSources, about_files, about_service
from trailview.compose.aws import context_of, open_session
from trailview.compose.who import usual_window
from trailview.errors import UsageError
from trailview.events.dossier.topic import Topic, topics_of
from trailview.question.query import Window
from trailview.search.about import written
from trailview.search.about.drive import about
from trailview.search.about.page import missing_lines, page_of, unknown_text
from trailview.search.who.written import as_json

if TYPE_CHECKING:
    from trailview.settings.memory import Memory

_MEANT: Final = (
    "Give an access key ID, the name or ARN of a user or role, an IP address, a resource's name, "
    "ID or ARN, or an event ID; user:, role:, resource: or ip: before it says which."
)


def run(arguments: argparse.Namespace) -> int:
    """Write the page to standard output; the exit code. Raises TrailviewError."""
    topics, memory = _topics(arguments), remembered(arguments)
    say_all(memory.troubles)
    question, zone = question_of("", arguments)
    with _sources(arguments, memory, question.window) as asked:
        found = about(topics, asked.sources)
        page = page_of(found, clock(zone), arguments.top)
        clear_line()
        if arguments.format == "json":
            print(as_json(written.about_object(found, asked.calls(), arguments.top)))
        else:
            print(written.markdown(page) if arguments.format == "markdown" else written.text(page))
        if not sys.stdout.isatty():  # there it stands at the top of the page
            say_all(filter(None, (unknown_text(found, clock(zone)), *missing_lines(found))))
        return exit_codes.COMPLETE if found.is_whole else exit_codes.INCOMPLETE


def _topics(arguments: argparse.Namespace) -> tuple[Topic, ...]:
    try:
        found = topics_of(arguments.subject)
    except ValueError as error:
        raise UsageError("What is meant?", str(error), _MEANT) from None
    if not found:
        raise UsageError("What is meant?", repr(arguments.subject), _MEANT)
    return found


def _sources(
    arguments: argparse.Namespace, memory: Memory, window: Window
) -> AbstractContextManager[AboutSources]:
    row = services.row_of(arguments.backend)
    if not row.is_service:
        context = context_of(arguments, memory.settings)
        return about_files(open_session(context, row.name), window, show, show_taken)
    window = usual_window(window, row.name, now())
    return about_service(arguments, memory.settings, window, allow(arguments), show, show_taken)
