"""What can be set, written where it is chosen and followed at once."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING, ClassVar, Protocol

from trailview.errors import SettingsError
from trailview.question.own_kinds import put_terms_in_force
from trailview.tui.commands import PROGRAM, Command, Offered
from trailview.tui.main.controller import Hears, hears
from trailview.tui.main.facts import ColumnsSet, Remember, ShowZone, ThemeChosen
from trailview.tui.main.host import Opens, Remembers, Says, Tells, Works

if TYPE_CHECKING:
    from trailview.settings.positions import SettingPath


class SettingsHost(Opens, Remembers, Says, Tells, Works, Protocol):
    """What settings need of the screen."""

    def commands(self) -> Sequence[Offered]:
        """All commands, whose keys can be set."""
        ...

    def choose_theme(self) -> None:
        """Open the list of themes."""
        ...

    def settings_changed(self) -> None:
        """Let the app and the screen follow what is set now."""
        ...


class SettingsController:
    """Writes settings in a thread, and has them followed."""

    def __init__(self, host: SettingsHost) -> None:
        self._host = host

    def _remember(self, intent: Remember) -> None:
        def change() -> SettingsError | None:
            try:
                self._host.memory.change(intent.changes)
            except SettingsError as error:
                return error
            return None

        self._host.work(change, self._remembered, group="remember", exclusive=False)

    def _remembered(self, error: SettingsError | None) -> None:
        if error is None:
            self._host.settings_changed()
        else:
            self._host.show_error(error)

    def _theme_chosen(self, fact: ThemeChosen) -> None:
        if fact.name != self._host.memory.settings.theme:
            self._host.tell(Remember({("display", "theme"): fact.name}))

    def theme(self) -> None:
        """Let the user choose the colours."""
        self._host.choose_theme()

    def show(self) -> None:
        """Open the list of settings."""
        from trailview.tui.dialogs.settings import SettingsDialog

        commands = [offered.command for offered in self._host.commands()]
        self._host.open(SettingsDialog(self._host.memory, commands), self._follow)

    def _follow(self, changed: Set[SettingPath] | None) -> None:
        """Show what was set, and leave as it is what was not."""
        if not changed:
            return
        from trailview.tui.zones import zone_named

        if ("display", "time_zone") in changed:
            self._host.tell(ShowZone(zone_named(self._host.memory.settings.time_zone)))
        if any(place[0] == "by" for place in changed):
            put_terms_in_force(self._host.memory.settings.by)
        if any(place[0] == "columns" for place in changed):
            self._host.tell(ColumnsSet())
        self._host.settings_changed()

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "program.theme",
            "",
            "Theme",
            "Choose the colours; the choice is remembered.",
            PROGRAM,
            theme,
        ),
        Command(
            "program.settings",
            "comma",
            "Settings",
            "List what can be set, and change it.",
            PROGRAM,
            show,
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = (
        hears(Remember, _remember),
        hears(ThemeChosen, _theme_chosen),
    )
