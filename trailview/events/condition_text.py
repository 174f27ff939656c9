"""Conditions as text, for what outlives the program: what was asked when events were kept.

A condition is written with all that it says, not as the question that it came from, as
what fields mean may differ from one version to the next.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final, cast

from trailview.events import conditions
from trailview.events.conditions import ActsBy, Condition, Holds
from trailview.events.expressions import Expression
from trailview.events.pattern import Pattern

_CLASSES: Final[dict[str, Callable[..., object]]] = {
    made.__name__: made
    for made in (
        *(conditions.Member, conditions.Below, conditions.AfterColon, conditions.Constant),
        *(conditions.Said, conditions.FirstOf, conditions.Where, conditions.Cases),
        *(conditions.Fits, conditions.Matches, conditions.Within, conditions.Present),
        *(conditions.Flag, conditions.Mentions, conditions.NamesResource),
        *(conditions.ResourceMatches, conditions.HasResourceType),
        *(conditions.ResourceTypeMatches, conditions.All, conditions.AnyOf, conditions.Not),
        Pattern,
    )
}
_DEEPEST: Final = 200
"""Levels up to which a text is read: more than any question has."""


def condition_text(condition: Condition) -> str:
    """The condition as text.

    Raises ValueError where it depends on more than it says itself: who acts is told by a
    table and by settings.
    """
    return json.dumps(_written(condition), separators=(",", ":"))


def condition_of(text: str) -> Condition:
    """The condition that was written. Raises ValueError for any other text."""
    try:
        found = _read(json.loads(text), 0)
    except (TypeError, KeyError, RecursionError) as error:
        raise ValueError(f"no condition: {error}") from error
    if not isinstance(found, Condition):
        raise ValueError("no condition")
    return found


def _written(value: object) -> object:
    match value:
        case ActsBy():
            raise ValueError("who acts is told by more than the condition")
        case Expression():
            return {"Expression": value.source}
        case IPv4Network() | IPv6Network():
            return {"Network": str(value)}
        case Holds():
            return {"Holds": value.name}
        case tuple():
            return [*map(_written, value)]
        case str() | bool() | int() | None:
            return value
    name = type(value).__name__
    if name not in _CLASSES:
        raise ValueError(f"cannot be written: {value!r}")
    fields: tuple[str, ...] = getattr(value, "__match_args__", ())
    return {name: [_written(getattr(value, field)) for field in fields]}


def _read(value: object, depth: int) -> object:
    if depth > _DEEPEST:
        raise ValueError("nested too deep")
    if isinstance(value, list):
        return tuple(_read(part, depth + 1) for part in value)
    if not isinstance(value, dict):
        return value
    ((name, inside),) = value.items()
    match name:
        case "Expression":
            return Expression(inside)
        case "Network":
            return ip_network(inside)
        case "Holds":
            return Holds[inside]
        case _:
            parts = cast("tuple[object, ...]", _read(inside, depth + 1))
            return _CLASSES[name](*parts)
