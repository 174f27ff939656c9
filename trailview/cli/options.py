"""What can be typed: every command and option of the command line, and their documentation."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Final, NoReturn

from trailview import __version__
from trailview.errors import UsageError
from trailview.search.export.formats import FORMATS

BROWSE: Final = "browse"
"""The command that is meant where none is typed: the screen over AWS."""
FILES: Final = "files"
BACKENDS: Final = ("history", "logs", "insights", "athena", FILES)
"""What can be asked, by the names of trailview.plans.catalog; the first is asked unless said."""

_EPILOG: Final = """\
Without a command: trailview [QUESTION] [options] opens the screen on AWS;
trailview browse --help lists its options.

exit codes: 0 complete, 1 failed, 2 usage or question not understood,
3 incomplete (something could not be read), 4 credentials, 130 interrupted

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

    browse = _command(commands, BROWSE, "browse what AWS keeps, on the screen")
    browse.add_argument("question", nargs="?", default="", help="the question to begin with")
    _add_backend(browse, [name for name in BACKENDS if name != FILES])
    _add_services(browse)
    _add_time(browse)

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
    _add_raw(query)
    _add_backend(query)
    _add_paths(query)
    _add_services(query)
    _add_time(query)
    query.add_argument("--limit", type=_count, metavar="N", help="at most N events")
    query.add_argument(
        "--format",
        choices=list(FORMATS),
        help="how to write them (default: what --output ends with, else table)",
    )
    query.add_argument("--output", metavar="FILE", help="write to FILE, whole or not at all")
    query.add_argument("--columns", metavar="A,B", help="columns of table, csv and parquet")
    query.add_argument("--oldest-first", action="store_true", help="instead of newest first")
    query.add_argument(
        "--saved", metavar="NAME", help="ask a saved question; typed terms narrow it"
    )
    query.add_argument(
        "--param",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a value for a parameter of the saved question; may be given again",
    )

    explain = _command(commands, "explain", "say how a question would be answered; asks nobody")
    explain.add_argument("question", nargs="?", default="", help="the question")
    _add_raw(explain)
    _add_backend(explain)
    _add_paths(explain)
    _add_services(explain)
    _add_time(explain)

    _add_who(_command(commands, "who", "who is behind a key, an event or a session"))

    login = _command(commands, "login", "log in to AWS: SSO in a browser, or an MFA code")
    _add_profile(login)

    doctor = _command(commands, "doctor", "try what the backends need of AWS, and say what to do")
    _add_profile(doctor)
    doctor.add_argument("--region", metavar="R", default="", help="the AWS Region to try it in")
    _add_places(doctor)
    doctor.add_argument(
        "--format", choices=("table", "json"), default="table", help="how to write it"
    )

    athena = _command(commands, "athena", "make ready what the athena backend needs")
    kinds = athena.add_subparsers(
        dest="kind", metavar="COMMAND", required=True, parser_class=_Parser
    )
    _add_ddl(_command(kinds, "ddl", "print the statement that makes a trail's table"))
    _add_remembered(commands)
    return top


def _add_who(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "subject",
        metavar="KEY|EVENT_ID|ARN",
        help="an access key ID, an event ID, or the ARN of a user, role or session",
    )
    command.add_argument(
        "--forward",
        action="store_true",
        help="what leads back to it instead: its calls and the sessions it began; "
        "a person's name will do as well",
    )
    command.add_argument(
        "--format",
        choices=("tree", "json", "markdown"),
        default="tree",
        help="how to write it (default: %(default)s)",
    )
    command.add_argument(
        "--yes",
        action="store_true",
        help="make more than 20 calls, and such as cost money, unasked",
    )
    _add_backend(command)
    _add_paths(command)
    _add_services(command)
    _add_time(command)


