"""Every command, a row each: what it is for and what it takes. Each is run by the file of its name.

Imports nothing heavy: `--help` answers at once, and a command's file is
imported when it runs.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module
from typing import Final

from trailview import __version__
from trailview.cli import options
from trailview.cli.options import Parser
from trailview.compose.backend_options import (
    ATHENA_OUTPUT,
    ATHENA_WORKGROUP,
    INFLATE_LIMIT,
    LATE_BY,
    NO_CACHE,
    REQUESTER_PAYS,
)
from trailview.frozen import Frozen

BROWSE: Final = "browse"
"""The command that is meant where none is typed: the screen over AWS."""

_EPILOG: Final = """\
Without a command: trailview [QUESTION] [options] opens the screen on AWS;
trailview browse --help lists its options.

exit codes: 0 complete, 1 failed, 2 usage or question not understood,
3 incomplete (something could not be read), 4 credentials, 129 hung up,
130 interrupted, 143 terminated

The question language: user:alice -event:Describe* ip:203.0.113.0/24 "free text"
"""


class Subcommand(Frozen):
    """One command."""

    name: str
    doc: str
    add: Callable[[Parser], None]
    """Adds what it takes to a parser of its own."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Carry it out; its exit code. Raises TrailviewError."""
        run: Callable[[argparse.Namespace], int] = import_module(f"{__package__}.{self.name}").run
        return run(arguments)


def _browse(command: Parser) -> None:
    options.add_question(command)
    options.add_service(command)
    options.add_services(command)
    options.add_time(command)


def _open(command: Parser) -> None:
    command.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="a file or folder of CloudTrail logs, - for standard input, or s3://BUCKET/PREFIX; "
        "a last argument that is no path is the question",
    )
    command.takes_question = True
    command.add_argument("-Q", "--question", help="the question to begin with")
    options.add_options(command, (INFLATE_LIMIT, LATE_BY))
    options.add_whom(command)
    options.add_options(command, (REQUESTER_PAYS, NO_CACHE))
    options.add_time(command)


def _demo(command: Parser) -> None:
    options.add_question(command)
    options.add_time(command)


def _query(command: Parser) -> None:
    from trailview.search.export.formats import FORMATS

    options.add_question(command, "which events; all without it")
    _add_where(command)
    command.add_argument("--limit", type=options.count, metavar="N", help="at most N events")
    command.add_argument(
        "--format",
        choices=list(FORMATS),
        help="how to write them (default: what --output ends with, else table)",
    )
    command.add_argument("--output", metavar="FILE", help="write to FILE, whole or not at all")
    command.add_argument("--columns", metavar="A,B", help="columns of table, csv and parquet")
    command.add_argument("--oldest-first", action="store_true", help="instead of newest first")
    options.add_redact(command)
    command.add_argument(
        "--verbose", action="store_true", help="say what was passed over in folders and archives"
    )
    command.add_argument(
        "--explain-empty",
        action="store_true",
        help="where nothing matches, ask a service that is free up to twice more, to say why",
    )
    command.add_argument(
        "--saved", metavar="NAME", help="ask a saved question; typed terms narrow it"
    )
    command.add_argument(
        "--param",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a value for a parameter of the saved question; may be given again",
    )


def _count(command: Parser) -> None:
    options.add_question(command, "which events; all without it")
    command.add_argument(
        "--by",
        default="",
        metavar="COLUMN[,COLUMN]",
        help="what to count by: one column of the table, or two",
    )
    command.add_argument(
        "--top", type=options.count, metavar="N", default=20, help="the N most frequent (20)"
    )
    command.add_argument(
        "--format",
        choices=("table", "json", "csv", "ndjson"),
        default="table",
        help="how to write them (default: %(default)s)",
    )
    command.add_argument(
        "--verbose", action="store_true", help="say what was passed over in folders and archives"
    )
    _add_where_and_when(command)


