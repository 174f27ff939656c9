"""As whom and where services are asked: choosing profiles and Regions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import ClassVar, Final, NamedTuple, Protocol

from trailview.backends.base import Cancel
from trailview.context import Context
from trailview.errors import SettingsError, TrailviewError
from trailview.tui.commands import QUESTION, Command, When
from trailview.tui.identities import Candidates, Identities
from trailview.tui.main.controller import Hears, hears
from trailview.tui.main.facts import ContextChanged, Started, SwitchContext
from trailview.tui.main.host import Opens, Remembers, Says, Tells, Works

_LOOKED_BACK: Final = 500
"""Questions of the history that tell which profiles were used last."""


_NOTHING: Final = Candidates(())


class ContextsHost(Opens, Remembers, Says, Tells, Works, Protocol):
    """What choosing a context needs of the screen."""

    @property
    def identities(self) -> Identities | None:
        """Who can ask; None where only files are."""
        ...

    @property
    def context(self) -> Context:
        """As whom, and where, the next question is asked."""
        ...

    @property
    def now(self) -> Callable[[], int]:
        """The clock, in seconds since 1970."""
        ...


class _Found(NamedTuple):
    """What there is to choose from, or why that cannot be said."""

    choice: Candidates = _NOTHING
    error: TrailviewError | None = None
    used: Mapping[str, float] = MappingProxyType({})
    """When profiles were used last, in seconds since 1970."""


class ContextsController:
    """Switches in place: the question stays, and is asked there on request."""

    def __init__(self, host: ContextsHost) -> None:
        self._host = host
        self._chosen_at: dict[str, float] = {}
        """When profiles were chosen, of which questions may not be in the history yet."""

    def _note(self, context: Context) -> None:
        self._chosen_at |= dict.fromkeys(context.profiles, float(self._host.now()))

    def _started(self, _: Started) -> None:
        self._note(self._host.context)

    def _changed(self, fact: ContextChanged) -> None:
        self._note(fact.context)

    def _knows_identities(self) -> bool:
        return self._host.identities is not None

    @property
    def _identities(self) -> Identities:
        assert self._host.identities is not None, "the commands cannot be used without"
        return self._host.identities

    def choose_profiles(self) -> None:
        """List the profiles."""
        self._host.work(self._find_profiles, self._offer_profiles, group="choice")

    def _find_profiles(self) -> _Found:
        try:
            return _Found(self._identities.profiles(), used=self._used())
        except TrailviewError as error:
            return _Found(error=error)

    def _used(self) -> Mapping[str, float]:
        """When profiles were chosen or asked last, as far as is remembered. Reads a file."""
        used = dict(self._chosen_at)
        try:
            for kept in self._host.memory.history.search(limit=_LOOKED_BACK):
                for name in kept.entry.profile.split(","):
                    used[name] = max(used.get(name, 0), kept.entry.asked_at)
        except SettingsError as error:
            self._host.memory.complain(error)
        return used

    def _offer_profiles(self, found: _Found) -> None:
        from trailview.tui.dialogs.profiles import ProfilesDialog

        if found.error is not None:
            self._host.show_error(found.error)
            return
        context = self._host.context

        def chosen(names: tuple[str, ...] | None) -> None:
            if names:
                self._host.tell(SwitchContext(Context(names, context.regions)))

        choice = found.choice
        dialog = ProfilesDialog(choice.values, found.used, context.profiles, choice.notes)
        self._host.open(dialog, chosen)

    def choose_regions(self) -> None:
        """List the Regions of the context in force."""
        context = self._host.context
        self._host.work(lambda: self._find_regions(context), self._offer_regions, group="choice")

    def _find_regions(self, context: Context) -> _Found:
        try:
            return _Found(self._identities.regions(context, Cancel()))
        except TrailviewError as error:
            return _Found(error=error)

    def _offer_regions(self, found: _Found) -> None:
        from trailview.tui.dialogs.regions import RegionsDialog

        if found.error is not None:
            self._host.show_error(found.error)
            return
        context, choice = self._host.context, found.choice

        def chosen(names: tuple[str, ...] | None) -> None:
            if names:
                self._host.tell(SwitchContext(replace(context, regions=names)))

        named = self._identities.regions_named(context)
        self._host.open(RegionsDialog(choice.values, named, choice.notes), chosen)

    _OF_SERVICES: ClassVar = When(
        _knows_identities, "Files are asked here: they belong to no profile and no Region."
    )
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "question.profiles",
            "P",
            "Profiles",
            "Choose the AWS profiles to ask as; the question stays, and r asks it there.",
            QUESTION,
            choose_profiles,
            _OF_SERVICES,
            opens_later=True,
        ),
        Command(
            "question.regions",
            "R",
            "Regions",
            "Choose the AWS Regions that event history is asked in.",
            QUESTION,
            choose_regions,
            _OF_SERVICES,
            opens_later=True,
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = (
        hears(Started, _started),
        hears(ContextChanged, _changed),
    )
