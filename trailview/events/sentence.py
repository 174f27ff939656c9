"""An event in one sentence: who did what to what, from where, with which credentials."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from trailview.events.aggregated import is_aggregated, summed_up
from trailview.events.omitted import is_omitted
from trailview.events.places import text_of
from trailview.events.record import Event
from trailview.events.resource import request_resource, short_resource

_WORD: Final = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_VERSION: Final = re.compile(r"_?\d{4}_?\d\d_?\d\d(v\d+)?$")


def sentence(event: Event, clock: Callable[[int], str]) -> str:
    """What happened, in one sentence; `clock` writes a time (seconds since 1970).

    Of an event that says little, what it does say.
    """
    who, what = _who(event), _what(event)
    parts = [who, what, _from(event)]
    if event.time is not None:
        parts.append(f"at {clock(event.time)}")
    parts.append(_credentials(event))
    text = " ".join(part for part in parts if part)
    outcome = _outcome(event)
    text = f"{text}: {outcome}" if outcome else text
    return text[:1].upper() + text[1:] if not who else text


def _who(event: Event) -> str:
    identity = event.identity
    if is_aggregated(event.tree):
        return "CloudTrail"
    if event.text("eventCategory") == "Insight" or "insightDetails" in event.tree:
        return "CloudTrail Insights"
    kind, user = identity.type, identity.user
    if kind == "Root":
        return f"root of account {identity.account}" if identity.account else "root"
    if kind == "AWSService":
        return f"the service {identity.actor}"
    if kind == "AWSAccount":
        return f"account {identity.account}" if identity.account else identity.actor
    if identity.role:
        details = [f"session {user}"] if user else []
        details += ["MFA"] if event.has_mfa else []
        role = f"role {identity.role}" + (f" ({', '.join(details)})" if details else "")
        person = _person(event)
        return f"{person}, as {role}," if person else role
    if kind == "FederatedUser":
        return f"federated user {user or identity.actor}"
    if kind in ("SAMLUser", "WebIdentityUser"):
        return f"{user or identity.actor} (signed in by {kind.removesuffix('User')})"
    name = identity.actor or "somebody"
    return f"{name} (MFA)" if event.has_mfa and "signin" not in (_source(event)) else name


def _person(event: Event) -> str | None:
    """Who stands behind a role session, where its name or source identity tells."""
    user = event.identity.user
    return event.source_identity or (user if user and "@" in user else None)


def _source(event: Event) -> str:
    return event.text("eventSource") or ""


def _what(event: Event) -> str:
    insight = event.tree.get("insightDetails")
    if isinstance(insight, Mapping):
        kind = text_of(insight.get("insightType")) or "unusual activity"
        name = text_of(insight.get("eventName"))
        state = (text_of(insight.get("state")) or "").lower()
        saw = {"start": "saw the start of", "end": "saw the end of"}.get(state, "saw")
        return f"{saw} {kind}" + (f" in {name}" if name else "")
    summary = summed_up(event.tree)
    if summary:
        return f"wrote a {summary}"
    name = event.text("eventName")
    if not name:
        return "did something that has no name"
    if name == "ConsoleLogin":
        return _login(event)
    verb, _, rest = words(name).partition(" ")
    resource = main_resource(event)
    tried = f"tried to {verb}" if event.is_failed else past(verb)
    service = _source(event).removesuffix(".amazonaws.com")
    told = " ".join(part for part in (tried, rest, resource) if part)
    if is_omitted(event.tree.get("requestParameters")):
        told += " (CloudTrail left the request out as too large: its target is hidden)"
    return told if resource or not service else f"{told} in {service}"


def _login(event: Event) -> str:
    mfa = text_of(event.additional.get("MFAUsed"))
    how = {"Yes": " with MFA", "No": " without MFA"}.get(mfa or "", "")
    if event.is_failed:
        return f"failed to sign in to the console{how}"
    return f"signed in to the console{how}"


def _from(event: Event) -> str:
    address = event.text("sourceIPAddress")
    if not address or address == event.identity.actor:
        return ""
    return f"from {address}"


def _credentials(event: Event) -> str:
    identity = event.identity
    with_key = f"with key {identity.key}" if identity.key else ""
    by = identity.invoked_by
    through = f"through {by}" if by and by != identity.actor else ""
    return " ".join(part for part in (with_key, through) if part)


def _outcome(event: Event) -> str:
    if not event.is_failed:
        return ""
    return event.text("errorCode") or event.text("errorMessage") or "it failed"


def words(event_name: str) -> str:
    """A call's name as words: `DeleteDBInstance` gives `delete DB instance`."""
    found = _WORD.findall(_VERSION.sub("", event_name)) or [event_name]
    return " ".join(word if word.isupper() and len(word) > 1 else word.lower() for word in found)


_IRREGULAR: Final = {
    "get": "got",
    "put": "put",
    "run": "ran",
    "set": "set",
    "begin": "began",
    "send": "sent",
    "make": "made",
    "leave": "left",
    "read": "read",
    "write": "wrote",
    "lookup": "looked up",
    "forget": "forgot",
    "find": "found",
    "stop": "stopped",
    "submit": "submitted",
    "admin": "admin",
    "batch": "batch",
    "tag": "tagged",
    "untag": "untagged",
    "reset": "reset",
    "unset": "unset",
    "scan": "scanned",
    "split": "split",
    "swap": "swapped",
    "re": "re-",
}


def past(verb: str) -> str:
    """A verb in the past tense: `delete` gives `deleted`."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb.endswith("e"):
        return f"{verb}d"
    if verb.endswith("y") and verb[-2:-1] not in ("a", "e", "i", "o", "u"):
        return f"{verb[:-1]}ied"
    return f"{verb}ed"


def main_resource(event: Event) -> str | None:
    """The one resource the event is about: its first ARN, else its most telling parameter."""
    for item in event.resources:
        arn = text_of(item.get("ARN"))
        if arn:
            return short_resource(arn)
    parameters = event.tree.get("requestParameters")
    if isinstance(parameters, Mapping):
        found = request_resource(parameters)
        return short_resource(found) if found else None
    return None
