"""Hands commands and messages to the controllers whose they are."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from trailview.tui.commands import Command, Offered, in_order
from trailview.tui.main.controller import Controller, Hears


class Dispatch:
    """The commands and the ears of a number of controllers; each look-up is one in a dict."""

    def __init__(self, controllers: Iterable[Controller]) -> None:
        self._commands: dict[str, tuple[Command, Controller]] = {}
        self._ears: dict[type[object], list[tuple[Hears, Controller]]] = {}
        for controller in controllers:
            for command in controller.COMMANDS:
                assert command.id not in self._commands, f"two commands are {command.id}"
                self._commands[command.id] = command, controller
            for ear in controller.HEARS:
                self._ears.setdefault(ear.kind, []).append((ear, controller))

    def named(self, command_id: str) -> Command:
        """The command with this id. Raises KeyError."""
        return self._commands[command_id][0]

    def declared(self) -> list[Command]:
        """All commands, group by group."""
        return in_order(command for command, _ in self._commands.values())

    def offered(self, ids: AbstractSet[str] | None = None) -> list[Offered]:
        """All commands in that order, or those with these ids in any, as they stand now."""
        asked = self.declared() if ids is None else map(self.named, ids & self._commands.keys())
        return [Offered(each, each.why_not(self._commands[each.id][1])) for each in asked]

    def is_refused(self, command_id: str) -> bool:
        """Whether there is a command with this id that cannot be used now."""
        found = self._commands.get(command_id)
        return found is not None and bool(found[0].why_not(found[1]))

    async def run(self, command_id: str) -> str:
        """Do what the command says; or why that cannot be. Raises KeyError."""
        command, controller = self._commands[command_id]
        why_not = command.why_not(controller)
        if not why_not:
            done = command.do(controller)
            if done is not None:
                await done
        return why_not

    def tell(self, message: object) -> None:
        """Hand a message to all who hear its kind, in the order they were made."""
        for ear, controller in self._ears.get(type(message), ()):
            ear.do(controller, message)