def _explain(command: Parser) -> None:
    options.add_question(command, "the question")
    _add_where(command)


def _add_where(command: Parser) -> None:
    options.add_raw(command)
    _add_where_and_when(command)


def _add_yes(command: Parser) -> None:
    command.add_argument(
        "--yes", action="store_true", help="do not ask before many calls, or such as cost money"
    )


def _add_where_and_when(command: Parser) -> None:
    """What is asked, as whom, and for which time."""
    options.add_backend(command)
    options.add_paths(command)
    options.add_services(command)
    options.add_time(command)


def _who(command: Parser) -> None:
    command.add_argument(
        "subject",
        metavar="KEY|EVENT_ID|ARN",
        help="an access key ID, an event ID, or the ARN of a user, role or session",
    )
    command.add_argument(
        "--forward",
        action="store_true",
        help="what leads back to it instead: its calls, and the sessions it began; "
        "a person's name will do as well",
    )
    command.add_argument(
        "--format",
        choices=("tree", "json", "markdown"),
        default="tree",
        help="how to write it (default: %(default)s)",
    )
    _add_yes(command)
    _add_where_and_when(command)


def _about(command: Parser) -> None:
    command.add_argument(
        "subject",
        metavar="KEY|USER|ROLE|IP|ARN|EVENT_ID",
        help="an access key ID, a name or an ARN of a user or role, an IP address or range, a "
        "resource's name, ID or ARN, or an event ID, which means its caller; user:, role:, "
        "resource: or ip: before it says which is meant",
    )
    command.add_argument(
        "--top", type=options.count, metavar="N", default=20, help="N lines of each list (20)"
    )
    command.add_argument(
        "--format",
        choices=("text", "json", "markdown"),
        default="text",
        help="how to write it (default: %(default)s)",
    )
    _add_yes(command)
    _add_where_and_when(command)


def _doctor(command: Parser) -> None:
    options.add_profile(command)
    command.add_argument("--region", metavar="R", default="", help="the AWS Region to try it in")
    options.add_places(command)
    command.add_argument(
        "--format", choices=("table", "json"), default="table", help="how to write it"
    )


def _athena(command: Parser) -> None:
    kinds = command.add_subparsers(
        dest="kind", metavar="COMMAND", required=True, parser_class=Parser
    )
    _ddl(options.add_command(kinds, "ddl", "print the statement that makes a trail's table"))


def _ddl(command: Parser) -> None:
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
        type=options.count,
        metavar="Y",
        default=2020,
        help="the year from which on there are events (default: %(default)s)",
    )
    command.add_argument("--run", action="store_true", help="make the table, and do not just print")
    options.add_options(command, (ATHENA_WORKGROUP, ATHENA_OUTPUT))


def _config(command: Parser) -> None:
    command.add_argument(
        "action",
        choices=("path", "show", "edit", "check", "setup"),
        help="where they are; what is in force; open $VISUAL or $EDITOR; what is wrong in them; "
        "look in AWS for what to set",
    )


def _cache(command: Parser) -> None:
    command.add_argument(
        "action",
        choices=("info", "clear", "verify"),
        help="where it lies and what is in it; delete it; check that it is as it was written",
    )


def _completion(command: Parser) -> None:
    command.add_argument("shell", choices=("bash", "zsh", "fish"), help="the shell")


def _history(command: Parser) -> None:
    command.add_argument("--search", metavar="TEXT", default="", help="those with all these words")
    command.add_argument(
        "--limit", type=options.count, metavar="N", default=50, help="at most N (50)"
    )
    command.add_argument("--format", choices=("table", "json"), default="table", help="how")


def _saved(command: Parser) -> None:
    command.add_argument(
        "name", nargs="?", metavar="NAME", help="the one to show, and why to ask it"
    )


