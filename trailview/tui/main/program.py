"""The help, the hints in the status line, and leaving."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final, Protocol

from trailview.tui.commands import PROGRAM, Command, Offered, command_keys
from trailview.tui.main.controller import Hears, hears
from trailview.tui.main.facts import Started
from trailview.tui.main.host import Names, Opens
from trailview.tui.messages import SettingsChanged
from trailview.tui.widgets.event_detail import EventDetail
from trailview.tui.widgets.event_table import EventTable
from trailview.tui.widgets.status import StatusLine
from trailview.tui.widgets.timeline import TimelinePane

_HINTS: Final = ("question.edit", "program.help")
"""The commands whose keys the status line names."""


class ProgramHost(Names, Opens, Protocol):
    """What the help needs of the screen."""

    @property
    def status(self) -> StatusLine:
        """The line with the hints."""
        ...

    def commands(self) -> Sequence[Offered]:
        """All commands, as they stand now."""
        ...

    def exit(self) -> None:
        """Leave the program."""
        ...


class ProgramController:
    """Names the keys."""

    def __init__(self, host: ProgramHost) -> None:
        self._host = host

    def _show_hints(self, _: Started | SettingsChanged) -> None:
        keys = self._host.memory.settings.keys
        commands = map(self._host.command_named, _HINTS)
        self._host.status.hint = "  ".join(
            f"{command_keys(command, keys)} {command.title.lower()}" for command in commands
        )

    def show_help(self) -> None:
        """Open the help."""
        from trailview.tui.dialogs.help import HelpDialog, pane_keys
        from trailview.tui.widgets.facets import FacetsPane

        keymap = self._host.memory.settings.keys
        panes = (
            ("In the table", pane_keys(EventTable.BINDINGS, keymap)),
            ("In the detail", pane_keys(EventDetail.BINDINGS, keymap)),
            ("In the facets", pane_keys(FacetsPane.BINDINGS, keymap)),
            ("In the timeline", pane_keys(TimelinePane.BINDINGS, keymap)),
        )
        self._host.open(HelpDialog(self._host.commands(), keymap, panes))

    def leave(self) -> None:
        """Leave the program."""
        self._host.exit()

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "program.help",
            "?",
            "Help",
            "Show all keys, and the fields a question can ask about.",
            PROGRAM,
            show_help,
        ),
        Command(
            "program.quit",
            "q",
            "Quit",
            "Leave trailview. Ctrl+C does so from anywhere but a login, which it leaves.",
            PROGRAM,
            leave,
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = (
        hears(Started, _show_hints),
        hears(SettingsChanged, _show_hints),
    )
