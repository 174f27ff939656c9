"""The column `by`: who acts in each event, the user's own terms among what tells it."""

from __future__ import annotations

import numpy as np

from trailview.question.query import ALL_TIME
from trailview.store.acting import WORD_OF, KindCodes
from trailview.store.columns import RowNumbers, Snapshot
from trailview.store.filter import Filter


def kinds(snapshot: Snapshot, rows: RowNumbers | None = None) -> KindCodes:
    """For each of `rows`, or of all where that is None, who acts; see `WORD_OF`."""
    return Filter((), ALL_TIME).kinds(snapshot, rows)


def kind_word(snapshot: Snapshot, row: int) -> str:
    """Who acts in one event; "" where it names nobody."""
    return WORD_OF[int(kinds(snapshot, np.array([row], np.int32))[0])]
