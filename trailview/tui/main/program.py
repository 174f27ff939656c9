"""The help, and leaving."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Protocol

from trailview.tui.commands import PROGRAM, Command, Offered
from trailview.tui.main.controller import Hears
from trailview.tui.main.host import Names, Opens
from trailview.tui.widgets.event_detail import EventDetail
from trailview.tui.widgets.event_table import EventTable
from trailview.tui.widgets.timeline import TimelinePane


class ProgramHost(Names, Opens, Protocol):
    """What the help needs of the screen."""

    def commands(self) -> Sequence[Offered]:
        """All commands, as they stand now."""
        ...

    def exit(self) -> None:
        """Leave the program."""
        ...


class ProgramController:
    """Shows all keys, and leaves."""

    def __init__(self, host: ProgramHost) -> None:
        self._host = host

    def show_help(self) -> None:
        """Open the help."""
        from trailview.tui.dialogs.help import HelpDialog
        from trailview.tui.dialogs.help_page import own_keys, sections
        from trailview.tui.dialogs.own_keys import dialog_keys
        from trailview.tui.widgets.facets import FacetsPane

        keymap = self._host.memory.settings.keys
        panes = (
            ("In the table", own_keys(EventTable.BINDINGS, keymap)),
            ("In the detail", own_keys(EventDetail.BINDINGS, keymap)),
            ("In the facets", own_keys(FacetsPane.BINDINGS, keymap)),
            ("In the timeline", own_keys(TimelinePane.BINDINGS, keymap)),
        )
        whole = sections(self._host.commands(), keymap, panes, dialog_keys())
        self._host.open(HelpDialog(whole))

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
    HEARS: ClassVar[tuple[Hears, ...]] = ()
