"""Tells by who made a call that it cannot match: worked out once for each caller."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from trailview.events.block import IDENTITY_COLUMNS
from trailview.events.conditions import members
from trailview.events.head import Head
from trailview.events.record import Delivery, Event
from trailview.question.fields import find_field
from trailview.question.meaning import meaning
from trailview.question.predicate import test_of
from trailview.question.terms import Clause, Term, single_terms

_MEMBER: Final = "userIdentity"
_MOST: Final = 8 << 20
"""Bytes of callers that are remembered."""


class Callers:
    """Those terms of a question that are about nothing but a record's `userIdentity`."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self._terms = tuple(filter(_is_about_caller, single_terms(clauses)))
        self._holds = test_of(self._terms)
        self._known: dict[bytes, bool] = {}
        self._bytes = 0

    def may_match(self, heads: Sequence[Head]) -> Sequence[bool]:
        """For each head, False only where the terms do not hold for who made the call."""
        if not self._terms:
            return [True] * len(heads)
        return [*map(self._fits, heads)]

    def _fits(self, head: Head) -> bool:
        raw = bytes(head.userIdentity)
        if head.additionalEventData is not None or not raw:
            return True  # there it may be told who signed in
        found = self._known.get(raw)
        if found is None:
            found = self._holds(Event(Delivery(b'{"%b":%b}' % (_MEMBER.encode(), raw))))
            self._remember(raw, holds=found)
        return found

    def _remember(self, raw: bytes, *, holds: bool) -> None:
        self._bytes += len(raw)
        if self._bytes > _MOST:
            self._known.clear()
            self._bytes = len(raw)
        self._known[raw] = holds


def _is_about_caller(term: Term) -> bool:
    field = None if term.is_path else find_field(term.field)
    if field is None or field.column not in IDENTITY_COLUMNS:
        return False
    return {member.path[0] for member in members(meaning(term))} == {_MEMBER}
