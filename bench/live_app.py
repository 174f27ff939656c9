"""The program while a thousand older events a second arrive: `python -m bench.live_app FOLDER`.

The newest events come first, all at once, so that what arrives later stays
below the rows that show.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC
from functools import partial
from pathlib import Path
from typing import Final

from bench.corpus import records
from trailview.backends.base import Batch, Cancel, RecordPlaces, Scanned, Tally
from trailview.compose import app
from trailview.events.decode import Decoder
from trailview.events.record import Delivery, Event
from trailview.plans.files import plan
from trailview.plans.plan import Plan, Scope
from trailview.question.query import ALL_TIME, Question
from trailview.question.terms import Clause
from trailview.search.session import Session
from trailview.search.source import whole_source
from trailview.settings.memory import Memory

FIRST: Final = 1_000
_AT_ONCE: Final = 100
_PAUSE: Final = 0.1
_ENOUGH: Final = 30_000


class Trickle:
    """A backend whose events arrive bit by bit, newest first, with their records."""

    name = "files"

    def __init__(self, folder: Path) -> None:
        made = [Delivery(raw) for _, raw in zip(range(_ENOUGH), records(folder), strict=False)]
        made.sort(key=lambda delivery: Event(delivery).time or 0, reverse=True)
        self._deliveries = made

    def read(self, plan: Plan, cancel: Cancel, resume: object | None = None) -> Iterator[Batch]:
        del plan, resume
        decoder = Decoder()
        done = 0
        while done < len(self._deliveries):
            count = _AT_ONCE if done else FIRST
            block = decoder.deliveries(self._deliveries[done : done + count], 0, keep=True)
            done += count
            yield Batch(Tally(records=done), block)
            if cancel.wait(_PAUSE):
                return

    def records(self, part: int, indexes: Sequence[int]) -> list[Delivery]:
        """Never asked: the store keeps what comes with its records."""
        raise AssertionError((part, indexes))

    def scan(
        self, places: Sequence[RecordPlaces], terms: tuple[Clause, ...], cancel: Cancel
    ) -> Iterator[Scanned]:
        """Nothing to look into: see `records`."""
        del places, terms, cancel
        return iter(())

    def close(self) -> None:
        """There is nothing to let go of."""


def main(folder: str) -> None:
    session = Session(whole_source(Trickle(Path(folder)), "arriving", partial(plan, scope=Scope())))
    app.run_tui(session, Question((), ALL_TIME), UTC, Memory())


if __name__ == "__main__":
    main(sys.argv[1])
