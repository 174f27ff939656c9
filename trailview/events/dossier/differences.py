"""What a change made different, as far as its record tells: policies, rules, values old and new."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import unquote

from trailview.events.omitted import is_omitted
from trailview.events.places import member_of, text_of
from trailview.events.record import Event
from trailview.events.resource import short_resource
from trailview.events.secrets import hides_nothing, is_secret

_MOST: Final = 6
"""Differences of one event that are told."""
_LONGEST: Final = 120
"""Characters of one value."""
_DEEPEST: Final = 5
_WALKED: Final = 400
"""Members of a request that are looked at."""
_DOCUMENTS: Final = (
    "policydocument",
    "policytext",
    "policy",
    "bucketpolicy",
    "assumerolepolicydocument",
)
_NO_DIFFERENCE: Final = frozenset(
    {
        "clienttoken",
        "dryrun",
        "maxresults",
        "nexttoken",
        "host",
        "x-amz-expected-bucket-owner",
        "clientrequesttoken",
    }
)
"""Parameters that are about the request itself."""

Path = tuple[str, ...]


def differences(event: Event, resource: str | None = None) -> tuple[str, ...]:
    """What a call that changes something set, in few words each; secrets are left out.

    `resource` is what it is about: its name is no difference. Takes any event.
    """
    asked, given = event.tree.get("requestParameters"), event.tree.get("responseElements")
    if is_omitted(asked):
        return ("CloudTrail left out what was asked: too large",)
    found = list(
        dict.fromkeys(
            (
                *_rules(asked, event.text("eventName") or ""),
                *_states(given),
                *_set(asked, resource or ""),
            )
        )
    )
    if len(found) > _MOST:
        return (*found[:_MOST], f"and {len(found) - _MOST} more")
    return tuple(found)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


# Values that were set


def _set(asked: object, resource: str) -> Iterator[str]:
    pairs = dict[Path, str]()
    for path, text in _leaves(asked):
        pairs.setdefault(path, text)
    for path, text in pairs.items():
        name = path[-1]
        if name.lower() in _NO_DIFFERENCE or "ipPermissions" in path:
            continue
        if is_secret(path):
            if not hides_nothing(text):
                yield f"{'.'.join(path)} set (a secret)"
            continue
        if _is_document(name, text):
            yield from (f"{name}: {line}" for line in policy_lines(text))
            continue
        old = _old_of(path, pairs)
        if old is not None:
            yield f"{'.'.join(path)}: {_cut(old)} → {_cut(text)}"
        elif not _is_old(path, pairs) and not _is_name(text, resource):
            yield f"{'.'.join(path)}={_cut(text)}"


def _is_name(text: str, resource: str) -> bool:
    """Whether a value says no more than what the call is about."""
    short, own = short_resource(text), short_resource(resource)
    return bool(own) and (short == own or own.endswith((f"/{text}", f":{text}")))


def _old_of(path: Path, pairs: Mapping[Path, str]) -> str | None:
    """The value that one called `newX` has in place of, under the name of `x` or `oldX`."""
    name = path[-1]
    if not (name.startswith("new") and name[3:4].isupper()):
        return None
    rest = name[3:]
    for before in (f"old{rest}", f"previous{rest}", rest[:1].lower() + rest[1:]):
        if (*path[:-1], before) in pairs:
            return pairs[(*path[:-1], before)]
    return None


def _is_old(path: Path, pairs: Mapping[Path, str]) -> bool:
    """Whether a value is told as the old one of another."""
    name = path[-1]
    bare = name.removeprefix("old").removeprefix("previous")
    return (*path[:-1], f"new{bare[:1].upper()}{bare[1:]}") in pairs


def _leaves(value: object) -> Iterator[tuple[Path, str]]:
    """The texts in a request, with the names that lead there; in the order they stand."""
    stack: list[tuple[Path, object]] = [((), value)]
    walked = 0
    while stack and walked < _WALKED:
        path, current = stack.pop()
        walked += 1
        if isinstance(current, Mapping) and len(path) < _DEEPEST:
            stack += [((*path, str(name)), held) for name, held in reversed(list(current.items()))]
        elif isinstance(current, list) and len(path) < _DEEPEST:
            stack += [(path, held) for held in reversed(current[:_WALKED])]
        elif path and (text := text_of(current)):
            yield path, text


# Policy documents


def _is_document(name: str, text: str) -> bool:
    return name.lower() in _DOCUMENTS and text.lstrip().startswith(("{", "%7B"))


def policy_lines(document: str) -> Iterator[str]:
    """A policy's statements, one line each: `Allow s3:* on * for arn:…`."""
    text = unquote(document) if document.lstrip().startswith("%7B") else document
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        yield "a policy that is no JSON"
        return
    statements = member_of(value, "Statement")
    for statement in _several(statements):
        if isinstance(statement, Mapping):
            yield _cut(_statement(statement))


