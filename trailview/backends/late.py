"""A reader that is made when the first of what is wanted is not here."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trailview.backends.base import Backend, Batch, Cancel, RecordPlaces, Scanned
    from trailview.events.record import Delivery
    from trailview.plans.plan import Plan
    from trailview.question.terms import Clause


class LateReader:
    """A backend that is made when it is used (`trailview.backends.base.Backend`)."""

    def __init__(self, name: str, make: Callable[[], Backend]) -> None:
        self.name = name
        self._make = make
        self._lock = threading.Lock()
        self._made: Backend | None = None

    def _reader(self) -> Backend:
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made

    def read(self, plan: Plan, cancel: Cancel, resume: object | None = None) -> Iterator[Batch]:
        """What the backend reads. Raises TrailviewError."""
        return self._reader().read(plan, cancel, resume)

    def records(self, part: int, indexes: Sequence[int]) -> list[Delivery]:
        """Some records again. Raises SourceError."""
        return self._reader().records(part, indexes)

    def scan(
        self, places: Sequence[RecordPlaces], terms: tuple[Clause, ...], cancel: Cancel
    ) -> Iterator[Scanned]:
        """Look into records for terms that only the record can answer."""
        return self._reader().scan(places, terms, cancel)

    def close(self) -> None:
        """Let go of what the backend holds, if it was made."""
        if self._made is not None:
            self._made.close()
