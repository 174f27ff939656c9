"""What matters of an event besides its sentence: who exactly, on what, from where, what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from trailview.events.dossier.denials import UNTOLD, denial_of
from trailview.events.dossier.differences import differences
from trailview.events.places import text_of
from trailview.events.record import Event
from trailview.events.resource import request_resource

_TARGETS: Final = 3
"""Resources that are told; the record has all of them."""


class Essential(NamedTuple):
    """One line: what it is about in a word, and what the record says."""

    word: str
    text: str


def essentials(event: Event) -> tuple[Essential, ...]:
    """The lines there is something to say on, in the order in which they are asked about.

    Texts are the record's, unsafe ones included. Secrets are left out.
    """
    lines = (
        ("who", tuple(_who(event))),
        ("target", _targets(event)),
        ("from", tuple(_from(event))),
        ("changed", () if event.is_failed or event.read_only else differences(event)),
        ("denied", _denied(event)),
        ("error", _error(event)),
    )
    return tuple(Essential(word, " · ".join(parts)) for word, parts in lines if parts)


def _who(event: Event) -> Iterator[str]:
    identity = event.identity
    if identity.principal:
        yield identity.principal
    elif identity.actor:
        yield identity.actor
    if identity.key:
        yield identity.key
    if event.source_identity:
        yield f"source identity {event.source_identity}"
    if event.has_mfa:
        yield "MFA"
    if event.acting is not None:
        yield event.acting.kind.word


def _targets(event: Event) -> tuple[str, ...]:
    arns = dict.fromkeys(
        text for item in event.resources if (text := text_of(item.get("ARN")) or "")
    )
    if not arns:
        asked = event.tree.get("requestParameters")
        named = request_resource(asked) if isinstance(asked, Mapping) else None
        return (named,) if named else ()
    told = tuple(arns)
    more = (f"and {len(told) - _TARGETS} more",) if len(told) > _TARGETS else ()
    return (*told[:_TARGETS], *more)


def _from(event: Event) -> Iterator[str]:
    for name in ("sourceIPAddress", "userAgent", "vpcEndpointId"):
        if text := event.text(name):
            yield text


def _denied(event: Event) -> tuple[str, ...]:
    if not event.says("denied"):
        return ()
    denial = denial_of(event)
    parts = (denial.permission, "" if denial.why == UNTOLD else denial.why, denial.policy_arn)
    return tuple(filter(None, parts))


def _error(event: Event) -> tuple[str, ...]:
    code, message = event.text("errorCode"), event.text("errorMessage")
    return tuple(text for text in (code, message) if text)
