"""Finds out why nothing matched, from the events that were read. Pure; linear in their number."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from trailview.events.meanings import SERVICE_SUFFIX
from trailview.events.pattern import Pattern, Value, fold
from trailview.question.fields import Compare, find_field
from trailview.question.predicate import value_test
from trailview.question.query import ALL_TIME, Question
from trailview.question.terms import FREE_TEXT, Clause, Term, single_terms
from trailview.question.vocabulary import (
    nearest_event,
    nearest_region,
    nearest_service,
    nearest_type,
)
from trailview.question.write import format_terms
from trailview.search.empty.counted import Counted, PartCount
from trailview.search.empty.nearest import Near, Occurring, column_of, nearest
from trailview.search.empty.why import Alone, Bound, MissingValue, Nearest, Proposal, Why
from trailview.store.columns import Snapshot

MOST: Final = 9
"""Questions proposed: there is a digit for each."""
_MOST_SEARCHED: Final = 8
"""Values of a question for which near ones are looked for."""
_SURENESS: Final = (Bound.EXACT, Bound.AT_LEAST, Bound.AT_MOST, Bound.UNKNOWN)
_KNOWN: Final[dict[str, Callable[[str], str | None]]] = {
    "event": nearest_event,
    "service": nearest_service,
    "type": nearest_type,
    "region": nearest_region,
}
"""Fields whose values have names that are known, and what finds the nearest of them."""


class ReadSoFar(NamedTuple):
    """What the events at hand are, of those that were asked for."""

    pushed: Collection[Clause] = ()
    """Terms by which the service has chosen them: what fails those is not here."""
    is_in_window: bool = False
    """Whether the window has chosen them too."""
    is_all: bool = True
    """Whether they are all that was to be read: counts are of all there is."""


def explained(why: Why, snapshot: Snapshot, read: ReadSoFar) -> Why:
    """Why, with what the events at hand tell of each part of the question."""
    return _Explainer(why.question, snapshot, read).explained(why)


class _Lost(NamedTuple):
    """A term of the question with a value that no event has."""

    term: Term
    value: Value
    near: list[Near]


class _Explainer:
    """One question over one snapshot."""

    def __init__(self, question: Question, snapshot: Snapshot, read: ReadSoFar) -> None:
        self._question = question
        self._snapshot = snapshot
        self._read = read
        self._window = ALL_TIME if read.is_in_window else question.window_of_events
        self._here = tuple(term for term in question.terms if term not in read.pushed)
        self._occurring = Occurring(snapshot)
        self._counted = Counted(snapshot, self._here, self._window)

    def explained(self, why: Why) -> Why:
        """Why, with the members that are told by events."""
        lost = list(self._lost())
        mended = sorted(self._mended(lost), key=_promise)
        less = sorted(self._less(), key=_promise)
        alone: tuple[Alone, ...] = ()
        if not lost and not any(p.events for p in less):
            alone = tuple(self._alone())
        return replace(
            why,
            missing=tuple(map(self._missing, lost)),
            proposals=(*mended, *less, *self._unasked())[:MOST],
            alone=alone,
            is_cut=self._occurring.is_cut,
            uncounted=tuple(format_terms((term,)) for term in self._counted.uncounted),
        )

    # Values that occur nowhere

    def _lost(self) -> Iterator[_Lost]:
        occurring, searched = self._occurring, 0
        if not self._snapshot.count:
            return
        for term in single_terms(self._here):
            for value in _values(term):
                if searched < _MOST_SEARCHED and self._is_lost(occurring, term, value):
                    searched += 1
                    yield _Lost(term, value, nearest(occurring, term.field, value))

    def _is_lost(self, occurring: Occurring, term: Term, value: Value) -> bool:
        """Whether no event has a value; of what the records say, whether no row shows it."""
        one = Term(term.field, (value,))
        if not self._counted.is_uncounted(one):
            return not self._counted.alone(one)
        if term.field == FREE_TEXT:
            return bool(value.literal) and bool(nearest(occurring, term.field, value))
        field = find_field(term.field)
        column = None if field is None else column_of(field, value)
        if field is None or column is None:
            return False
        return not occurring.fitting(column, value_test(field, one))

    def _missing(self, lost: _Lost) -> MissingValue:
        one = Term(lost.term.field, (lost.value,))
        says = "occurs nowhere"
        if self._counted.is_uncounted(one):
            says = "is in no column of the table"
        elif self._read.pushed or self._read.is_in_window or not self._read.is_all:
            says = "occurs in none of these"
        near = tuple(_nearest(lost, near) for near in lost.near)
        return MissingValue(format_terms((one,)), says, near)

    def _mended(self, lost: Sequence[_Lost]) -> Iterator[Proposal]:
        """The question with a value that occurs in place of one that does not."""
        best: dict[Clause, Term] = {}
        for each in lost:
            for near in each.near:
                other = _replaced(each, near.term)
                best.setdefault(each.term, other)
                yield from self._proposed(each.term, other)
        unmet: set[Clause] = {each.term for each in lost if self._is_unmet(each.term)}
        if best and len(unmet | best.keys()) > 1:
            yield from self._all_mended(best, unmet - best.keys())

    def _is_unmet(self, term: Term) -> bool:
        """Whether a term that is counted has no event by itself."""
        return term not in self._counted.uncounted and not self._counted.alone(term)

    def _all_mended(
        self, best: Mapping[Clause, Term], unmet: Collection[Clause]
    ) -> Iterator[Proposal]:
        """The question with all that occurs nowhere replaced, or left out."""
        terms, here = (
            tuple(best.get(term, term) for term in some if term not in unmet)
            for some in (self._question.terms, self._here)
        )
        if any(map(self._counted.is_uncounted, here)):
            return
        count = self._counted.together(here)
        if count:
            without = tuple(term for term in self._here if term in unmet)
            change = format_terms(tuple(best.values()))
            if without:
                change += f", without {format_terms(without)}"
            bound = self._bound(PartCount(count, is_sure=True))
            yield Proposal(replace(self._question, terms=terms), change, count, bound)

    def _proposed(self, term: Term, other: Term) -> Iterator[Proposal]:
        terms = tuple(other if each == term else each for each in self._question.terms)
        question, change = replace(self._question, terms=terms), format_terms((other,))
        if self._counted.is_uncounted(other):
            yield Proposal(question, change, 0, Bound.UNKNOWN)
            return
        count = self._counted.instead(term, other)
        if count.events:
            yield Proposal(question, change, count.events, self._bound(count))

    # One part less

    def _less(self) -> Iterator[Proposal]:
        question = self._question
        for term in self._here:
            count = self._counted.without(term)
            if count.events:
                yield Proposal(
                    question.without_term(term),
                    f"without {format_terms((term,))}",
                    count.events,
                    self._bound(count),
                )
        if not self._window.is_all:
            count = self._counted.without_window()
            if count.events:
                yield Proposal(
                    replace(question, window=ALL_TIME),
                    "without the time range",
                    count.events,
                    self._bound(count),
                    is_of_all_time=True,
                )

    def _alone(self) -> Iterator[Alone]:
        """Each part by itself."""
        if len(self._here) + (not self._window.is_all) < 2:
            return
        for term in self._here:
            if term not in self._counted.uncounted:
                yield Alone(format_terms((term,)), self._counted.alone(term))
        if not self._window.is_all:
            yield Alone("the time range", self._counted.in_window())

    # What the service itself has answered

    def _unasked(self) -> Iterator[Proposal]:
        """Questions whose answer only the service has: counted by nobody."""
        question = self._question
        for term in question.terms:
            is_here = term not in self._read.pushed
            if is_here and (self._snapshot.count or not self._read.pushed):
                continue
            for other in known_names(term):
                terms = tuple(other if each == term else each for each in question.terms)
                changed = replace(question, terms=terms)
                yield Proposal(changed, format_terms((other,)), 0, Bound.UNKNOWN)
            if len(question.terms) > 1:
                less = question.without_term(term)
                yield Proposal(less, f"without {format_terms((term,))}", 0, Bound.UNKNOWN)

    def _bound(self, count: PartCount) -> Bound:
        if not count.is_sure:
            return Bound.AT_MOST if self._read.is_all else Bound.UNKNOWN
        return Bound.EXACT if self._read.is_all else Bound.AT_LEAST


def known_names(term: Clause) -> list[Term]:
    """A term with the nearest names that AWS knows, where it has one that AWS does not.

    Of a group nothing is proposed but to leave it out.
    """
    found = list[Term]()
    if not isinstance(term, Term):
        return found
    for value in _values(term):
        near, literal = _KNOWN.get(term.field), value.literal or ""
        name = near(literal) if near is not None and literal else None
        if name is not None and name != literal.removesuffix(SERVICE_SUFFIX):
            found.append(_replaced(_Lost(term, value, []), Term(term.field, (Pattern((name,)),))))
    return found


def _values(term: Term) -> tuple[Value, ...]:
    """The values that an event has to have one of; none of a term that rules something out."""
    return () if term.negated else tuple(value for value in term.values if not value.is_any)


def _replaced(lost: _Lost, near: Term) -> Term:
    """A term with what is near in place of its value that is lost."""
    if near.field != lost.term.field:
        return near
    values = [near.values[0] if value == lost.value else value for value in lost.term.values]
    return Term(near.field, tuple(dict.fromkeys(values)))


def _nearest(lost: _Lost, near: Near) -> Nearest:
    typed = [format_terms((near.term,))]
    if near.term.field == lost.term.field and near.how == "in other capitals":
        typed += _in_any_capitals(lost.term.field, lost.value)
    return Nearest(near.text, near.events, near.how, tuple(typed))


def _in_any_capitals(field_name: str, value: Value) -> list[str]:
    """The term that finds a value in any capitals, of fields that compare as they are."""
    field = find_field(field_name)
    is_text = field is not None and field.compare in (Compare.TEXT, Compare.ROLE)
    if not is_text or not isinstance(value, Pattern):
        return []
    folded = Pattern(tuple(map(fold, value.pieces)), folds=True)
    return [format_terms((Term(field_name, (folded,)),))]


def _promise(proposal: Proposal) -> tuple[int, int]:
    """The order of proposals: those that are counted, with most events first."""
    return _SURENESS.index(proposal.bound), -proposal.events
