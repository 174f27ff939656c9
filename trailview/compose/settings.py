"""Wires what is remembered: which names settings may have, what they change, and the history."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from trailview.aws.credentials.environment import named_profile
from trailview.compose import services
from trailview.compose.backend_options import INFLATE_LIMIT, PATH
from trailview.compose.row import OptionKind
from trailview.errors import SettingsError
from trailview.frozen import replace
from trailview.search.answered import Answered, Recorder
from trailview.settings.checks import OptionDoc, Vocabulary
from trailview.settings.config import Settings
from trailview.settings.memory import Memory


def vocabulary() -> Vocabulary:
    """What settings may be, as far as the command line needs them."""
    return Vocabulary(
        services.names(),
        tuple(row.name for row in services.services()),
        tuple(
            OptionDoc(option.setting, option.doc, option.kind is OptionKind.PATHS)
            for option in services.options()
            if option.setting
        ),
        check_time=_check_time,
        check_kind=_check_kind,
    )


def remember() -> Memory:
    """The user's settings as far as the command line needs them, and the rest that is kept."""
    return Memory(vocabulary=vocabulary())


def _check_time(text: str) -> None:
    from datetime import UTC

    from trailview.question.when import parse_since

    parse_since(text, 1 << 31, UTC)


def _check_kind(kind: str, term: str) -> None:
    from trailview.question.own_kinds import own_kind

    own_kind(kind, term)


def know_the_screen(memory: Memory) -> None:
    """Check the settings that only the screen has a use for, too."""
    from textual.theme import BUILTIN_THEMES

    from trailview.tui.columns import ALL
    from trailview.tui.commands import key_name
    from trailview.tui.themes import OURS

    memory.learn(
        replace(
            memory.vocabulary,
            columns=tuple(ALL),
            commands=_commands,
            key_name=key_name,
            themes=(*(theme.name for theme in OURS), *BUILTIN_THEMES),
        )
    )


def _commands() -> Sequence[Mapping[str, str]]:
    from trailview.tui.commands import default_keys
    from trailview.tui.main.commands import COMMANDS

    return default_keys(COMMANDS)


def fill(arguments: argparse.Namespace, settings: Settings) -> None:
    """Let the settings say what the command line does not: profile, backend, paths, time zone.

    What they add to the kinds of who acts is in force from here on.

    What is set for a profile about services is laid over by `trailview.compose.aws.settled`.
    """
    if settings.by:
        from trailview.question.own_kinds import put_terms_in_force

        put_terms_in_force(settings.by)
    if hasattr(arguments, "profile"):
        arguments.profile = arguments.profile or _usual_profile(settings)
    profile = settings.profiles.get(getattr(arguments, "profile", ""))
    if hasattr(arguments, "backend"):
        of_paths = services.read_from_paths()
        named = getattr(arguments, PATH.name, None) or ()
        by_path = services.reader_of(named).name if named else ""
        chosen = arguments.backend or by_path or (profile.backend if profile else "")
        arguments.backend = chosen or settings.backend
        if arguments.backend == of_paths.name and not by_path:
            kept = profile.options.get(PATH.setting, ()) if profile else ()
            paths = kept if isinstance(kept, tuple) else ()
            arguments.path = [str(Path(path).expanduser()) for path in paths]
    if hasattr(arguments, INFLATE_LIMIT.name):
        arguments.inflate_limit = arguments.inflate_limit or settings.inflate_limit
    if hasattr(arguments, "time_zone"):
        arguments.time_zone = arguments.time_zone or settings.time_zone


def _usual_profile(settings: Settings) -> str:
    """The profile that is meant where none is named; empty for the surroundings' credentials.

    Those go before the profile that is set. One that they name has a name
    here where something is set for it.
    """
    around = named_profile()
    if around or os.environ.get("AWS_ACCESS_KEY_ID"):
        return around if around in settings.profiles else ""
    return settings.profile


def recorder(memory: Memory) -> Recorder:
    """What writes questions into the history; where it cannot, `memory` says so."""
    return partial(_record, memory)


def _record(memory: Memory, answered: Answered) -> None:
    from trailview.settings.history import IN_PASSING, Entry

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
        profile=",".join(source.context.profiles),
        regions=",".join(source.context.regions),
        rows=len(progress.rows),
        seconds=round(answered.seconds, 3),
        bytes=progress.tally.bytes,
        outcome=answered.outcome,
        asked_at=answered.asked_at,
    )
    try:
        memory.history.record(entry, IN_PASSING)
    except SettingsError as error:
        memory.complain(error)
