"""Who acts, said again: plain, slow, and from the table alone.

The rows of `trailview.events.acts` are data; how a record fits them is said
here once more, from docs/QUERY.md, and shares no code with the program.
"""

from __future__ import annotations

import re
from typing import Any

from trailview.events.acts import ROWS, Kind, Row

Record = dict[str, Any]
_ORDER = (Kind.SERVICE, Kind.AUTOMATION, Kind.WORKLOAD)


def who_acts(record: Record, is_service: bool) -> str | None:
    """The word of the kind; `is_service` is whether `is:service` holds."""
    identity = record.get("userIdentity")
    agent = record.get("userAgent")
    words = re.split(r"[\s\[\](),;]+", agent.lower()) if isinstance(agent, str) else []
    kinds = {row.kind for row in ROWS for sign in row.agents for w in words if w.startswith(sign)}
    if is_service:
        kinds.add(Kind.SERVICE)
    if isinstance(identity, dict) and identity:
        kinds |= {row.kind for row in ROWS if _tells(row, identity)}
        has_type = isinstance(identity.get("type"), str | int | float)
        if identity.get("invokedBy") == "AWS Internal" and not has_type:
            kinds.add(Kind.AUTOMATION)
    elif not identity and not kinds:
        return None
    return next((kind.word for kind in _ORDER if kind in kinds), "person")


def _tells(row: Row, identity: Record) -> bool:
    """Whether an identity, which is no service's, has a sign of the row."""
    context = _object(identity.get("sessionContext"))
    session = _session(identity)
    provider = _provider(identity, context)
    issuer = _object(context.get("sessionIssuer"))
    arn = issuer.get("arn") if issuer.get("type") == "Role" else None
    path = arn.partition(":role")[2] if isinstance(arn, str) else ""
    return (
        any(session and re.fullmatch(sign, session) for sign in row.sessions)
        or any(provider and re.fullmatch(sign, provider) for sign in row.providers)
        or any(path.startswith(sign) for sign in row.paths)
        or any(identity.get(name) or context.get(name) for name in row.members)
    )


def _object(value: Any) -> Record:
    return value if isinstance(value, dict) else {}


def _session(identity: Record) -> str:
    """What stands behind the `:` of the principal's ID, of a session or a federated user."""
    said = identity.get("principalId")
    if identity.get("type") not in ("AssumedRole", "FederatedUser", "AWSAccount"):
        return ""
    return said.partition(":")[2] if isinstance(said, str) else ""


def _provider(identity: Record, context: Record) -> str:
    said = _object(context.get("webIdFederationData")).get("federatedProvider")
    if said is None and identity.get("type") == "WebIdentityUser":
        said = identity.get("identityProvider")
    if not isinstance(said, str):
        return ""
    return said.rpartition(":oidc-provider/")[2].removeprefix("https://").lower()
