"""What stands above events that are handed on: what was asked, where, and what of it was read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from trailview.frozen import Frozen, replace

if TYPE_CHECKING:
    from trailview.settings.marks import Origin


class Heading(Frozen):
    """The head of a handoff. All texts are as they were typed or read: not made printable."""

    title: str = ""
    """Empty where there is no heading."""
    facts: tuple[tuple[str, str], ...] = ()
    """What is to be known of the whole: what it is called, and what it says."""
    origins: tuple[Origin, ...] = ()
    """Each question that the events were found with."""

    @property
    def texts(self) -> tuple[str, ...]:
        """All that it says."""
        found = [self.title, *(text for _, text in self.facts)]
        for origin in self.origins:
            found += [origin.question, origin.place, origin.command, *origin.read]
        return tuple(found)

    def changed(self, change: Callable[[str], str]) -> Heading:
        """The same with each text changed."""
        return Heading(
            change(self.title),
            tuple((name, change(text)) for name, text in self.facts),
            tuple(
                replace(
                    origin,
                    question=change(origin.question),
                    place=change(origin.place),
                    command=change(origin.command),
                    read=tuple(map(change, origin.read)),
                )
                for origin in self.origins
            ),
        )


NO_HEADING: Final = Heading()
