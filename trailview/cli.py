"""The command line: what was typed, checked, and handed to the part that does it.

Imports nothing heavy: `--help` and `--version` answer at once, and what a
command needs is imported when it runs.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, NoReturn

from trailview import __version__
from trailview.errors import QuestionError, TrailviewError, UsageError

if TYPE_CHECKING:
    from datetime import tzinfo

    from trailview.question.query import Question

COMPLETE: Final = 0
FAILED: Final = 1
USAGE: Final = 2
INCOMPLETE: Final = 3
INTERRUPTED: Final = 130

FILES: Final = "files"
BACKENDS: Final = ("history", "logs", "insights", FILES)
"""What can be asked, by the names of trailview.plans.catalog."""
SERVICES_SINCE: Final = "4h"
"""How far back AWS is asked where no time is given."""

_EPILOG: Final = """\
exit codes: 0 complete, 1 failed, 2 usage or question not understood,
3 incomplete (something could not be read), 130 interrupted

The question language: user:alice -event:Describe* ip:203.0.113.0/24 "free text"
"""


class _Parser(argparse.ArgumentParser):
    """Reports wrong usage as an error of ours."""

    def error(self, message: str) -> NoReturn:
        raise UsageError("Usage", message, f"See: {self.prog} --help")


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    top = _Parser(
        prog="trailview",
        description="Who did this in our AWS account, from where, when, and with which key?",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"trailview {__version__}")
    commands = top.add_subparsers(
        dest="command", metavar="COMMAND", required=True, parser_class=_Parser
    )

    opened = _command(commands, "open", "browse log files and folders on the screen")
    opened.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="a file or folder of CloudTrail logs, or - for standard input; "
        "a last argument that is no path is the question",
    )
    opened.add_argument("-Q", "--question", help="the question to begin with")
    _add_time(opened)

    demo = _command(commands, "demo", "browse a bundled synthetic trail: no AWS account needed")
    demo.add_argument("question", nargs="?", default="", help="the question to begin with")
    _add_time(demo)

    query = _command(commands, "query", "answer a question on standard output")
    query.add_argument("question", nargs="?", default="", help="which events; all without it")
    _add_source(query)
    _add_time(query)
    query.add_argument("--limit", type=_count, metavar="N", help="at most N events")
    query.add_argument(
        "--format",
        choices=("table", "ndjson", "json", "csv", "parquet"),
        help="how to write them (default: what --output ends with, else table)",
    )
    query.add_argument("--output", metavar="FILE", help="write to FILE, whole or not at all")
    query.add_argument("--columns", metavar="A,B", help="columns of table, csv and parquet")
    query.add_argument("--oldest-first", action="store_true", help="instead of newest first")

    explain = _command(commands, "explain", "say how a question would be answered; asks nobody")
    explain.add_argument("question", nargs="?", default="", help="the question")
    _add_source(explain, BACKENDS)
    _add_services(explain)
    _add_time(explain)
    return top


def _command(
    commands: argparse._SubParsersAction[_Parser], name: str, doc: str
) -> argparse.ArgumentParser:
    return commands.add_parser(name, help=doc, description=f"{doc}.", allow_abbrev=False)


def _add_time(command: argparse.ArgumentParser) -> None:
    command.add_argument("--since", metavar="T", help="from then on: 4h, 2026-11-01T13:10, today")
    command.add_argument("--until", metavar="T", help="until then, that second excluded")
    command.add_argument(
        "--time-zone",
        metavar="ZONE",
        default="UTC",
        help="for times shown and typed: UTC (default), local, or a name like Europe/Berlin",
    )


def _add_source(command: argparse.ArgumentParser, backends: Sequence[str] = (FILES,)) -> None:
    command.add_argument("--backend", choices=backends, default=FILES, help="where to ask")
    command.add_argument(
        "--path",
        action="append",
        default=[],
        metavar="PATH",
        help="a file or folder of logs, or - for standard input; may be given again",
    )


def _add_services(command: argparse.ArgumentParser) -> None:
    command.add_argument("--profile", metavar="P", default="", help="the AWS profile")
    command.add_argument(
        "--region", metavar="R", default="", help="the AWS Region (default: AWS_REGION)"
    )
    command.add_argument(
        "--log-group", metavar="G", default="", help="the log group, for logs and insights"
    )


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return number


def run(argv: Sequence[str]) -> int:
    """Carry out a command line; its exit code. Messages go to standard error."""
    try:
        arguments = parser().parse_args(_with_hint(argv))
        return _RUN[arguments.command](arguments)
    except QuestionError as error:
        _say(f"trailview: {error.title}: {error.message}\n{error.pointer()}", error.hint)
        return USAGE
    except UsageError as error:
        _say(f"trailview: {error.title}: {error.message}", error.hint)
        return USAGE
    except TrailviewError as error:
        _say(f"trailview: {error.title}: {error.message}", error.hint)
        return FAILED
    except KeyboardInterrupt:
        _say("trailview: interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has had enough; there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return COMPLETE


def _with_hint(argv: Sequence[str]) -> Sequence[str]:
    if argv and (argv[0] in _RUN or argv[0] in ("-h", "--help", "--version")):
        return argv
    raise UsageError(
        "Nothing to ask",
        "trailview needs a source of events." if not argv else f"{argv[0]!r} is no command.",
        "Try: trailview demo, trailview open PATH, or trailview --help",
    )


def _say(message: str, hint: str = "") -> None:
    from trailview.events.text import printable

    for line in filter(None, (*message.split("\n"), *hint.split("\n"))):
        print(printable(line), file=sys.stderr)


def _zone(name: str) -> tzinfo:
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    if name.upper() in ("UTC", "Z"):
        return UTC
    if name == "local":
        local = datetime.now().astimezone().tzinfo
        return local or UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError(
            "No such time zone", repr(name), "Names are like Europe/Berlin; or UTC, or local."
        ) from None


def question_of(
    text: str, arguments: argparse.Namespace, now: int | None = None
) -> tuple[Question, tzinfo]:
    """The question and time zone of a command line. Raises QuestionError, UsageError."""
    from trailview.question.parse import parse
    from trailview.question.query import Question
    from trailview.question.when import window

    zone = _zone(arguments.time_zone)
    span = window(arguments.since, arguments.until, _now() if now is None else now, zone)
    return Question(parse(text), span), zone


def _now() -> int:
    import time

    return int(time.time())


def _open(arguments: argparse.Namespace) -> int:
    from trailview import compose

    paths, text = _paths_and_question(arguments.paths, arguments.question)
    question, zone = question_of(text, arguments)
    data = 0
    if compose.STDIN in paths:
        data = compose.keyboard_from_terminal()
    return compose.run_tui(compose.open_files(paths, data), question, zone)


def _paths_and_question(paths: list[str], question: str | None) -> tuple[list[str], str]:
    """Tell a trailing question from a path: it is none that exists, and reads like a question."""
    last = paths[-1]
    if question is not None or len(paths) == 1 or last == "-" or os.path.lexists(last):
        return paths, question or ""
    if ":" in last or " " in last or last.startswith(('"', "-")):
        return paths[:-1], last
    raise UsageError(
        "No such file or folder",
        repr(last),
        "If it is meant as a question, put it behind --question.",
    )


def _demo(arguments: argparse.Namespace) -> int:
    from trailview import compose

    question, zone = question_of(arguments.question, arguments)
    return compose.run_tui(compose.open_demo(), question, zone)


def _query(arguments: argparse.Namespace) -> int:
    from trailview.cli_query import run_query

    question, zone = question_of(arguments.question, arguments)
    return run_query(question, zone, arguments)


def _explain(arguments: argparse.Namespace) -> int:
    from trailview.cli_query import run_explain

    now = _now()
    if arguments.backend != FILES and arguments.since is None and arguments.until is None:
        arguments.since = SERVICES_SINCE
    question, _ = question_of(arguments.question, arguments, now)
    return run_explain(question, now, arguments)


_RUN: Final[dict[str, Callable[[argparse.Namespace], int]]] = {
    "open": _open,
    "demo": _demo,
    "query": _query,
    "explain": _explain,
}
