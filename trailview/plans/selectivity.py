"""Which terms leave the fewest events: the first that a narrow request should hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from trailview.question.terms import FREE_TEXT, Clause, Term

_PATH: Final = "$"
_ORDER: Final = (
    *("id", "request", "key", "principal", "principal-id", "user", "role", "ip", _PATH),
    *("error", "message", "agent", "event", "resource", FREE_TEXT, "resource-type"),
    *("service", "account", "type", "by", "is", "category", "readonly", "region"),
)
"""From one event, over one caller, to half of all events. A field that is not here comes last.

Where event history can ask for one term only, `event` stands before `resource`
because its answer is complete, and before `service` because one service has
many events.
"""


def selectivity(clause: Clause) -> tuple[bool, bool, int, bool]:
    """A key to sort by, most selective first; terms that say what is not wanted come last.

    A group is as selective as the worst of its alternatives.
    """
    if not isinstance(clause, Term):
        one = max(min(map(selectivity, clauses)) for clauses in clause.alternatives)
        return clause.negated or one[0], *one[1:]
    name = _PATH if clause.is_path else clause.field
    place = _ORDER.index(name) if name in _ORDER else len(_ORDER)
    has_wildcard = any(value.literal is None for value in clause.values)
    return clause.negated, any(value.is_any for value in clause.values), place, has_wildcard


def most_selective_first(clauses: Iterable[Clause]) -> list[Clause]:
    """Each clause once, in the order of `selectivity`."""
    return sorted(dict.fromkeys(clauses), key=selectivity)


def arranged(clause: Clause) -> Clause:
    """The same clause, with the most selective clauses first in each alternative."""
    if isinstance(clause, Term):
        return clause
    return replace(
        clause,
        alternatives=tuple(
            tuple(map(arranged, most_selective_first(clauses))) for clauses in clause.alternatives
        ),
    )
