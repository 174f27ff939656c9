"""Wires the first run: what a setup looks with, its screen, and the settings that come of it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from trailview.compose import app, services
from trailview.compose.aws import access_of, settled
from trailview.compose.ending import taken_by
from trailview.compose.profiles import known_profiles, login_flow
from trailview.compose.surroundings import first_region
from trailview.context import Context
from trailview.errors import SettingsError, UsageError
from trailview.settings.config import Settings
from trailview.settings.memory import Memory
from trailview.setup.discovery import PROFILE, REGION, Discovery, Surroundings, changes
from trailview.setup.steps import Answers, Flow

if TYPE_CHECKING:
    from trailview.aws.credentials.profiles import Profiles
    from trailview.aws.credentials.sessions import Access


class _Around(Surroundings):
    """What settings and the environment say of profiles."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def profiles(self) -> Profiles:
        return known_profiles(self._settings)

    def access(self, profile: str, prompt: Callable[[str], str]) -> Access:
        return access_of(self._context(profile), prompt)

    def region(self, profile: str) -> str:
        from trailview.aws.credentials.profiles import find_profiles

        context = self._context(profile)
        said = first_region(context)
        if said:
            return said
        own = (p.region for p in find_profiles().profiles if p.name == context.aws_name)
        return next(own, "")

    def login_flow(self, profile: str) -> Flow:
        return login_flow(self._context(profile))

    def _context(self, profile: str) -> Context:
        return settled(Context((profile,)), self._settings)


def discovery(settings: Settings, profile: str = "", region: str = "") -> Discovery:
    """What a setup looks with; `profile` and `region` are what the command line says."""
    return Discovery(_Around(settings), services.sought(), profile, region)


def set_up(memory: Memory, profile: str = "", region: str = "") -> Answers | None:
    """Run the setup's screen and keep what comes of it.

    What was settled; nothing where it was skipped, which is kept too, so that
    it does not come again; None where it was quit, and then nothing is kept.
    `profile` and `region` are what the command line says. What cannot be
    written is a trouble of `memory`. Raises UsageError without a terminal.
    """
    if not app.has_terminal():
        raise UsageError(
            "No terminal",
            "The setup needs one for its keys and for what it shows.",
            "To write the settings by hand, use: trailview config edit",
        )
    from trailview.tui.setup_app import SetupApp

    settings = memory.settings
    setup = SetupApp(discovery(settings, profile, region), settings.theme)
    with taken_by(setup.end):
        answers = setup.run()
    if answers is not None:
        keep(memory, answers)
    return answers


def keep(memory: Memory, answers: Answers) -> None:
    """Write what was settled, and a file in any case; where that fails, `memory` says so."""
    try:
        memory.begin()
        if answers:
            memory.change(changes(answers, _settings()))
    except SettingsError as error:
        memory.complain(error)


def take(arguments: argparse.Namespace, answers: Answers, settings: Settings) -> None:
    """Let answers say what the command line does not, and `settings` do not keep for a profile."""
    is_kept = answers.get(PROFILE, "") in settings.profiles
    for name in (PROFILE,) if is_kept else (PROFILE, REGION, *_settings()):
        if name in answers and not getattr(arguments, name):
            setattr(arguments, name, answers[name])


def _settings() -> tuple[str, ...]:
    """The settings that a setup finds values of; the options are called the same."""
    return tuple(sought.name for sought in services.sought())
