"""The documented members of a record, and how else they are spelt.

Tables and other systems write the same names in lower case, with underscores,
joined or with dots. Names are compared by their letters and digits alone.
Those of the members are from the CloudTrail user guide, pages "CloudTrail
record contents" and "CloudTrail userIdentity element".
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

Path = tuple[str, ...]
"""Where a member stands in a record, outermost first."""

MEMBERS: Final = (
    "eventVersion",
    "userIdentity",
    "eventTime",
    "eventSource",
    "eventName",
    "awsRegion",
    "sourceIPAddress",
    "userAgent",
    "errorCode",
    "errorMessage",
    "requestParameters",
    "responseElements",
    "additionalEventData",
    "requestID",
    "eventID",
    "eventType",
    "apiVersion",
    "managementEvent",
    "readOnly",
    "resources",
    "recipientAccountId",
    "serviceEventDetails",
    "sharedEventID",
    "vpcEndpointId",
    "vpcEndpointAccountId",
    "eventCategory",
    "addendum",
    "sessionCredentialFromConsole",
    "eventContext",
    "edgeDeviceDetails",
    "tlsDetails",
    "insightDetails",
)
"""Members of a record itself."""

_IDENTITY: Final = {
    (): (
        "type",
        "principalId",
        "arn",
        "accountId",
        "accessKeyId",
        "userName",
        "invokedBy",
        "invokedByDelegate",
        "identityProvider",
        "credentialId",
        "inScopeOf",
        "onBehalfOf",
        "sessionContext",
    ),
    ("sessionContext",): (
        "sessionIssuer",
        "attributes",
        "webIdFederationData",
        "sourceIdentity",
        "ec2RoleDelivery",
        "assumedRoot",
    ),
    ("sessionContext", "sessionIssuer"): ("type", "principalId", "arn", "accountId", "userName"),
    ("sessionContext", "attributes"): ("mfaAuthenticated", "creationDate"),
    ("sessionContext", "webIdFederationData"): ("federatedProvider", "attributes"),
    ("onBehalfOf",): ("userId", "identityStoreArn"),
}
IDENTITY_NAMES: Final = frozenset(name for names in _IDENTITY.values() for name in names)
"""Every name that a member of `userIdentity` has, at any depth."""

_TLS: Final = ("tlsVersion", "cipherSuite", "clientProvidedHostHeader")
_SHORT: Final = {
    **{
        ("session", name): ("userIdentity", "sessionContext", "attributes", name)
        for name in ("mfaAuthenticated", "creationDate")
    },
    **{
        ("sessionIssuer", name): ("userIdentity", "sessionContext", "sessionIssuer", name)
        for name in _IDENTITY["sessionContext", "sessionIssuer"]
    },
}
"""What is also written without what stands around it."""

OPEN: Final = frozenset(
    {
        "requestParameters",
        "responseElements",
        "additionalEventData",
        "serviceEventDetails",
        "userIdentity",
        "eventContext",
        "insightDetails",
    }
)
"""Members below which any name may stand."""

_not_plain: Final = re.compile(r"[^a-z0-9]+")
_open: Final = re.compile(
    rf"({'|'.join(re.sub('(?<=[a-z])(?=[A-Z])', '[_ ]?', name) for name in sorted(OPEN))})"
    r"(?:\.|__?|/|:)(.+)",
    re.IGNORECASE | re.DOTALL,
)


def plain(name: str) -> str:
    """A name by its letters and digits alone, in lower case."""
    return _not_plain.sub("", name.lower())


def _paths() -> dict[str, Path]:
    found: dict[str, Path] = {plain(name): (name,) for name in MEMBERS}
    for above, names in _IDENTITY.items():
        for name in names:
            found[plain("".join(("userIdentity", *above, name)))] = ("userIdentity", *above, name)
    for name in _TLS:
        found[plain(f"tlsDetails{name}")] = ("tlsDetails", name)
    for short, path in _SHORT.items():
        found[plain("".join(short))] = path
    return found


_PATHS: Final = _paths()
_OPEN_NAMES: Final = {plain(name): name for name in OPEN}


@lru_cache(maxsize=4096)
def path_of(name: str) -> Path | None:
    """Where the member stands that a column or key names; None where it names none.

    Below an open member the rest of the name is taken as it is written, dots apart.
    """
    known = _PATHS.get(plain(name)) if len(name) <= 128 else None
    if known is not None:
        return known
    match = _open.fullmatch(name)
    if match is None:
        return None
    return (_OPEN_NAMES[plain(match[1])], *match[2].split(".")[:32])
