"""Finding a command by its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar, Protocol

from trailview.tui.commands import PROGRAM, Command, Offered
from trailview.tui.main.controller import Hears


class PaletteHost(Protocol):
    """What the palette needs of the screen."""

    def commands(self) -> Sequence[Offered]:
        """All commands, as they stand now."""
        ...

    async def run_command(self, command_id: str) -> None:
        """Do what the command's key would do."""
        ...

    def search_commands(self, rows: Sequence[tuple[str, Callable[[], Any], str]]) -> None:
        """Open a list that typing narrows: names, what to do, and what is said of it."""
        ...


class PaletteController:
    """Lists all commands; one that cannot be used says why, there and when it is chosen."""

    def __init__(self, host: PaletteHost) -> None:
        self._host = host

    def show(self) -> None:
        """Open the list."""
        self._host.search_commands(
            [
                (
                    offered.command.title,
                    partial(self._host.run_command, offered.command.id),
                    offered.help,
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
