"""The events of a thing among rows that are read already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trailview.backends.base import Cancel, Problem
from trailview.question.query import Question
from trailview.store.filter import Filter
from trailview.store.view import View

if TYPE_CHECKING:
    from trailview.search.reading.records import Records


def rows_at_hand(
    records: Records, question: Question, cancel: Cancel
) -> tuple[View, tuple[Problem, ...]]:
    """The rows that a question holds for, newest first, and what could not be read again.

    Can read files: not for the UI thread. Raises SourceError.
    """
    import numpy as np

    snapshot = records.wait_for_store().snapshot()
    wanted = Filter(question.terms, question.window)
    rows = wanted.rows(snapshot)
    problems: tuple[Problem, ...] = ()
    if wanted.record_terms:
        found: list[int] = []
        for looked in records.matching(wanted.record_terms, snapshot, rows, cancel):
            found += looked.rows
            problems += looked.problems
        rows = np.array(found, np.int32)
    return View.of(snapshot, rows), problems
