"""Whom the cursor means: the subject of a chain, and of what leads back to somebody."""

from __future__ import annotations

import re

from trailview.events.dossier.topic import Kind, Topic, caller_topic, topics_of
from trailview.events.issued import Call, call_of
from trailview.events.origin import Origin
from trailview.events.record import Event
from trailview.events.subject import Subject, subject_of
from trailview.tui.json_paths import field_for_path

_VOUCHED: tuple[str, ...] = ("SAMLUser", "WebIdentityUser", "IdentityCenterUser")
"""Kinds of callers that are persons whom somebody vouches for, known by name."""


def behind(event: Event, value: str | None) -> tuple[Subject, Call | None]:
    """Whom a chain is asked about: a value of the record that names one, else its caller.

    With the caller goes the event, which tells who that is.
    """
    call = call_of(event)
    named = subject_of(value or "")
    own = (call.caller.key, call.id, call.caller.arn)
    if named is not None and named.text not in own:
        return named, None
    text = next(filter(None, own), "the caller")
    return subject_of(text) or Subject(text), call


def leading_back(event: Event, value: str | None) -> Subject | None:
    """To whom a tree leads back: a value that names one, else the caller; None for a service."""
    named = subject_of(value or "")
    if named is not None and not named.event:
        return named
    who = call_of(event).caller
    if who.type in _VOUCHED or (who.person and not who.is_session):
        name = who.name or who.person
        return Subject(name) if name else None
    texts = (who.key, who.arn) if who.is_session else (who.arn, who.key)
    return next(filter(None, (subject_of(text or "") for text in texts)), None)


def of_origin(origin: Origin) -> Subject | None:
    """To whom the tree of an origin leads back; None for a service, or another account."""
    if origin.type in _VOUCHED:
        return Subject(origin.subject) if origin.subject else None
    texts = (origin.arn, origin.key)
    return next(filter(None, (subject_of(text or "") for text in texts)), None)


def meant(event: Event, value: str | None, path: str) -> tuple[Topic, ...]:
    """What a dossier is about: a value of the record that is a thing of its own, else its caller.

    `path` is where the value stands, as a question says it.
    """
    kind = _KINDS.get(field_for_path(path) or "")
    if value and kind is not None:
        return (Topic(kind, value),)
    if value and (named := topics_of(value)) and named[0].kind in _PLAIN:
        return named[:1]
    if value and path.startswith(_NAMING) and not _NO_NAME.fullmatch(value):
        return (Topic(Kind.RESOURCE, value),)
    caller = caller_topic(call_of(event).caller)
    return () if caller is None else (caller,)


_KINDS: dict[str, Kind] = {
    "ip": Kind.ADDRESS,
    "key": Kind.KEY,
    "user": Kind.USER,
    "role": Kind.ROLE,
    "principal": Kind.PRINCIPAL,
    "resource": Kind.RESOURCE,
}
"""Fields whose values are things that have a dossier."""
_NAMING: tuple[str, ...] = ("$.requestParameters", "$.responseElements", "$.resources")
"""Where a value names something."""
_NO_NAME = re.compile(r"[0-9.:+-]*|true|false")
_PLAIN: tuple[Kind, ...] = (Kind.KEY, Kind.PRINCIPAL, Kind.ADDRESS)
"""Kinds that a text is by how it is written."""
