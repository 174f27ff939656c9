"""The names there are: of events, services, identities and Regions.

`vocabulary.z` beside this module is made from botocore's service models and
what documentation names besides (`make vocabulary`). It is a little behind
AWS at any time: a name that it lacks is a reason to warn, never to refuse.
"""

from __future__ import annotations

import re
import zlib
from functools import lru_cache
from pkgutil import get_data
from typing import Final, NamedTuple

from trailview.events.pattern import Pattern

_VERSIONED: Final = re.compile(
    r"(?P<operation>.*[A-Za-z])(?:[0-9]{8}|[0-9]{4}_[0-9]{2}_[0-9]{2})(?:v[0-9]+)?"
)
"""Lambda and CloudFront add a version to an operation's name: `GetFunction20150331v2`."""
_SUFFIX: Final = ".amazonaws.com"
_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,100}")
"""What a name is made of. All else has no neighbours."""
_MOST_COMPARED: Final = 1_500
"""Names that are compared letter by letter with a misspelt one; that takes about 20 ms."""
_WIDEST: Final = 2
"""Letters that may differ in a near name."""


class _Lists(NamedTuple):
    events: frozenset[str]
    services: frozenset[str]
    types: frozenset[str]
    regions: frozenset[str]


@lru_cache(maxsize=1)
def _lists() -> _Lists:
    raw = get_data(__package__, "vocabulary.z")
    assert raw is not None, "it is part of the package"
    text = zlib.decompress(raw).decode("ascii")
    return _Lists(*(frozenset(names.split("\n")) for names in text.split("\n\n")))


def known_values(field: str) -> frozenset[str]:
    """The names that a field's values can be, as far as there is a list; else none.

    Services are without `.amazonaws.com`.
    """
    lists = _lists()
    of = {"event": lists.events, "service": lists.services}
    return (of | {"type": lists.types, "region": lists.regions}).get(field, frozenset())


def knows_event(name: str) -> bool:
    """Whether an event can have this name, also with the version that some services add."""
    events = _lists().events
    versioned = None if name in events else _VERSIONED.fullmatch(name)
    return name in events or (versioned is not None and versioned["operation"] in events)


def knows_an_event(pattern: Pattern) -> bool:
    """Whether the name of any event there is fits; true where that is not known for sure."""
    if pattern.literal is not None and not pattern.folds:
        return knows_event(pattern.literal)
    if any(character.isdigit() for piece in pattern.pieces for character in piece):
        return True  # of a version, perhaps
    return any(map(pattern.matches, _lists().events))


def knows_service(name: str) -> bool:
    """Whether there is such an event source, with or without `.amazonaws.com`."""
    return name.removesuffix(_SUFFIX) in _lists().services


def knows_a_service(pattern: Pattern) -> bool:
    """Whether the name of any event source fits, with or without `.amazonaws.com`."""
    if pattern.literal is not None and not pattern.folds:
        return knows_service(pattern.literal)
    names = _lists().services
    return any(pattern.matches(name) or pattern.matches(f"{name}{_SUFFIX}") for name in names)


def knows_a_type(pattern: Pattern) -> bool:
    """Whether any type of identity fits."""
    return any(map(pattern.matches, _lists().types))


def knows_a_region(pattern: Pattern) -> bool:
    """Whether the name of any Region fits."""
    return any(map(pattern.matches, _lists().regions))


def identity_types() -> frozenset[str]:
    """The values of `userIdentity.type`."""
    return _lists().types


def knows_region(name: str) -> bool:
    """Whether there is such a Region in any partition."""
    return name in _lists().regions


def nearest_event(name: str) -> str | None:
    """The event name that was most likely meant; None where none is near."""
    return _nearest(name, "events")


def nearest_service(name: str) -> str | None:
    """The service that was most likely meant, without `.amazonaws.com`; None where none is near."""
    return _nearest(name.removesuffix(_SUFFIX), "services")


def nearest_type(name: str) -> str | None:
    """The type of identity that was most likely meant; None where none is near."""
    return _nearest(name, "types")


def nearest_region(name: str) -> str | None:
    """The Region that was most likely meant; None where none is near."""
    return _nearest(name, "regions")


def _nearest(name: str, kind: str) -> str | None:
    if not _NAME.fullmatch(name):
        return None
    small = name.lower()
    by_small = _by_small(kind)
    if small in by_small:
        return by_small[small]
    near = _near(small, _text(kind))
    found = min(
        near, key=lambda other: (near[other], abs(len(other) - len(small)), other), default=""
    )
    return by_small.get(found)


@lru_cache(maxsize=4)
def _by_small(kind: str) -> dict[str, str]:
    """The names of a list by themselves in small letters."""
    return {name.lower(): name for name in sorted(getattr(_lists(), kind))}


@lru_cache(maxsize=4)
def _text(kind: str) -> str:
    """The names of a list in small letters, one after the other, to look for parts in."""
    return "\n" + "\n".join(_by_small(kind)) + "\n"


def _near(small: str, text: str) -> dict[str, int]:
    """Names of `text` that differ in few letters, with how many.

    One that differs in two letters has one of any three parts of the name
    unchanged, so only those with such a part are compared.
    """
    most = min(_WIDEST, max(len(small) // 4, 1))
    compared = dict[str, None]()
    size = -(-len(small) // (most + 1))
    for start in range(0, len(small), size):
        part = small[start : start + size]
        at = text.find(part)
        while at >= 0 and len(compared) < _MOST_COMPARED:
            end = text.index("\n", at)
            other = text[text.rindex("\n", 0, at + 1) + 1 : end]
            if abs(len(other) - len(small)) <= most:
                compared[other] = None
            at = text.find(part, end)
    distances = {other: _distance(small, other, most) for other in compared}
    return {other: distance for other, distance in distances.items() if distance <= most}


def _distance(one: str, other: str, most: int) -> int:
    """How many letters to change, add, leave out or swap with their neighbour.

    Anything above `most` where it is more than that.
    """
    before, row = list[int](), list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before = before, row
        row = [i]
        for j, its in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and its == one[i - 2]:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
