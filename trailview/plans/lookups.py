"""Which look-ups of event history find all that a condition holds for.

LookupEvents takes one attribute with one exact value (API reference of
LookupEvents). Several values, and alternatives, are as many look-ups; of what
must all hold, one part is looked up and the rest is checked here.

A look-up is exact where AWS's attribute is the same as our field. Three are not:

- `resource`: AWS's `ResourceName` lists what AWS found worth listing, while
  our field reads every parameter and result. It is always approximate.
- `readonly`, `is:read` and `is:write`: AWS's `ReadOnly` is what the record
  says, and a record may say nothing; it is judged by its event's name here.
- `user`: AWS's `Username` is the IAM user's or the session's name as ours is,
  but for root it is always `root`, where ours is the account alias if the
  record has one. `user:root` loses nothing. Any other name may be an alias if
  it is written like one; it is approximate then, unless the question leaves no
  room for root.

How many events there are is not known before they are read. What look-ups take
is worked out from `A_DAY` and the share of all events that one value of an attribute
is taken to find, most selective attribute first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil
from typing import Final, NamedTuple

from trailview.events.conditions import (
    All,
    AnyOf,
    Condition,
    Fits,
    HasResourceType,
    NamesResource,
    Not,
    Text,
    opposite,
)
from trailview.events.meanings import READ, ROLE, ROLE_ARN, ROOT, TYPE, WRITE
from trailview.events.pattern import Pattern
from trailview.frozen import Frozen
from trailview.question.fields import FIELDS

PAGE: Final = 50
"""Events of one request, as many as it gives at most."""
A_DAY: Final = 20_000
"""Events of one account and Region that are taken for granted, a day."""
_SECONDS: Final = 86_400
_SHARES: Final = {
    "EventId": 0.0,
    "AccessKeyId": 0.01,
    "Username": 0.02,
    "EventName": 0.03,
    "ResourceName": 0.03,
    "ResourceType": 0.1,
    "EventSource": 0.1,
    "ReadOnly": 0.5,
}
"""`EventName` stands before `ResourceName` because its answer is complete."""
_TEMPORARY: Final = 12 * 3600
"""Seconds for which a temporary key acts at most: those of a role's session."""
_RANKS: Final = {key: rank for rank, key in enumerate(_SHARES)}

_LONGEST: Final = 2000
_COUNT_DOUBLE: Final = re.compile(r"[_ ,\n]")
_ALIAS: Final = re.compile(r"[a-z0-9](?:[a-z0-9]|-(?!-)){1,61}[a-z0-9]")
"""What an account alias looks like (IAM API reference, CreateAccountAlias)."""
_KEYS: Final[dict[Text, str]] = {
    field.text: field.lookup
    for field in FIELDS
    if field.text is not None and field.lookup is not None
}
"""The attribute that is the same as a text."""


class Lookup(NamedTuple):
    """An attribute, and the value that events must have of it."""

    key: str
    value: str
    is_exact: bool = True
    """Whether it finds all events that the condition it is for holds for."""


class FoundBy(Frozen):
    """Look-ups that together find what a condition holds for."""

    lookups: tuple[Lookup, ...]
    is_whole: bool
    """Whether they find nothing else, so that nothing is left to check."""

    @property
    def is_exact(self) -> bool:
        """Whether they find all that the condition holds for."""
        return all(lookup.is_exact for lookup in self.lookups)

    def cost(self, seconds: int) -> tuple[int, float, int]:
        """What makes the best of several the smallest: requests, share of all events, attribute."""
        share = sum(_SHARES[lookup.key] for lookup in self.lookups)
        rank = max(_RANKS[lookup.key] for lookup in self.lookups)
        return requests(self.lookups, seconds), share, rank


def assumed(lookups: Sequence[Lookup]) -> str:
    """What `requests` takes for granted."""
    shares = {lookup.key: _SHARES[lookup.key] for lookup in lookups}
    said = [f"{share:.0%} of them for each {key}" for key, share in shares.items() if share]
    if any(map(_is_temporary_key, lookups)):
        said.append(f"for {_TEMPORARY // 3600} hours where it is a temporary one")
    return ", ".join([f"assuming {A_DAY:,} events a day", *said])


def requests(lookups: Sequence[Lookup], seconds: int) -> int:
    """The requests that look-ups over so many seconds take; of none, that reading all takes."""
    if not lookups:
        return max(1, ceil(events_in(seconds) / PAGE))
    return sum(max(1, ceil(_finds(lookup, seconds) / PAGE)) for lookup in lookups)


def _finds(lookup: Lookup, seconds: int) -> float:
    """The events that one look-up is taken to find."""
    if _is_temporary_key(lookup):
        seconds = min(seconds, _TEMPORARY)
    return _SHARES[lookup.key] * events_in(seconds)


