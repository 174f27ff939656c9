"""Which terms leave the fewest events: the first that a narrow request should hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from trailview.question.terms import FREE_TEXT, Term

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


def selectivity(term: Term) -> tuple[bool, bool, int, bool]:
    """A key to sort by, most selective first; terms that say what is not wanted come last."""
    name = _PATH if term.is_path else term.field
    place = _ORDER.index(name) if name in _ORDER else len(_ORDER)
    has_wildcard = any(value.literal is None for value in term.values)
    return term.negated, any(value.is_any for value in term.values), place, has_wildcard


def most_selective_first(terms: Iterable[Term]) -> list[Term]:
    """Each term once, in the order of `selectivity`."""
    return sorted(dict.fromkeys(terms), key=selectivity)
