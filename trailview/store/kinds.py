"""The column `by`: who acts in each event, the user's own terms among what tells it."""

from __future__ import annotations

from typing import Final

from trailview.question.acting import OwnKind, in_force
from trailview.question.query import ALL_TIME
from trailview.store.acting import WORD_OF, KindCodes
from trailview.store.columns import RowNumbers, Snapshot
from trailview.store.filter import Filter

_STRETCH: Final = 64


def kinds(snapshot: Snapshot, rows: RowNumbers | None = None) -> KindCodes:
    """For each of `rows`, or of all where that is None, who acts; see `WORD_OF`."""
    return Filter((), ALL_TIME).kinds(snapshot, rows)


class KindWords:
    """Who acts in the events of a view, found for a stretch of them at a time.

    To find it for one takes about as long: what each user agent and each identity tells is
    looked up first. Safe from any thread.
    """

    def __init__(self, snapshot: Snapshot, order: RowNumbers) -> None:
        self._snapshot = snapshot
        self._order = order
        self._known: tuple[int, tuple[OwnKind, ...], list[str]] | None = None
        """The stretch that was asked for last, by what of the user's own, and its words."""

    def at(self, position: int) -> str:
        """The word of an event by its place in the view; "" where it names nobody."""
        stretch, place = divmod(position, _STRETCH)
        own, known = in_force(), self._known
        if known is None or known[0] != stretch or known[1] is not own:
            start = stretch * _STRETCH
            rows = self._order[start : start + _STRETCH]
            words = [WORD_OF[code] for code in kinds(self._snapshot, rows).tolist()]
            known = self._known = stretch, own, words
        return known[2][place]
