"""Values that data protection has masked, recognised in what is read by their asterisks.

A policy masks what any of its data identifiers finds, and those may be an account's own: so it
is not known which members it masks before they are seen (CloudWatch Logs user guide, "Help
protect sensitive log data with masking").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

from trailview.backends.base import Problem
from trailview.events.pattern import Pattern
from trailview.events.places import at, texts_in
from trailview.events.record import Delivery, Event
from trailview.plans.log_group.facts import GroupFacts
from trailview.question.fields import find_field
from trailview.question.paths import parse_path
from trailview.question.query import Question
from trailview.question.terms import Term, every_term

_MASKED: Final = re.compile(r"\*{3,}|\A\*{2,}\Z")
"""All of a value, or part of it. One asterisk is a policy's `any`."""
_TRACE: Final = b"**"

Reading = Callable[[Event], Sequence[str]]


class MaskedFields:
    """Looks for asterisks where the terms of a question look; each field is told once."""

    def __init__(self, group: str, question: Question, facts: GroupFacts | None) -> None:
        """`facts` is None where the group may not be looked at."""
        self._group = group
        is_open = facts is not None and not facts.is_masked
        terms = every_term(question.terms)
        self._readings = dict(_readings(terms, only_one_place=is_open))

    def __call__(self, found: Sequence[Delivery]) -> tuple[Problem, ...]:
        """What is to be told of some records, that was not told before."""
        names: list[str] = []
        for delivery in found if self._readings else ():
            if _TRACE not in delivery.raw:
                continue
            event = Event(delivery)
            names += [name for name, read in self._readings.items() if _is_masked(read(event))]
            for name in names:
                self._readings.pop(name, None)
        if not names:
            return ()
        reason = f"there are asterisks in place of {', '.join(names)}: what they hide is not found"
        return (Problem(self._group, "", reason),)


def _is_masked(texts: Sequence[str]) -> bool:
    return any(map(_MASKED.search, texts))


def _readings(terms: Iterator[Term], *, only_one_place: bool) -> Iterator[tuple[str, Reading]]:
    """Fields that values are asked of, and how they are read.

    With `only_one_place`, none that is read all over the record: CloudTrail itself writes
    asterisks in place of some parameters.
    """
    for term in terms:
        if all(isinstance(value, Pattern) and value.is_any for value in term.values):
            continue
        field = find_field(term.field)
        if term.is_path:
            yield term.field, partial(_below, parse_path(term.field))
        elif field is not None and field.gathered is None:
            yield term.field, field.read
        elif not only_one_place:
            yield term.field or "free text", partial(_below, ()) if field is None else field.read


def _below(path: Sequence[str | int], event: Event) -> tuple[str, ...]:
    """All texts at a path."""
    return tuple(texts_in(at(event.tree, path)))
