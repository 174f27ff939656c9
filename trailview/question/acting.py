"""Who acts, as questions ask it: the table's kinds, and the user's own terms that add to them.

The table is `events/acts.py`. What the settings add (`[by]`) is in force for
the whole program, and for each process that tests records: it is put in force
before the first question is asked. Of several kinds that are told, the one
that comes first counts, as in the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from trailview.events.acts import Kind
from trailview.events.conditions import ActsBy, Condition, Not, all_of, any_of, opposite
from trailview.events.evaluate import holds_in
from trailview.events.meanings import WORDS
from trailview.events.pattern import Value
from trailview.events.record import Event
from trailview.frozen import Frozen

if TYPE_CHECKING:
    from trailview.question.terms import Clause

KINDS: Final = {kind.word: kind for kind in sorted(Kind, reverse=True)}
"""The kinds by their words, the one that counts most first."""


class OwnKind(Frozen):
    """What the settings add: where all of `clauses` hold, it is at least `kind` that acts."""

    kind: Kind
    clauses: tuple[Clause, ...]
    condition: Condition
    """What the terms mean; it is about members only."""


class _InForce:
    """What the settings add, for the whole process."""

    own: tuple[OwnKind, ...] = ()


def put_in_force(own: Iterable[OwnKind]) -> None:
    """Let these kinds be added to the table's, and no others."""
    _InForce.own = tuple(own)


def in_force() -> tuple[OwnKind, ...]:
    """The kinds that are added to the table's."""
    return _InForce.own


def kind_of(event: Event) -> Kind | None:
    """Who acts in an event; None where it names nobody."""
    told = [] if event.acting is None else [event.acting.kind]
    get = event.tree.get
    return max(
        (*told, *(own.kind for own in in_force() if holds_in(own.condition)(get))), default=None
    )


def kinds_read(event: Event) -> tuple[str, ...]:
    """The value of the field `by` in an event."""
    kind = kind_of(event)
    return () if kind is None else (kind.word,)


def acts_by(values: Iterable[Value]) -> Condition:
    """What a term of the field `by` says that asks for these values."""
    several = tuple(values)
    wanted = [kind for word, kind in KINDS.items() if any(v.matches(word) for v in several)]
    if not in_force():
        return ActsBy(frozenset(wanted))
    return any_of(part for kind in wanted for part in _ways(kind))


def _ways(kind: Kind) -> Iterator[Condition]:
    """How a kind comes to count: the table or a term tells it, and nothing tells a larger one."""
    larger = [Not(own.condition) for own in in_force() if own.kind > kind]
    yield all_of((ActsBy(frozenset({kind})), *larger))
    for own in in_force():
        if own.kind == kind:
            above = frozenset(other for other in Kind if other > kind)
            yield all_of((own.condition, Not(ActsBy(above)), *larger))


def service_side(asked: ActsBy) -> Condition | None:
    """What the condition requires of whether an AWS service acts; None where that is nothing.

    It is all of the table that a service's language can say.
    """
    if asked.kinds == {Kind.SERVICE}:
        return WORDS["service"]
    return None if Kind.SERVICE in asked.kinds else opposite(WORDS["service"])
