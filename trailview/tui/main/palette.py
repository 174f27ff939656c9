"""Finding a command by its name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar, Protocol

from trailview.tui.commands import PROGRAM, Command, Offered, command_keys
from trailview.tui.main.controller import Hears
from trailview.tui.main.host import Remembers
from trailview.tui.palette_provider import PaletteRow


class PaletteHost(Remembers, Protocol):
    """What the palette needs of the screen."""

    def commands(self) -> Sequence[Offered]:
        """All commands, as they stand now."""
        ...

    async def run_command(self, command_id: str) -> None:
        """Do what the command's key would do."""
        ...

    def search_commands(self, rows: Sequence[PaletteRow]) -> None:
        """Open a list that typing narrows."""
        ...


class PaletteController:
    """Lists all commands; one that cannot be used says why, there and when it is chosen."""

    def __init__(self, host: PaletteHost) -> None:
        self._host = host

    def _name(self, command: Command) -> str:
        """What it is called, and its keys."""
        keys = command_keys(command, self._host.memory.settings.keys)
        return f"{command.title}  {keys}".rstrip()

    def show(self) -> None:
        """Open the list."""
        self._host.search_commands(
            [
                PaletteRow(
                    self._name(offered.command),
                    partial(self._host.run_command, offered.command.id),
                    offered.help,
                    offered.command.id,
                )
                for offered in self._host.commands()
            ]
        )

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "program.palette",
            "ctrl+p,:",
            "Palette",
            "Find a command by its name.",
            PROGRAM,
            show,
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = ()
