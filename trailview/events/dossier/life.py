"""What a call did to a resource: made it, changed it, deleted it, or only read it.

The names of AWS's calls tell, with the parameter that a resource is named by:
`DeleteBucket` ends what stands at `bucketName`, `DeleteBucketPolicy` changes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Final

from trailview.events.places import text_of
from trailview.events.record import Event

_VERSION: Final = re.compile(r"_?\d{4}_?\d\d_?\d\d(v\d+)?$")
_MAKING: Final = re.compile(
    r"(?:Create|Run|Allocate|Register|Import|Request|Restore|Copy|Launch)(.*)"
)
_ENDING: Final = re.compile(r"(?:Delete|Terminate|Release|Deregister|BatchDelete)(.*)")
_ENDS_TOO: Final = {"ScheduleKeyDeletion": "key"}
"""Calls that end a thing and are called otherwise, with what it is."""
_OTHERWISE_CALLED: Final = {"keyname": "keypair", "serialnumber": "virtualmfadevice"}
"""Parameters that are called otherwise than what they name."""
_NAMING: Final = re.compile(r"(?:name|id|arn|identifier|url)s?$")
_DEEPEST: Final = 8
_WALKED: Final = 2_000
_TOLD: Final = 4
"""Names of what one call made that are told."""


class Deed(Enum):
    """What was done to a resource."""

    MADE = "made"
    CHANGED = "changed"
    DELETED = "deleted"
    USED = "used"
    """Something else was changed, by a call that names it."""
    READ = "read"
    TRIED = "tried"
    """It failed."""


def deed_of(event: Event) -> Deed:
    """What a call did, whatever to."""
    if event.is_failed:
        return Deed.TRIED
    if event.read_only:
        return Deed.READ
    name = _plain_name(event)
    if _MAKING.fullmatch(name):
        return Deed.MADE
    is_end = _ENDING.fullmatch(name) or name in _ENDS_TOO
    return Deed.DELETED if is_end and not name.endswith("Tags") else Deed.CHANGED


def deed_to(event: Event, names: frozenset[str]) -> Deed:
    """What a call did to the resource that is called so: it may have made something of it."""
    deed = deed_of(event)
    if deed in (Deed.READ, Deed.TRIED):
        return deed
    name = _plain_name(event)
    things = {_thing(member) for member in members_naming(event, names)}
    begun = _MAKING.fullmatch(name) if deed is Deed.MADE else _ENDING.fullmatch(name)
    if deed is not Deed.CHANGED:
        noun = begun[1].lower() if begun else _ENDS_TOO.get(name, "")
        if any(_is_of(noun, thing) for thing in things):
            return deed
    is_named = not things or any(thing in name.lower() for thing in things)
    return Deed.CHANGED if is_named else Deed.USED


def made_by(event: Event) -> tuple[str, ...]:
    """The names and IDs of what a call made, as its response tells them: a few at most."""
    made = _MAKING.fullmatch(_plain_name(event))
    if made is None or event.is_failed:
        return ()
    noun = made[1].lower()
    members = _members(event.tree.get("responseElements"))
    found = [text for name, text in members if (thing := _thing(name)) and _is_of(noun, thing)]
    return tuple(dict.fromkeys(found))[:_TOLD]


def _plain_name(event: Event) -> str:
    return _VERSION.sub("", event.text("eventName") or "")


def _thing(member: str) -> str:
    """What a parameter of this name names: `dBInstanceIdentifier` a `dbinstance`."""
    plain = member.lower()
    return _OTHERWISE_CALLED.get(plain, _NAMING.sub("", plain))


def _is_of(noun: str, thing: str) -> bool:
    """Whether a call about a noun is about a thing: `SecurityGroup` about a group."""
    nouns = {noun, noun.removesuffix("s"), re.sub("ies$", "y", noun)}
    return any(one.endswith(thing) for one in nouns)


def members_naming(event: Event, names: frozenset[str]) -> Iterator[str]:
    """The names of the members of request and response at which a resource stands."""
    for part in ("requestParameters", "responseElements"):
        for member, text in _members(event.tree.get(part)):
            if is_called(text, names):
                yield member


def _members(value: object) -> Iterator[tuple[str, str]]:
    """The texts in a request or a response, with the names of the members they stand at."""
    stack: list[tuple[str, object, int]] = [("", value, 0)]
    walked = 0
    while stack and walked < _WALKED:
        member, current, depth = stack.pop()
        walked += 1
        if isinstance(current, Mapping) and depth < _DEEPEST:
            stack += [(str(name), held, depth + 1) for name, held in current.items()]
        elif isinstance(current, list) and depth < _DEEPEST:
            stack += [(member, held, depth + 1) for held in current]
        elif text := text_of(current):
            yield member, text


def is_called(text: str, names: frozenset[str]) -> bool:
    """Whether a text is one of the names, or an ARN that ends with one."""
    return text in names or any(text.endswith((f"/{name}", f":{name}")) for name in names)