def _is_temporary_key(lookup: Lookup) -> bool:
    return lookup.key == "AccessKeyId" and lookup.value.startswith("ASIA")


def events_in(seconds: int) -> float:
    """The events that are taken for granted in so many seconds."""
    return A_DAY * max(seconds, 0) / _SECONDS


def lookups_for(
    wanted: Condition, seconds: int, beside: Sequence[Condition] = ()
) -> FoundBy | None:
    """The look-ups that find what a condition holds for, over so many seconds.

    `beside` is what must hold too. None where something can hold that no look-up finds.
    """
    match wanted:
        case Fits(text, values) if text in _KEYS:
            return _each(_KEYS[text], values, beside)
        case NamesResource(values):
            return _each("ResourceName", values, beside)
        case HasResourceType(values):
            return _each("ResourceType", values, beside)
        case _ if wanted == READ:
            return FoundBy((Lookup("ReadOnly", "true", is_exact=False),), is_whole=True)
        case _ if wanted == WRITE:
            return FoundBy((Lookup("ReadOnly", "false", is_exact=False),), is_whole=True)
        case AnyOf(parts) if parts:
            return _all_found([lookups_for(part, seconds, beside) for part in parts])
        case All(parts):
            return _best_of(parts, seconds, beside)
        case Not(Not(part)):
            return lookups_for(part, seconds, beside)
        case Not(AnyOf(parts)):
            return _best_of([opposite(part) for part in parts], seconds, beside)
        case Not(All(parts)):
            return lookups_for(AnyOf(tuple(map(opposite, parts))), seconds, beside)
        case _:
            return None


def _each(key: str, values: Sequence[Pattern], beside: Sequence[Condition]) -> FoundBy | None:
    """One look-up for each value; None where a value is none that can be sent."""
    lookups = list[Lookup]()
    for value in values:
        text = None if value.folds else value.literal
        if text is None or not is_sendable(text):
            return None
        is_exact = key not in ("ResourceName", "Username") or (
            key == "Username" and _is_never_root(text, beside)
        )
        lookups.append(Lookup(key, text, is_exact))
    return FoundBy(tuple(dict.fromkeys(lookups)), is_whole=True) if lookups else None


def is_sendable(value: str) -> bool:
    """Whether LookupEvents takes a value: some characters count double."""
    return 1 <= len(value) + len(_COUNT_DOUBLE.findall(value)) <= _LONGEST


def _all_found(parts: Sequence[FoundBy | None]) -> FoundBy | None:
    found = [part for part in parts if part is not None]
    if len(found) < len(parts):
        return None
    lookups = dict[tuple[str, str], Lookup]()
    for lookup in (lookup for part in found for lookup in part.lookups):
        same = lookups.get(lookup[:2], lookup)
        lookups[lookup[:2]] = lookup._replace(is_exact=lookup.is_exact and same.is_exact)
    if len(lookups) > 1 and any(key == "ReadOnly" for key, _ in lookups):
        return None  # it finds half of all events, and not all of those that are meant
    return FoundBy(tuple(lookups.values()), all(part.is_whole for part in found))


def _best_of(
    parts: Sequence[Condition], seconds: int, beside: Sequence[Condition]
) -> FoundBy | None:
    """The look-ups for one of the parts, all of which hold; the rest is to be checked."""
    together = (*beside, *parts)
    tried = [lookups_for(part, seconds, together) for part in parts]
    found = [one for one in tried if one is not None]
    best = min(found, key=lambda one: one.cost(seconds), default=None)
    return best if best is None or len(parts) == 1 else FoundBy(best.lookups, is_whole=False)


def _is_never_root(name: str, beside: Sequence[Condition]) -> bool:
    """Whether event history calls all whom we call so by the same name."""
    return not may_be_root(name) or any(map(_leaves_out_root, beside))


def may_be_root(name: str) -> bool:
    """Whether a user's name may be an account's alias, by which records may call root."""
    return name != ROOT and _ALIAS.fullmatch(name) is not None


def _leaves_out_root(condition: Condition) -> bool:
    """Whether a condition does not hold for what root does."""
    match condition:
        case Fits(text, values) if text == TYPE:
            return not any(value.matches("Root") for value in values)
        case Fits(text, _):
            return text in (ROLE, ROLE_ARN)
        case Not(Fits(text, values)):
            return text == TYPE and any(value.matches("Root") for value in values)
        case All(parts) | Not(AnyOf(parts)):
            told = map(opposite, parts) if isinstance(condition, Not) else parts
            return any(map(_leaves_out_root, told))
        case AnyOf(parts) | Not(All(parts)):
            told = map(opposite, parts) if isinstance(condition, Not) else parts
            return all(map(_leaves_out_root, told))
        case _:
            return False
