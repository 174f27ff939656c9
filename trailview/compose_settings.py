"""Wires what is remembered: which names settings may have, what they change, and the history."""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from trailview.errors import SettingsError
from trailview.search.answered import Answered, Recorder
from trailview.settings.checks import Vocabulary
from trailview.settings.config import Profile, Settings
from trailview.settings.memory import Memory

_FILES: Final = "files"
_OPTIONS: Final = ("log_group", "athena_table", "athena_workgroup", "athena_output")
"""Options of the command line that a profile can set under the same name."""
_AROUND: Final = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_ACCESS_KEY_ID")
"""Variables that say who to ask as: they go before the profile that is set."""


def remember(backends: tuple[str, ...]) -> Memory:
    """The user's settings as far as the command line needs them, and the rest that is kept.

    `backends` are the names of all that can be asked.
    """
    return Memory(vocabulary=Vocabulary(backends=backends, check_time=_check_time))


def _check_time(text: str) -> None:
    from datetime import UTC

    from trailview.question.when import parse_when

    parse_when(text, 1 << 31, UTC)


def know_the_screen(memory: Memory) -> None:
    """Check the settings that only the screen has a use for, too."""
    from textual.theme import BUILTIN_THEMES

    from trailview.tui.columns import ALL
    from trailview.tui.commands import default_keys, key_name
    from trailview.tui.themes import DEFAULT

    memory.learn(
        replace(
            memory.vocabulary,
            columns=tuple(ALL),
            commands=default_keys(),
            key_name=key_name,
            themes=(DEFAULT.name, *BUILTIN_THEMES),
        )
    )


def fill(arguments: argparse.Namespace, settings: Settings) -> str:
    """Let the settings say what the command line does not; the name of the profile chosen."""
    if getattr(arguments, "profile", None) == "" and not any(map(os.environ.get, _AROUND)):
        arguments.profile = settings.profile
    name = getattr(arguments, "profile", "")
    profile = settings.profiles.get(name) if name else None
    if profile is not None:
        _fill_profile(arguments, profile)
    if hasattr(arguments, "backend"):
        by_path = _FILES if getattr(arguments, "path", None) else ""
        chosen = arguments.backend or by_path or (profile.backend if profile else "")
        arguments.backend = chosen or settings.backend
        if arguments.backend == _FILES and not getattr(arguments, "path", None):
            paths = profile.paths if profile else ()
            arguments.path = [str(Path(path).expanduser()) for path in paths]
    arguments.time_zone = arguments.time_zone or settings.time_zone
    return name


def _fill_profile(arguments: argparse.Namespace, profile: Profile) -> None:
    arguments.profile = profile.aws_profile or profile.name
    arguments.region = arguments.region or ",".join(profile.regions)
    for option in _OPTIONS:
        if hasattr(arguments, option) and not getattr(arguments, option):
            setattr(arguments, option, getattr(profile, option))


def recorder(memory: Memory) -> Recorder:
    """What writes questions into the history; where it cannot, `memory` says so."""
    return partial(_record, memory)


def _record(memory: Memory, answered: Answered) -> None:
    from trailview.settings.history import Entry

    question, progress, source = answered.question, answered.progress, answered.source
    entry = Entry(
        text=question.text,
        raw=bool(question.raw),
        since=answered.span.since,
        until=answered.span.until,
        window_since=question.window.since,
        window_until=question.window.until,
        backend=source.name,
        place=source.title,
        profile=source.profile,
        regions=",".join(source.regions),
        rows=len(progress.rows),
        seconds=round(answered.seconds, 3),
        bytes=progress.tally.bytes,
        outcome=answered.outcome,
        asked_at=answered.asked_at,
    )
    try:
        memory.history.record(entry)
    except SettingsError as error:
        memory.complain(error)
