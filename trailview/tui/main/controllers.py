"""The controllers of a screen: a few for its first frame, and all once that shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar, cast

from trailview.tui.main.controller import Controller
from trailview.tui.main.dispatch import Dispatch

Host = TypeVar("Host")
Kind = TypeVar("Kind")


class Controllers(Generic[Host]):
    """Makes them for their host, and tells those that come later what was told before."""

    def __init__(self, host: Host, first: Sequence[Callable[[Host], Controller]]) -> None:
        self._host = host
        self._made: dict[object, Controller] = {kind: kind(host) for kind in first}
        self.dispatch = Dispatch(self._made.values())
        """Hands commands to those that are there."""
        self._told: list[object] = []
        """What was told before all were there."""
        self.are_all_there = False

    def of_kind(self, kind: type[Kind]) -> Kind:
        """The controller of this kind. Raises KeyError where there is none."""
        return cast("Kind", self._made[kind])

    def make_all(self, kinds: Sequence[Callable[[Host], Controller]]) -> None:
        """Make those of these kinds that are not there; commands and ears are in this order."""
        late: dict[object, Controller] = {
            kind: kind(self._host) for kind in kinds if kind not in self._made
        }
        self._made.update(late)
        self.dispatch = Dispatch([self._made[kind] for kind in kinds])
        self.are_all_there = True
        told, self._told = self._told, []
        ears = Dispatch(late.values())
        for message in told:
            ears.tell(message)

    def tell(self, message: object) -> None:
        """Hand a message to all who hear its kind; to those that are not there yet, later."""
        if not self.are_all_there:
            self._told.append(message)
        self.dispatch.tell(message)
