"""What a controller of the main screen is.

A controller carries out the commands of one concern. It is made with its host, the
screen, of which it knows what its own protocol names, and it knows no other
controller: what two of them share is a value of the host's, or a message that one
tells and others hear.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Protocol, TypeVar

from trailview.frozen import Frozen
from trailview.tui.commands import Command

Heard = TypeVar("Heard")


class Hears(Frozen):
    """A kind of message that a controller hears, and the method that it is handed to."""

    kind: type[object]
    do: Callable[[Any, Any], None]


def hears(kind: type[Heard], do: Callable[[Any, Heard], None]) -> Hears:
    """A row of `Controller.HEARS`: its method takes what it hears."""
    return Hears(kind, do)


class Controller(Protocol):
    """One concern: its commands, and what it hears."""

    COMMANDS: ClassVar[tuple[Command, ...]]
    HEARS: ClassVar[tuple[Hears, ...]]
