"""What a read brings, kept as it comes: events first, and with them what they cover."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from trailview.backends.base import Batch, Problem
from trailview.events.block import Block
from trailview.events.condition_text import condition_text
from trailview.events.record import TimedDelivery
from trailview.plans.coverage import Asked, Request
from trailview.plans.gaps import GapToRead
from trailview.question.query import Window
from trailview.store.disk.kept import DiskStore
from trailview.store.disk.lots import Growth, PlaceKept


class Grown(NamedTuple):
    """What of a gap has been kept."""

    lot: int | None = None
    """None where nothing has been yet."""
    is_at_end: bool = False
    """Whether no more of this gap is kept: what has come is not all, or cannot be kept."""


class GapKeeper:
    """Keeps the events of one gap. What cannot be told whole again is not kept."""

    def __init__(
        self,
        store: DiskStore,
        place: PlaceKept,
        asked: Asked,
        gap: GapToRead,
        lacks: Collection[Problem] = (),
    ) -> None:
        """`lacks` are problems of the question, whatever is read for it."""
        self._store = store
        self._place = place
        self._requests = {request.text: _finds(request) for request in gap.requests}
        self._lacks = frozenset(lacks)
        self._is_as_noted = asked.is_as_noted
        self._since = gap.since
        self._until = min(gap.until, asked.settled)

    def took(self, grown: Grown, batch: Batch) -> Grown:
        """What has been kept when this batch has come."""
        if grown.is_at_end or self._since >= self._until:
            return grown
        events = _events(batch.block)
        if events is None or self._has_caveats(batch):
            return grown._replace(is_at_end=True)
        inside = [event for event in events if self._since <= event.time < self._until]
        since, until = self._covered(batch.covered)
        if not inside and since >= until:
            return grown
        if grown.lot is None:
            grown = grown._replace(lot=self._store.begin(self._place, self._requests, self._until))
        if grown.lot is None:
            return grown._replace(is_at_end=True)
        growth = Growth(inside, since, until)
        return grown._replace(is_at_end=not self._store.grow(grown.lot, growth))

    def _has_caveats(self, batch: Batch) -> bool:
        """Whether it tells what an answer from what is kept would not."""
        is_noted = self._is_as_noted and bool(batch.notes)
        has_problems = not self._lacks.issuperset(batch.problems)
        return has_problems or is_noted or bool(batch.lacks) or batch.plain is not None

    def finished(self, grown: Grown) -> None:
        """All of the gap was read."""
        if grown.lot is not None and not grown.is_at_end:
            self._store.finish(grown.lot)

    def _covered(self, covered: Window | None) -> tuple[int, int]:
        """The part of the gap that is read whole, and settled; empty where there is none."""
        if covered is None or covered.since is None or covered.until is None:
            return self._until, self._until
        since = max(covered.since, self._since)
        return since, max(since, min(covered.until, self._until))


def _finds(request: Request) -> str | None:
    if request.finds is None:
        return None
    try:
        return condition_text(request.finds)
    except ValueError:
        return None


def _events(block: Block | None) -> Sequence[TimedDelivery] | None:
    """The events of a block with their times; None where they are not all there whole."""
    if block is None:
        return ()
    if len(block.inline) < len(block) or any(time < 0 for time in block.times):
        return None
    return [TimedDelivery(time, block.inline[at]) for at, time in enumerate(block.times)]
