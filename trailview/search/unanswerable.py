"""What of a question some of the events that were read cannot answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from trailview.backends.base import Problem
from trailview.events.block import NO_TIME
from trailview.events.text import counted
from trailview.question.query import Question, Window
from trailview.question.terms import Term, every_term

if TYPE_CHECKING:
    from trailview.store.columns import Snapshot


TIME: Final = "time"
"""Stands among fields for times that may have been read wrongly."""


def without_time(snapshot: Snapshot, window: Window) -> list[Problem]:
    """That events have no usable time, where a window is asked: they lie in none."""
    if window.is_all:
        return []
    count = int((snapshot.times == NO_TIME).sum())
    if not count:
        return []
    told = f"{counted(count, 'event')} without a usable time, which no time range holds: left out"
    return [Problem("", "", f"{told}; ask for all times to see them")]


def without_column(lacks: Mapping[str, str], question: Question) -> list[Problem]:
    """That a table has no column for what a question is about, of each field once."""
    asked = set(map(_field, every_term(question.terms)))
    problems = [
        Problem(where, "", f"no column says {name}, so none of its events can be found by that")
        for name, where in lacks.items()
        if name in asked
    ]
    if TIME in lacks and not question.window_of_events.is_all:
        problems.append(Problem(lacks[TIME], "", "its dates leave a doubt, so some may be missing"))
    return problems


def _field(term: Term) -> str:
    """The field that a term reads; `is:error` and `is:denied` read the error."""
    if term.field == "is" and {"error", "denied"} & {value.literal for value in term.values}:
        return "error"
    return term.field