def _statement(statement: Mapping[str, object]) -> str:
    parts = [text_of(statement.get("Effect")) or "?"]
    for name, before in (
        ("Action", ""),
        ("NotAction", "all but "),
        ("Resource", "on "),
        ("NotResource", "on all but "),
    ):
        if name in statement:
            parts.append(before + ", ".join(_texts(statement[name])))
    for name, before in (("Principal", "for "), ("NotPrincipal", "for all but ")):
        if name in statement:
            parts.append(before + ", ".join(_principals(statement[name])))
    if statement.get("Condition"):
        parts.append("under a condition")
    return " ".join(parts)


def _several(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else [value]


def _texts(value: object) -> list[str]:
    return [text for held in _several(value) if (text := text_of(held))]


def _principals(value: object) -> list[str]:
    if isinstance(value, Mapping):
        return [text for held in value.values() for text in _texts(held)]
    return _texts(value)


# Rules of security groups


def _rules(asked: object, name: str) -> Iterator[str]:
    """`tcp 22 from 0.0.0.0/0`: the rules that a call opens or closes."""
    way = "to" if "Egress" in name else "from"
    for permission in _items(member_of(asked, "ipPermissions")):
        protocol = text_of(member_of(permission, "ipProtocol")) or "?"
        first, last = (text_of(member_of(permission, name)) for name in ("fromPort", "toPort"))
        ports = first if first == last else f"{first or '?'}-{last or '?'}"
        what = "all traffic" if protocol == "-1" else f"{protocol} {ports or 'all'}"
        for peer in _peers(permission):
            yield _cut(f"{what} {way} {peer}")


def _peers(permission: object) -> Iterator[str]:
    for name, member in (
        ("ipRanges", "cidrIp"),
        ("ipv6Ranges", "cidrIpv6"),
        ("groups", "groupId"),
        ("prefixListIds", "prefixListId"),
    ):
        for item in _items(member_of(permission, name)):
            if text := text_of(member_of(item, member)):
                yield text


def _items(value: object) -> Sequence[object]:
    """A list as EC2 writes it: `{"items": […]}`."""
    inner = member_of(value, "items")
    found = inner if isinstance(inner, list) else value
    return found if isinstance(found, list) else []


# States before and after


def _states(given: object) -> Iterator[str]:
    """`i-0123: running → stopping`: what a response tells of before and after."""
    stack = [given]
    walked = 0
    while stack and walked < _WALKED:
        current = stack.pop()
        walked += 1
        if isinstance(current, list):
            stack += current[:_WALKED]
        elif isinstance(current, Mapping):
            yield from _state(current)
            stack += current.values()


def _state(value: Mapping[str, object]) -> Iterator[str]:
    for name, held in value.items():
        if not name.startswith("previous"):
            continue
        rest = name.removeprefix("previous")
        old, new = _named(held), _named(value.get(f"current{rest}"))
        if old and new and old != new:
            whose = next(
                (text for n, h in value.items() if n.endswith("Id") and (text := text_of(h))), ""
            )
            yield _cut(f"{whose or rest}: {old} → {new}")


def _named(value: object) -> str | None:
    return text_of(value) or text_of(member_of(value, "name"))
