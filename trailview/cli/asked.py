"""What a command line asks: the question, its time, and as whom and where."""

from __future__ import annotations

import argparse
import time
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

from trailview.cli.said import say, say_all
from trailview.compose import services
from trailview.compose.settings import fill, remember
from trailview.errors import UsageError
from trailview.question.query import Question
from trailview.question.when import window

if TYPE_CHECKING:
    from trailview.context import Context
    from trailview.settings.memory import Memory


def now() -> int:
    """The moment, in seconds since 1970."""
    return int(time.time())


def zone_of(name: str) -> tzinfo:
    """The time zone of this name: UTC, local, or one like Europe/Berlin. Raises UsageError."""
    if name.upper() in ("UTC", "Z"):
        return UTC
    if name == "local":
        local = datetime.now().astimezone().tzinfo
        return local or UTC
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError(
            "No such time zone", repr(name), "Names are like Europe/Berlin; or UTC, or local."
        ) from None


def question_of(
    text: str, arguments: argparse.Namespace, at: int | None = None
) -> tuple[Question, tzinfo]:
    """The question and time zone of a command line. Raises QuestionError, UsageError.

    Times are counted from `at`, in seconds since 1970, or else from now.
    """
    raw = getattr(arguments, "raw", None)
    if raw is not None and (text or not raw):
        raise UsageError(
            "Usage",
            "--raw takes a text to run, in place of a question.",
            "In a filter pattern, Insights query or SQL statement, say all that is to be asked.",
        )
    zone = zone_of(arguments.time_zone or "UTC")
    span = window(arguments.since, arguments.until, now() if at is None else at, zone)
    if not text:
        return Question(window=span, raw=raw or ""), zone
    from trailview.question.parse import parse  # most screens begin without a question

    return Question(parse(text), span, raw or ""), zone


def remembered(arguments: argparse.Namespace) -> Memory:
    """What is remembered, once the settings have said what the command line does not."""
    memory = remember()
    fill(arguments, memory.settings)
    return memory


def usual_time(arguments: argparse.Namespace, memory: Memory) -> None:
    """Services are asked about the last few hours where no time is given."""
    row = services.row_of(arguments.backend)
    if getattr(arguments, "raw", None) and row.language and row.language.tells_own_time:
        if arguments.since is not None or arguments.until is not None:
            say("trailview: the time range is not applied: the statement has to tell it")
        arguments.since = arguments.until = None
    elif row.is_service and arguments.since is None and arguments.until is None:
        arguments.since = memory.settings.since


def context_settled(arguments: argparse.Namespace) -> Context:
    """As whom and where a command that asks no question asks AWS; says what is not followed."""
    from trailview.compose.aws import context_of

    memory = remembered(arguments)
    say_all(memory.troubles)
    return context_of(arguments, memory.settings)
