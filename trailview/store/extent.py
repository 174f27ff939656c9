"""How much a store holds."""

from __future__ import annotations

from typing import Final

from trailview.frozen import Frozen


class Extent(Frozen):
    """The events that are loaded: how many, and from when to when."""

    events: int
    """Distinct events."""
    duplicates: int = 0
    """Deliveries of events that were there already."""
    first: int | None = None
    """The earliest event time, in seconds since 1970; None where no event has one."""
    last: int | None = None
    """The latest event time."""


NOTHING: Final = Extent(0)
