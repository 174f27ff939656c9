"""The command line: what was typed is checked, and handed to the command that does it.

Imports nothing heavy: `--help` and `--version` answer at once.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from trailview.cli.commands import BROWSE, COMMANDS, parser
from trailview.cli.exit_codes import COMPLETE, CREDENTIALS, FAILED, INTERRUPTED, USAGE
from trailview.cli.said import say
from trailview.errors import CredentialsError, QuestionError, TrailviewError, UsageError


def run(argv: Sequence[str]) -> int:
    """Carry out a command line; its exit code. Messages go to standard error."""
    try:
        arguments = parser().parse_args(with_command(argv))
        return COMMANDS[arguments.command].run(arguments)
    except QuestionError as error:
        say(f"trailview: {error.title}: {error.message}\n{error.pointer()}", error.hint)
        return USAGE
    except TrailviewError as error:
        say(f"trailview: {error.title}: {error.message}", error.hint)
        return _exit_code(error)
    except KeyboardInterrupt:
        say("trailview: interrupted")
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
    if first in COMMANDS or first in ("-h", "--help", "--version"):
        return argv
    if first.isalpha():
        from difflib import get_close_matches

        close = get_close_matches(first, COMMANDS, 1)
        if close:
            raise UsageError("No such command", repr(first), f"Did you mean: trailview {close[0]}?")
    return [BROWSE, *argv]
