"""Where a chain ends: whoever had something that no call gave them."""

from __future__ import annotations

from typing import NamedTuple

from trailview.events.issued import SSO_ROLES, CalledBy, account_in
from trailview.events.issuer import Confidence
from trailview.events.workload import workload

_SERVICE_ROLES = ":role/aws-service-role/"


class Origin(NamedTuple):
    """Who is behind it all. None is not told."""

    type: str
    """As `userIdentity.type`: IAMUser, Root, SAMLUser, WebIdentityUser, AWSService …"""
    arn: str | None = None
    key: str | None = None
    """The long-term key."""
    subject: str | None = None
    """The person, service account or repository that a provider vouched for; the service."""
    account: str | None = None
    provider: str | None = None
    workload: str | None = None
    """The instance, function, task or pod."""
    confidence: Confidence = Confidence.KEY
    """That of the weakest hop that leads here."""


def origin_of(who: CalledBy) -> Origin | None:
    """The origin that a caller is; None where something was issued to them before."""
    if who.is_session or who.temporary_key:
        return None
    if who.type in ("IAMUser", "Root"):
        return Origin(who.type, who.arn, who.key, None, who.account)
    if who.type in ("SAMLUser", "WebIdentityUser"):
        return Origin(who.type, who.arn, None, who.name, who.account, who.provider)
    if who.type == "AWSService":
        service = who.invoked_by or who.principal_id
        return Origin(who.type, None, None, service, who.account, None, who.given_to)
    if who.type == "IdentityCenterUser" or who.person:
        return Origin("IdentityCenterUser", None, None, who.name or who.person, who.account)
    if who.type is None and who.invoked_by:
        return Origin("AWSService", None, None, who.invoked_by, who.account)
    return None


def told_origin(who: CalledBy) -> Origin | None:
    """Who is behind a session as its own records tell, where nothing is seen to issue it."""
    told = _told(who)
    return None if told is None else told._replace(confidence=Confidence.TOLD)


def _told(who: CalledBy) -> Origin | None:
    if who.type == "AWSAccount":
        return Origin("AWSAccount", None, None, who.principal_id, who.account)
    if who.is_assumed_root:
        return None
    if who.type in ("IAMUser", "Root"):
        return Origin(who.type, who.arn, None, None, who.account)
    if who.type == "FederatedUser" and who.issuer_arn:
        kind = "Root" if who.issuer_arn.endswith(":root") else "IAMUser"
        return Origin(kind, who.issuer_arn, None, None, account_in(who.issuer_arn))
    role = who.role_arn or ""
    if SSO_ROLES in role and who.name:
        return Origin("IdentityCenterUser", None, None, who.name, who.account)
    if _SERVICE_ROLES in role:
        service = role.partition(_SERVICE_ROLES)[2].partition("/")[0]
        return Origin("AWSService", None, None, service, who.account)
    if who.delivery:
        given = workload(who, None, None)
        return Origin("AWSService", None, None, "ec2.amazonaws.com", who.account, None, given)
    if who.given_to:
        return Origin("AWSService", None, None, None, who.account, None, who.given_to)
    return None
