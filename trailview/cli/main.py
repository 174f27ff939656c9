"""The command line: what was typed is checked, and handed to the command that does it.

Imports nothing heavy: `--help` and `--version` answer at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

from trailview.cli.commands import BROWSE, COMMANDS, parser
from trailview.cli.exit_codes import (
    COMPLETE,
    CREDENTIALS,
    FAILED,
    INCOMPLETE,
    INTERRUPTED,
    USAGE,
)
from trailview.cli.said import say
from trailview.cli.standard import ReaderGoneError
from trailview.compose.ending import Ended
from trailview.errors import CredentialsError, QuestionError, TrailviewError, UsageError

_ASKED: Final = "_ARGCOMPLETE"
"""The environment variable by which a shell asks what can stand next."""


def run(argv: Sequence[str]) -> int:
    """Carry out a command line; its exit code. Messages go to standard error."""
    code = _guarded(lambda: _carried_out(argv))
    # What is still in a buffer fails here, and not in a traceback when Python ends.
    flushed = _guarded(lambda: _flushed(code))
    return flushed if code in (COMPLETE, INCOMPLETE) else code


def _carried_out(argv: Sequence[str]) -> int:
    if _ASKED in os.environ:
        from trailview.cli.completing import complete

        complete()
    try:
        words = with_command(argv)
        arguments = parser(words[0]).parse_args(words)
    except SystemExit:
        return COMPLETE  # of `--help` and `--version`: errors of usage are ours
    return COMMANDS[arguments.command].run(arguments)


def _flushed(code: int) -> int:
    """The exit code, when all that was printed is written. Raises OutputError."""
    with suppress(ReaderGoneError):
        sys.stdout.flush()
    return code


def _guarded(work: Callable[[], int]) -> int:
    """The exit code of some work; that of an error, which is said."""
    try:
        return work()
    except QuestionError as error:
        say(f"trailview: {error.title}: {error.message}\n{error.pointer()}", error.hint)
        return USAGE
    except TrailviewError as error:
        say(f"trailview: {error.title}: {error.message}", error.hint)
        return _exit_code(error)
    except Ended as ended:
        say(f"trailview: {ended.word}")
        return ended.exit_code
    except KeyboardInterrupt:
        say("trailview: interrupted")
        return INTERRUPTED
    except ReaderGoneError:
        return COMPLETE  # there is nobody to tell


def _exit_code(error: TrailviewError) -> int:
    if isinstance(error, UsageError):
        return USAGE
    return CREDENTIALS if isinstance(error, CredentialsError) else FAILED


def with_command(argv: Sequence[str]) -> Sequence[str]:
    """The words with a command before them, where none was typed.

    Raises UsageError for what looks like a misspelt command.
    """
    first = argv[0] if argv else ""
    if first in COMMANDS or first in ("-h", "--help", "--version"):
        return argv
    if first.isalpha():
        from difflib import get_close_matches

        close = get_close_matches(first, COMMANDS, 1)
        if close:
            raise UsageError("No such command", repr(first), f"Did you mean: trailview {close[0]}?")
    return [BROWSE, *argv]