def _marks(command: Parser) -> None:
    from trailview.search.export.formats import FORMATS

    kinds = command.add_subparsers(dest="kind", metavar="COMMAND", parser_class=Parser)
    listed = options.add_command(kinds, "list", "list the marked events of a collection")
    shown = options.add_command(kinds, "show", "show a marked event: its note, question, record")
    written = options.add_command(kinds, "export", "write a collection down, to hand it on")
    noted = options.add_command(kinds, "note", "write a note on a marked event")
    removed = options.add_command(kinds, "remove", "take marks from events")
    cleared = options.add_command(kinds, "clear", "forget a collection and its marks")
    used = options.add_command(kinds, "use", "mark into another collection from now on")
    renamed = options.add_command(kinds, "rename", "give a collection another name")
    for below in (listed, shown, written):
        _add_collection(below)
    for below in (listed, written):
        options.add_zone(below)
    listed.add_argument(
        "--format", choices=("table", "json"), default="table", help="how to write them"
    )
    written.add_argument(
        "--format",
        choices=list(FORMATS),
        help="how to write them (default: what --output ends with, else markdown)",
    )
    command.set_defaults(**{**vars(listed.parse_args([])), "kind": "list"})
    written.add_argument("--output", metavar="FILE", help="write to FILE, whole or not at all")
    options.add_redact(written)
    for below in (shown, noted):
        below.add_argument("id", metavar="EVENT_ID", help="the event's ID, or how it begins")
    noted.add_argument("note", metavar="TEXT", help="the note; an empty one takes it away")
    removed.add_argument("ids", nargs="+", metavar="EVENT_ID", help="an ID, or how it begins")
    cleared.add_argument("name", metavar="COLLECTION", help="the collection")
    used.add_argument("name", metavar="COLLECTION", help="the collection; it need not be there yet")
    renamed.add_argument("name", metavar="COLLECTION", help="the collection")
    renamed.add_argument("new", metavar="NEW_NAME", help="what it is to be called")


def _add_collection(command: Parser) -> None:
    command.add_argument(
        "--collection", metavar="NAME", default="", help="which (default: the one in use)"
    )


COMMANDS: Final = {
    command.name: command
    for command in (
        Subcommand(BROWSE, "browse what AWS keeps, on the screen", _browse),
        Subcommand("open", "browse log files and folders on the screen", _open),
        Subcommand("demo", "browse a bundled synthetic trail: no AWS account needed", _demo),
        Subcommand("query", "answer a question on standard output", _query),
        Subcommand("count", "count events by one or two columns", _count),
        Subcommand("explain", "say how a question would be answered; asks nobody", _explain),
        Subcommand("who", "who is behind a key, an event or a session", _who),
        Subcommand("about", "all about a user, role, key, address or resource", _about),
        Subcommand("login", "log in to AWS: SSO in a browser, or an MFA code", options.add_profile),
        Subcommand("doctor", "try what the backends need of AWS, and say what to do", _doctor),
        Subcommand("athena", "make ready what the athena backend needs", _athena),
        Subcommand("config", "show, edit and check the settings", _config),
        Subcommand("cache", "show, delete or check what is kept of what was read", _cache),
        Subcommand("history", "list the questions that were asked", _history),
        Subcommand("saved", "list the saved questions, or show one", _saved),
        Subcommand("completion", "print what makes a shell complete words", _completion),
        Subcommand("marks", "the events marked on the screen, and handing them on", _marks),
    )
}


def parser(wanted: str = "") -> Parser:
    """All commands and their options; with a command's name, that one alone.

    Making all of them takes as long as importing a good part of the program.
    """
    top = Parser(
        prog="trailview",
        description="Who did this in our AWS account, from where, when, and with which key?",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"trailview {__version__}")
    below = top.add_subparsers(
        dest="command", metavar="COMMAND", required=True, parser_class=Parser
    )
    made = [COMMANDS[wanted]] if wanted in COMMANDS else COMMANDS.values()
    for command in made:
        command.add(options.add_command(below, command.name, command.doc))
    return top
