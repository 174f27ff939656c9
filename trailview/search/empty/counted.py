"""How many events a question would have if one of its parts were left out, or another.

Each part is tried on all events once, and each event knows how many parts it lacks: what
lacks just one is what the question would have without that. A million events take some
milliseconds for each part.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from trailview.question.query import ALL_TIME, Window
from trailview.question.terms import Clause, every_term
from trailview.store.columns import Snapshot
from trailview.store.filter import Filter

_Mask = npt.NDArray[np.bool_]
_MOST_IDS: Final = 20_000
"""Events whose IDs are compared as texts; they are not coded."""


class PartCount(NamedTuple):
    """Events, of which the records may still have to be looked into."""

    events: int
    is_sure: bool
    """False where other terms are left, which only the records answer: it is at most so many."""


class Counted:
    """The parts of a question on the events of a snapshot: its terms, and its window."""

    def __init__(self, snapshot: Snapshot, terms: Sequence[Clause], window: Window) -> None:
        self._snapshot = snapshot
        self.uncounted = tuple(term for term in terms if self.is_uncounted(term))
        """Terms that only the records can answer, or that take too long."""
        self._masks: dict[Clause, _Mask] = {}
        self._failing = {term: ~self._holds(term) for term in terms if term not in self.uncounted}
        self._outside = None if window.is_all else ~self._mask((), window)
        self._lacking = np.zeros(snapshot.count, np.uint16)
        for failing in self._failing.values():
            self._lacking += failing
        if self._outside is not None:
            self._lacking += self._outside

    def is_uncounted(self, term: Clause) -> bool:
        """Whether a term is not answered here: it is about records, or IDs by a wildcard."""
        if Filter((term,), ALL_TIME).record_terms:
            return True
        of_ids = (part for part in every_term((term,)) if part.field == "id")
        is_slow = any(value.literal is None for part in of_ids for value in part.values)
        return is_slow and self._snapshot.count > _MOST_IDS

    def _holds(self, term: Clause) -> _Mask:
        """For which events a term holds; each is tried once."""
        if term not in self._masks:
            self._masks[term] = self._mask((term,), ALL_TIME)
        return self._masks[term]

    def _mask(self, terms: tuple[Clause, ...], window: Window) -> _Mask:
        mask = np.zeros(self._snapshot.count, np.bool_)
        mask[Filter(terms, window).rows(self._snapshot)] = True
        return mask

    def alone(self, term: Clause) -> int:
        """How many events a term that is counted has by itself."""
        return int(np.count_nonzero(self._holds(term)))

    def together(self, terms: Sequence[Clause]) -> int:
        """How many events in the window all of some terms have, which are counted."""
        held = np.ones(self._snapshot.count, np.bool_) if self._outside is None else ~self._outside
        for term in terms:
            held &= self._holds(term)
        return int(np.count_nonzero(held))

    def in_window(self) -> int:
        """How many events lie in the window."""
        outside = self._outside
        return self._snapshot.count - (0 if outside is None else int(np.count_nonzero(outside)))

    def without(self, term: Clause) -> PartCount:
        """What the question has without one of its terms."""
        left = [other for other in self.uncounted if other != term]
        return PartCount(int(np.count_nonzero(self._others(term))), not left)

    def without_window(self) -> PartCount:
        """What the question has at any time."""
        others = self._lacking == (0 if self._outside is None else self._outside)
        return PartCount(int(np.count_nonzero(others)), not self.uncounted)

    def instead(self, term: Clause, other: Clause) -> PartCount:
        """What the question has with another term, which is counted, in place of one of its own."""
        left = [each for each in self.uncounted if each != term]
        rows = self._others(term) & self._holds(other)
        return PartCount(int(np.count_nonzero(rows)), not left)

    def _others(self, term: Clause) -> _Mask:
        """The events for which all parts but a term hold, as far as they are counted."""
        failing = self._failing.get(term)
        others: _Mask = self._lacking == (0 if failing is None else failing)
        return others
