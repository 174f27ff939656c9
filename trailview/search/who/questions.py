"""The look-ups of a chain as questions that any source answers."""

from __future__ import annotations

from typing import Final

from trailview.events.issued import ISSUING
from trailview.events.lookups import CallsBy, Issuers, OtherSide
from trailview.events.pattern import exactly
from trailview.question.query import ALL_TIME, Question, Window
from trailview.question.terms import Clause, Group, Term

_ISSUED_KEYS: Final = (
    "$.responseElements.credentials.accessKeyId",
    "$.responseElements.accessKey.accessKeyId",
)
_SESSION: Final = "$.responseElements.assumedRoleUser.assumedRoleId"
_PERSON: Final = ("$.additionalEventData.UserName", "$.userIdentity.onBehalfOf.userId")
SHARED: Final = "$.sharedEventID"
_NEAR: Final = 2
"""Seconds around a call in which the other account's record of it lies."""


def term(field: str, *values: str) -> Term:
    """A term that holds for exactly these values, whatever characters they have."""
    return Term(field, exactly(*values))


def issuing(window: Window) -> Question:
    """All calls of a time that issue something."""
    return Question((term("event", *ISSUING),), window)


def window_of(look: Issuers | OtherSide) -> Window:
    """When the call that is looked for was made."""
    if isinstance(look, Issuers):
        return Window(look.since, look.until)
    time = look.call.time
    return ALL_TIME if time is None else Window(time - _NEAR, time + _NEAR + 1)


def issuing_key(key: str, window: Window) -> Question:
    """The calls that issued a key: it stands where STS puts it, or IAM for a long-term one."""
    path = _ISSUED_KEYS[key.startswith("AKIA")]
    return Question((term(path, key),), window)


def issuing_session(session_id: str, window: Window) -> Question:
    """The calls that began sessions of a role with a name."""
    return Question((term(_SESSION, session_id),), window)


def shared(look: OtherSide) -> Question:
    """All accounts' records of one call."""
    return Question((term(SHARED, look.call.shared_id or ""),), window_of(look))


def calls_by(look: CallsBy, window: Window) -> Question:
    """The calls with a key, or of whom an ARN names."""
    if look.key:
        return Question((term("key", look.key),), window)
    arn = look.arn or ""
    return Question((term("role" if ":role/" in arn else "principal", arn),), window)


def of_person(name: str) -> tuple[Clause, ...]:
    """What must hold for the calls of an Identity Center user, by the name or the ID."""
    return (
        term("type", "IdentityCenterUser", "Unknown"),
        Group(tuple((term(path, name),) for path in _PERSON)),
    )


def event(event_id: str, window: Window = ALL_TIME) -> Question:
    """The event with an ID."""
    return Question((term("id", event_id),), window)
