"""Whether a condition can only hold where another one does, by what the two say.

A yes is always right. A no may only mean that it cannot be seen from here: texts that
are read from several members, and what tables tell, are compared as they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from trailview.events.conditions import (
    ActsBy,
    All,
    AnyOf,
    Below,
    Condition,
    Fits,
    HasResourceType,
    Matches,
    Mentions,
    NamesResource,
    Not,
    ResourceMatches,
    ResourceTypeMatches,
    Text,
    Within,
)
from trailview.events.evaluate import is_within
from trailview.events.pattern import Pattern, any_fits, fold

_MOST_STEPS: Final = 20_000
"""Comparisons after which it counts as not to be seen: alternatives multiply."""


def implies(premise: Condition, conclusion: Condition) -> bool:
    """Whether `conclusion` is seen to hold of every record of which `premise` does."""
    try:
        return _Comparison().follows(_plain(premise), _plain(conclusion))
    except _TooLongError:
        return False


class _TooLongError(Exception):
    """So many comparisons are not worth the answer."""


class _Comparison:
    """One comparison of two conditions, which counts its steps."""

    def __init__(self) -> None:
        self._steps = 0

    def follows(self, premise: Condition, conclusion: Condition) -> bool:
        """Whether the conclusion follows; both say `Not` of single conditions only."""
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise _TooLongError
        if premise == conclusion:
            return True
        if isinstance(conclusion, All):
            return all(self.follows(premise, part) for part in conclusion.parts)
        if isinstance(premise, AnyOf):
            return all(self.follows(part, conclusion) for part in premise.parts)
        if isinstance(conclusion, AnyOf) and any(
            self.follows(premise, part) for part in conclusion.parts
        ):
            return True
        if isinstance(premise, All):
            return any(self.follows(part, conclusion) for part in premise.parts)
        return not isinstance(conclusion, AnyOf) and _single(premise, conclusion)


def _plain(condition: Condition) -> Condition:
    """The same, with every `Not` brought down to a single condition."""
    match condition:
        case All(parts):
            return All(tuple(map(_plain, parts)))
        case AnyOf(parts):
            return AnyOf(tuple(map(_plain, parts)))
        case Not(Not(part)):
            return _plain(part)
        case Not(All(parts)):
            return AnyOf(tuple(_plain(Not(part)) for part in parts))
        case Not(AnyOf(parts)):
            return All(tuple(_plain(Not(part)) for part in parts))
        case _:
            return condition


def _single(premise: Condition, conclusion: Condition) -> bool:
    """Whether one condition on records follows from another; neither has parts."""
    match premise, conclusion:
        case Not(denied), Not(more):
            return more == denied or _single(more, denied)
        case Fits(text, values), Fits(other, wanted) if text == other:
            return _are_among(values, wanted)
        case Fits(text, values), _:
            return _texts_tell(text, values, conclusion)
        case Within(text, inner), Within(other, outer) if text == other:
            return inner.version == outer.version and inner.subnet_of(outer)  # type: ignore[arg-type]  # of one version
        case HasResourceType(values), HasResourceType(wanted):
            return _are_among(values, wanted)
        case ActsBy(kinds), ActsBy(wanted_kinds):
            return kinds <= wanted_kinds
        case _:
            return _says_less(premise, conclusion)


def _says_less(premise: Condition, conclusion: Condition) -> bool:
    """Whether two conditions of one kind differ in that the first has fewer values."""
    match premise, conclusion:
        case Matches(text, some), Matches(other, more) if text == other:
            return {*some} <= {*more}
        case NamesResource(values), NamesResource(wanted):
            return {*values} <= {*wanted}
        case Mentions(values), Mentions(wanted):
            return {*values} <= {*wanted}
        case ResourceMatches(some), ResourceMatches(more):
            return {*some} <= {*more}
        case ResourceTypeMatches(some), ResourceTypeMatches(more):
            return {*some} <= {*more}
        case _:
            return False


def _texts_tell(text: Text, values: Sequence[Pattern], conclusion: Condition) -> bool:
    """Whether a condition on a text holds for the only ones that fit `values`."""
    told = _texts(values)
    if not told:
        return False
    if isinstance(conclusion, Not):
        test = _test_of(conclusion.part, text)
        # Of several texts, another one may be what is denied.
        return test is not None and not isinstance(text, Below) and not any(map(test, told))
    test = _test_of(conclusion, text)
    return test is not None and all(map(test, told))


def _texts(values: Sequence[Pattern]) -> tuple[str, ...] | None:
    """The only texts that fit; None where these are not so many."""
    texts = tuple(value.literal for value in values if not value.folds)
    known = tuple(text for text in texts if text is not None)
    return known if len(known) == len(values) else None


def _test_of(condition: Condition, text: Text) -> Callable[[str], bool] | None:
    """What a condition says of the text alone; None where it is about something else."""
    match condition:
        case Fits(about, values) if about == text:
            return any_fits(values)
        case Matches(about, expressions) if about == text:
            return any_fits(expressions)
        case Within(about, network) if about == text:
            return lambda value: is_within(value, network)
        case _:
            return None


def _are_among(values: Sequence[Pattern], wanted: Sequence[Pattern]) -> bool:
    """Whether whatever fits one of `values` fits one of `wanted`."""
    return all(any(_is_among(value, other) for other in wanted) for value in values)


def _is_among(value: Pattern, other: Pattern) -> bool:
    """Whether every text that fits `value` is seen to fit `other`."""
    if value == other:
        return True
    if other.is_any:
        return any(value.pieces)
    if value.folds and not other.folds:
        return False
    pieces = tuple(map(fold, value.pieces)) if other.folds else value.pieces
    if len(pieces) == 1:
        return Pattern(other.pieces).matches(pieces[0])
    if len(other.pieces) == 2:
        start, end = other.pieces
        return pieces[0].startswith(start) and pieces[-1].endswith(end)
    if len(other.pieces) == 3 and not (other.pieces[0] or other.pieces[-1]):
        return any(other.pieces[1] in piece for piece in pieces)
    return False
