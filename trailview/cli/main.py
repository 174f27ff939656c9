"""The command line: what was typed, checked, and handed to the part that does it.

Imports nothing heavy: `--help` and `--version` answer at once, and what a
command needs is imported when it runs.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from trailview.cli.exit_codes import COMPLETE, CREDENTIALS, FAILED, INTERRUPTED, USAGE
from trailview.cli.options import BACKENDS, BROWSE, FILES, parser
from trailview.errors import CredentialsError, QuestionError, TrailviewError, UsageError

if TYPE_CHECKING:
    from datetime import tzinfo

    from trailview.compose.aws import Where
    from trailview.question.query import Question
    from trailview.question.saved import Saved
    from trailview.settings.memory import Memory


def run(argv: Sequence[str]) -> int:
    """Carry out a command line; its exit code. Messages go to standard error."""
    try:
        arguments = parser().parse_args(with_command(argv))
        return _RUN[arguments.command](arguments)
    except QuestionError as error:
        _say(f"trailview: {error.title}: {error.message}\n{error.pointer()}", error.hint)
        return USAGE
    except TrailviewError as error:
        _say(f"trailview: {error.title}: {error.message}", error.hint)
        return _exit_code(error)
    except KeyboardInterrupt:
        _say("trailview: interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has had enough; there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return COMPLETE


def _exit_code(error: TrailviewError) -> int:
    if isinstance(error, UsageError):
        return USAGE
    return CREDENTIALS if isinstance(error, CredentialsError) else FAILED


def with_command(argv: Sequence[str]) -> Sequence[str]:
    """The words with a command before them, where none was typed.

    Raises UsageError for what looks like a misspelt command.
    """
    first = argv[0] if argv else ""
    if first in _RUN or first in ("-h", "--help", "--version"):
        return argv
    if first.isalpha():
        from difflib import get_close_matches

        close = get_close_matches(first, _RUN, 1)
        if close:
            raise UsageError("No such command", repr(first), f"Did you mean: trailview {close[0]}?")
    return [BROWSE, *argv]


def _say(message: str, hint: str = "") -> None:
    from trailview.events.text import printable

    for line in filter(None, (*message.split("\n"), *hint.split("\n"))):
        print(printable(line), file=sys.stderr)


def zone_of(name: str) -> tzinfo:
    """The time zone of this name: UTC, local, or one like Europe/Berlin. Raises UsageError."""
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
    raw = getattr(arguments, "raw", None)
    if raw is not None and (text or not raw):
        raise UsageError(
            "Usage",
            "--raw takes a text to run, in place of a question.",
            "In a filter pattern, Insights query or SQL statement, say all that is to be asked.",
        )
    from trailview.question.parse import parse
    from trailview.question.query import Question
    from trailview.question.when import window

    zone = zone_of(arguments.time_zone or "UTC")
    span = window(arguments.since, arguments.until, _now() if now is None else now, zone)
    return Question(parse(text), span, raw or ""), zone


def _now() -> int:
    import time

    return int(time.time())


def _remembered(arguments: argparse.Namespace) -> Memory:
    """What is remembered, once the settings have said what the command line does not."""
    from trailview.compose.settings import fill, remember

    memory = remember(BACKENDS)
    fill(arguments, memory.settings)
    return memory


def _usual_time(arguments: argparse.Namespace, memory: Memory) -> None:
    """Services are asked about the last few hours where no time is given."""
    if getattr(arguments, "raw", None):
        from trailview.plans.raw import WITH_OWN_TIME

        if arguments.backend in WITH_OWN_TIME:
            if arguments.since is not None or arguments.until is not None:
                _say("trailview: the time range is not applied: the statement has to tell it")
            arguments.since = arguments.until = None
            return
    if arguments.backend != FILES and arguments.since is None and arguments.until is None:
        arguments.since = memory.settings.since


def _browse(arguments: argparse.Namespace) -> int:
    from trailview.compose import app
    from trailview.compose.settings import fill, remember

    memory = remember(BACKENDS)
    if memory.is_new and app.has_terminal():
        from trailview.setup.discovery import set_up, take

        answers = set_up(memory, arguments.profile, arguments.region)
        if answers is None:
            return COMPLETE
        take(arguments, answers, memory.settings)
    fill(arguments, memory.settings)
    _usual_time(arguments, memory)
    question, zone = question_of(arguments.question, arguments)
    since, until = arguments.since, arguments.until
    if arguments.backend == FILES:
        from trailview.cli.query import session_of

        return app.run_tui(session_of(arguments, memory), question, zone, memory, since, until)
    from trailview.compose.aws import said_by
    from trailview.compose.identities import open_as_anybody

    said, first = said_by(arguments), arguments.backend
    session, identities = open_as_anybody(said, first, lambda: memory.settings)
    return app.run_tui(session, question, zone, memory, since, until, identities)


def _open(arguments: argparse.Namespace) -> int:
    from trailview.compose import app, files

    memory = _remembered(arguments)
    paths, text = _paths_and_question(arguments.paths, arguments.question)
    question, zone = question_of(text, arguments)
    data = 0
    if files.STDIN in paths:
        data = app.keyboard_from_terminal()
    session = files.open_files(paths, data)
    return app.run_tui(session, question, zone, memory, arguments.since, arguments.until)


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
    from trailview.compose import app, files

    memory = _remembered(arguments)
    question, zone = question_of(arguments.question, arguments)
    session = files.open_demo()
    return app.run_tui(session, question, zone, memory, arguments.since, arguments.until)


def _query(arguments: argparse.Namespace) -> int:
    from trailview.cli.query import run_query
    from trailview.compose.settings import fill, remember

    memory = remember(BACKENDS)
    _ask_saved(arguments, memory)  # a raw text says where it is asked: the settings come after it
    fill(arguments, memory.settings)
    _usual_time(arguments, memory)
    question, zone = question_of(arguments.question, arguments)
    try:
        return run_query(question, zone, arguments, memory)
    finally:
        _tell_troubles(memory)


def _tell_troubles(memory: Memory) -> None:
    """Say what is not followed of the settings, and what was not remembered."""
    for trouble in memory.troubles:
        _say(f"trailview: {trouble}")


def _ask_saved(arguments: argparse.Namespace, memory: Memory) -> None:
    """Let a saved question stand for the one that was not typed. Raises TrailviewError."""
    if arguments.saved:
        from trailview.cli.remembered import saved_question

        found, question = saved_question(arguments, memory)
        if found.backend:
            _ask_raw(arguments, found)
        else:
            arguments.question = f"{question.text} {arguments.question}".strip()
        if arguments.since is None and arguments.until is None:
            arguments.since = found.since or None
    elif arguments.param:
        raise UsageError("Usage", "--param is for the parameters of --saved.", "Give --saved NAME.")


def _ask_raw(arguments: argparse.Namespace, saved: Saved) -> None:
    """Let a saved raw text stand for one that was not typed. Raises UsageError."""
    if arguments.raw is not None or arguments.question:
        raise UsageError(
            "Usage",
            f"{saved.name} is a raw text: nothing can be added to it.",
            "Leave the rest out.",
        )
    asked = arguments.backend or (FILES if arguments.path else saved.backend)
    if asked != saved.backend:
        raise UsageError(
            "Another backend",
            f"{saved.name} is a raw text for {saved.backend}, and no other understands it.",
            f"Give --backend {saved.backend}, or none.",
        )
    arguments.raw, arguments.backend = saved.text, saved.backend


def _explain(arguments: argparse.Namespace) -> int:
    from trailview.cli.query import run_explain

    now, memory = _now(), _remembered(arguments)
    _usual_time(arguments, memory)
    question, _ = question_of(arguments.question, arguments, now)
    _tell_troubles(memory)
    return run_explain(question, now, arguments, memory)


def _settings_command(arguments: argparse.Namespace) -> int:
    from trailview.cli import remembered

    return remembered.RUN[arguments.command](arguments)


def _login(arguments: argparse.Namespace) -> int:
    from trailview.cli.login import run_login

    return run_login(_where(arguments))


def _doctor(arguments: argparse.Namespace) -> int:
    from trailview.cli.doctor import run_doctor

    return run_doctor(_where(arguments), arguments.format)


def _athena(arguments: argparse.Namespace) -> int:
    from trailview.cli.athena import run_ddl

    return run_ddl(arguments, _where(arguments))


def _who(arguments: argparse.Namespace) -> int:
    from trailview.cli.who import run_who

    memory = _remembered(arguments)
    _tell_troubles(memory)
    question, zone = question_of("", arguments)
    return run_who(arguments, memory, question.window, zone)


def _where(arguments: argparse.Namespace) -> Where:
    """As whom and where a command that asks no question asks AWS."""
    from trailview.compose.aws import where_of

    memory = _remembered(arguments)
    _tell_troubles(memory)
    return where_of(arguments, memory.settings)


_RUN: Final[dict[str, Callable[[argparse.Namespace], int]]] = {
    BROWSE: _browse,
    "open": _open,
    "demo": _demo,
    "query": _query,
    "explain": _explain,
    "who": _who,
    "config": _settings_command,
    "history": _settings_command,
    "saved": _settings_command,
    "login": _login,
    "doctor": _doctor,
    "athena": _athena,
}
