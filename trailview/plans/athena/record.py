"""A CloudTrail record rebuilt from a row of an Athena table.

The table keeps names in lower case and some objects as JSON text; the record
gets CloudTrail's own spelling back. Members that the table has no column for
are lost, and so is the order of members.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from json.encoder import encode_basestring
from typing import Any, Final, NamedTuple

from trailview.events.record import decode

OBJECTS: Final = frozenset(
    {
        "requestParameters",
        "responseElements",
        "additionalEventData",
        "serviceEventDetails",
        "edgeDeviceDetails",
        "eventContext",
        "insightDetails",
    }
)
"""Members that a table holds as JSON text, with names as CloudTrail wrote them."""

STRUCTS: Final = frozenset({"userIdentity", "resources", "addendum", "tlsDetails"})
"""Members that a table holds as structs, with names in lower case."""

NULLS: Final = frozenset({"requestParameters", "responseElements"})
"""Members that CloudTrail writes as null where there is nothing to say."""

_write: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_FLAGS: Final = frozenset({"readOnly", "managementEvent"})
_MEMBERS: Final = """
    eventVersion userIdentity eventTime eventSource eventName awsRegion sourceIPAddress userAgent
    errorCode errorMessage requestParameters responseElements additionalEventData requestID eventID
    eventType apiVersion managementEvent readOnly resources recipientAccountId serviceEventDetails
    sharedEventID vpcEndpointId vpcEndpointAccountId eventCategory addendum
    sessionCredentialFromConsole edgeDeviceDetails tlsDetails eventContext insightDetails
    """
_INNER: Final = """
    type userName principalId arn accountId accessKeyId sessionContext invokedBy invokedByDelegate
    onBehalfOf userId identityStoreArn inScopeOf sourceArn sourceAccount issuerType
    credentialsIssuedTo credentialId identityProvider
    sessionIssuer attributes creationDate mfaAuthenticated webIdFederationData federatedProvider
    sourceIdentity ec2RoleDelivery assumedRoot
    reason updatedFields originalRequestID originalEventID
    tlsVersion cipherSuite clientProvidedHostHeader
    """
_SPELLINGS: Final = {name.lower(): name for name in (*_MEMBERS.split(), *_INNER.split())}
MEMBERS: Final = frozenset(_MEMBERS.split())
"""Members of a record itself, not of what is in it."""


@lru_cache(maxsize=1024)
def spelled(name: str, parent: str = "") -> str:
    """A name as CloudTrail spells it within `parent`; one that is not known stays as it is."""
    if parent == "resources" and name.lower() == "arn":
        return "ARN"
    return _SPELLINGS.get(name.lower(), name)


class _Column(NamedTuple):
    name: str
    prefix: str
    """The name as JSON, and the colon."""


@lru_cache(maxsize=16)
def _columns(names: tuple[str, ...]) -> tuple[_Column, ...]:
    spellings = [spelled(name) for name in names]
    return tuple(_Column(name, f"{encode_basestring(name)}:") for name in spellings)


def record_of(columns: tuple[str, ...], values: Sequence[str | None]) -> bytes:
    """The record as JSON, from the columns of one row and what they hold.

    Structs and arrays come as `json_format(CAST(… AS JSON))`, everything else
    as text; None is NULL. JSON that does not parse is kept as text.
    """
    members = []
    for (name, prefix), value in zip(_columns(columns), values, strict=True):
        if value is None:
            if name in NULLS:
                members.append(f"{prefix}null")
        elif name in OBJECTS:
            members.append(prefix + _as_written(value))
        elif name in STRUCTS:
            members.append(prefix + _struct(name, value))
        elif name in _FLAGS and value in ("true", "false"):
            members.append(prefix + value)
        else:
            members.append(prefix + encode_basestring(value))
    return ("{" + ",".join(members) + "}").encode("utf-8", "replace")


@cache
def _checker() -> Callable[[str], object]:
    """What raises ValueError for text that is no JSON; it is far quicker than `decode`, and takes
    less: no control characters and no half surrogate pairs."""
    from msgspec import Raw
    from msgspec.json import Decoder

    return Decoder(Raw).decode


def _as_written(value: str) -> str:
    """JSON text on one line, so that its numbers stay as they were written."""
    try:
        _checker()(value)
    except (ValueError, RecursionError):
        try:
            decode(value.encode("utf-8", "replace"))
        except ValueError:
            return encode_basestring(value)
    return value.replace("\n", " ").replace("\r", " ")


@lru_cache(maxsize=2048)
def _struct(name: str, value: str) -> str:
    """A struct with CloudTrail's names. One identity makes many calls, so the last are kept."""
    try:
        return _write(_respelt(json.loads(value), name))
    except (ValueError, RecursionError):
        return encode_basestring(value)


def _respelt(value: Any, parent: str) -> Any:
    """A struct's value with CloudTrail's names; members that are null were never there."""
    if isinstance(value, list):
        return [_respelt(item, parent) for item in value]
    if not isinstance(value, dict):
        return value
    found = {}
    for key, inner in value.items():
        name = spelled(key, parent)
        if inner is not None:
            is_map = parent == "webIdFederationData" and name == "attributes"
            found[name] = inner if is_map else _respelt(inner, name)
    return found
