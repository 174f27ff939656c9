"""What a handoff says of how its events were found: the command, and what was and was not read."""

from __future__ import annotations

import shlex
from dataclasses import replace

import pytest

from tests.progress import reading_state
from trailview.backends.base import Problem, Tally
from trailview.cli.commands import parser
from trailview.context import Context
from trailview.errors import SourceError
from trailview.plans.plan import Plan
from trailview.question.parse import parse
from trailview.question.query import Question, Window
from trailview.search.handoff.asked import command_of, origin_of, read_lines
from trailview.search.progress import Progress, State
from trailview.store.rows import no_rows

ASKED = Question(parse("-is:read user:alice"), Window(1_700_000_000, 1_700_003_600))
CONTEXT = Context(
    ("prod",), ("us-east-1", "eu-west-1"), options=(("allow_full_scan", 1), ("log_group", "g h"))
)


def progress(state: State = State.DONE, **members: object) -> Progress:
    reading = reading_state(tally=Tally(files=2, of_files=3, records=10))
    return replace(Progress(ASKED, no_rows(), state, reading), **members)  # type: ignore[arg-type]  # named by the test


def test_the_command_is_one_that_is_understood() -> None:
    plan = Plan("logs", ASKED, (), (), (), "aws logs filter-log-events\n --x", "")
    command = command_of(ASKED, ASKED.window, "logs", CONTEXT, plan)
    first, *rest = command.split("\n")
    arguments = parser().parse_args(shlex.split(first)[1:])
    assert (arguments.backend, arguments.profile, arguments.log_group) == ("logs", "prod", "g h")
    assert arguments.region == "us-east-1,eu-west-1"
    assert arguments.since == "2023-11-14T22:13:20Z"
    assert arguments.question == ASKED.text
    assert rest == ["# which asks:", "# aws logs filter-log-events", "#  --x"]


def test_files_and_raw_texts_have_commands_of_their_own() -> None:
    plan = Plan("files", ASKED, (), (), (), "trailview query --path x", "")
    assert command_of(ASKED, ASKED.window, "files", Context(), plan) == "trailview query --path x"
    raw = Question(raw="stats count(*)", window=ASKED.window)
    words = shlex.split(command_of(raw, raw.window, "insights", Context(), None))
    assert words[-2:] == ["--raw", "stats count(*)"]


def test_each_profile_has_its_command() -> None:
    both = Context(("a", "b"))
    assert command_of(ASKED, ASKED.window, "history", both, None).count("trailview query") == 2


@pytest.mark.parametrize(
    ("made", "first"),
    [
        (progress(), "complete: all of it was read"),
        (progress(State.READING), "INCOMPLETE: it was still being read; read in part"),
        (progress(State.CANCELLED), "INCOMPLETE: reading was stopped; read in part"),
        (
            progress(State.FAILED, error=SourceError("Gone", "x")),
            "INCOMPLETE: reading failed: Gone: x; read in part",
        ),
        (
            progress(record_problems=(Problem("a.gz", "", "cut"),)),
            "INCOMPLETE: not all could be read; read in part",
        ),
        (
            progress(reading=reading_state(can_go_on=True)),
            "read as far as was wanted: there may be more",
        ),
    ],
)
def test_the_first_line_says_whether_it_is_whole(made: Progress, first: str) -> None:
    assert next(read_lines(made)) == first


def test_what_was_not_read_is_listed() -> None:
    problems = tuple(Problem(f"{n}.gz", "", "cut") for n in range(23))
    lines = list(read_lines(progress(record_problems=problems)))
    assert "not read: 0.gz: cut" in lines
    assert lines[-1] == "not read: 3 more places"
    origin = origin_of(ASKED, "files", "/logs", Context(), None, progress())
    assert origin.since == "2023-11-14T22:13:20Z"
    assert origin.read[1] == "read: 10 records, 2 of 3 files; 0 events found"