def _add_ddl(command: argparse.ArgumentParser) -> None:
    for option, metavar, doc in (
        ("--bucket", "B", "the trail's bucket (default: that of the trail there is)"),
        ("--prefix", "P", "what the bucket's keys begin with, before AWSLogs"),
        ("--account", "A[,A]", "the accounts (default: your own; all of an organization)"),
        ("--region", "R[,R]", "the Regions; the first is asked (default: the trail's)"),
        ("--organization", "ID", "the ID of the organization that the trail is of: o-…"),
        (
            "--database",
            "D",
            "the table's database (default: that set for the profile, else default)",
        ),
        ("--profile", "P", "the AWS profile"),
    ):
        command.add_argument(option, metavar=metavar, default="", help=doc)
    command.add_argument(
        "--name",
        metavar="T",
        default="",
        help="the table's name (default: that set for the profile, else cloudtrail_logs)",
    )
    command.add_argument(
        "--since-year",
        type=_count,
        metavar="Y",
        default=2020,
        help="the year from which on there are events (default: %(default)s)",
    )
    command.add_argument("--run", action="store_true", help="make the table, and do not just print")
    _add_athena(command)


def _add_remembered(commands: argparse._SubParsersAction[_Parser]) -> None:
    """The commands about what is remembered."""
    config = _command(commands, "config", "show, edit and check the settings")
    config.add_argument(
        "action",
        choices=("path", "show", "edit", "check", "setup"),
        help="where they are; what is in force; open $VISUAL or $EDITOR; what is wrong in them; "
        "look in AWS for what to set",
    )
    history = _command(commands, "history", "list the questions that were asked")
    history.add_argument("--search", metavar="TEXT", default="", help="those with all these words")
    history.add_argument("--limit", type=_count, metavar="N", default=50, help="at most N (50)")
    history.add_argument("--format", choices=("table", "json"), default="table", help="how")
    saved = _command(commands, "saved", "list the saved questions, or show one")
    saved.add_argument("name", nargs="?", metavar="NAME", help="the one to show, and why to ask it")


def _command(
    commands: argparse._SubParsersAction[_Parser], name: str, doc: str
) -> argparse.ArgumentParser:
    return commands.add_parser(name, help=doc, description=f"{doc}.", allow_abbrev=False)


def _add_time(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--since",
        metavar="T",
        help="from then on: 4h, 2026-11-01T13:10, mon 9:00; both ends: 9:00-10:30",
    )
    command.add_argument("--until", metavar="T", help="until then, that second excluded")
    command.add_argument(
        "--time-zone",
        metavar="ZONE",
        help="for times shown and typed: UTC (default), local, or a name like Europe/Berlin",
    )


def _add_backend(command: argparse.ArgumentParser, backends: Sequence[str] = BACKENDS) -> None:
    default = f"{FILES} with --path, else {BACKENDS[0]}" if FILES in backends else BACKENDS[0]
    command.add_argument("--backend", choices=backends, help=f"where to ask (default: {default})")


def _add_raw(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--raw",
        metavar="TEXT",
        help="in place of a question: a filter pattern, an Insights query or SQL, run as it is",
    )


def _add_paths(command: argparse.ArgumentParser) -> None:
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
        "--region",
        metavar="R[,R]",
        default="",
        help="AWS Regions, or all that are enabled: all (default: AWS_REGION, else the profile's)",
    )
    _add_places(command)
    command.add_argument(
        "--athena-reuse",
        type=_count,
        metavar="MINUTES",
        default=0,
        help="take the result of the same query where one is not older than that",
    )
    command.add_argument(
        "--allow-full-scan",
        action="store_true",
        help="let athena read the whole table where a question tells no partition",
    )


def _add_places(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--log-group", metavar="G", default="", help="the log group, for logs and insights"
    )
    command.add_argument(
        "--athena-table",
        metavar="DB.T",
        default="",
        help="the database and table, for athena (default: the best that there is)",
    )
    _add_athena(command)


def _add_athena(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--athena-workgroup", metavar="W", default="", help="the workgroup (default: primary)"
    )
    command.add_argument(
        "--athena-output",
        metavar="S3URI",
        default="",
        help="where results go: s3://BUCKET/PREFIX/ (default: what the workgroup says)",
    )


def _add_profile(command: argparse.ArgumentParser) -> None:
    command.add_argument("profile", nargs="?", default="", metavar="PROFILE", help="the profile")


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return number
