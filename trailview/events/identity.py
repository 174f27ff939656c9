"""Who made a call: what `userIdentity` says, in every form it takes.

The forms and the rules for names are those of the CloudTrail user guide,
page "CloudTrail userIdentity element".
"""

from __future__ import annotations

from typing import Final, NamedTuple

ROOT: Final = "root"
_SERVICE_SUFFIX: Final = ".amazonaws.com"


class Identity(NamedTuple):
    """One `userIdentity`, reduced to what is asked and shown. None is absent."""

    type: str | None = None
    """IAMUser, AssumedRole, Root, AWSService …"""
    user: str | None = None
    """IAM user name, role session name, federated name, or `root`."""
    principal: str | None = None
    """The ARN."""
    principal_id: str | None = None
    key: str | None = None
    """The access key ID that signed the call; AKIA… long-term, ASIA… temporary."""
    account: str | None = None
    role: str | None = None
    """Name of the assumed role (its ARN's last part, without path)."""
    role_arn: str | None = None
    """ARN of the assumed role, with its path."""
    invoked_by: str | None = None
    """The AWS service that made the call on the identity's behalf."""
    actor: str = ""
    """How the identity is named on the screen."""
    mfa: bool = False
    created: str | None = None
    """When the session's credentials were issued, as written."""

    @property
    def is_service(self) -> bool:
        return self.type == "AWSService" or (self.invoked_by or "").endswith(_SERVICE_SUFFIX)


NOBODY: Final = Identity()


def text_of(value: object) -> str | None:
    """A JSON scalar as the text a question compares with.

    Booleans are `true`/`false`, numbers as written where the decoder kept
    them so; null, objects and arrays have no text.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return None


def member_of(value: object, name: str) -> object:
    """A member of an object; also under its lower-case name, as Athena writes it.

    None where `value` is no object, or has no such member.
    """
    if not isinstance(value, dict):
        return None
    found = value.get(name)
    return value.get(name.lower()) if found is None else found


def _text(value: object, name: str) -> str | None:
    return text_of(member_of(value, name))


def _after_colon(principal_id: str | None) -> str | None:
    """The session name in `AROA…:session` or the name in `ACCOUNT:name`."""
    if principal_id is None:
        return None
    _, colon, name = principal_id.partition(":")
    return name if colon and name else None


def _user(kind: str | None, name: str | None, principal_id: str | None) -> str | None:
    if kind in ("AssumedRole", "FederatedUser"):
        return _after_colon(principal_id) or name
    if kind == "Root":
        return name or ROOT
    return name


def _actor(identity: Identity, on_behalf_of: str | None, shown_name: str | None) -> str:
    kind, user = identity.type, identity.user
    if kind == "Root":
        return ROOT
    if kind == "AWSService":
        return identity.invoked_by or identity.principal_id or "AWS service"
    if kind == "AWSAccount":
        return identity.account or identity.principal_id or "another account"
    if kind == "AssumedRole" and identity.role:
        session = user or (identity.principal or "").rpartition("/")[2]
        return f"{identity.role}/{session}" if session else identity.role
    tail = (identity.principal or "").rpartition("/")[2] if identity.principal else None
    candidates = (
        shown_name,
        user,
        tail,
        on_behalf_of,
        identity.invoked_by,
        identity.principal_id,
        identity.account,
    )
    return next((name for name in candidates if name), "")


def identity_of(value: object, shown_name: str | None = None) -> Identity:
    """The identity in a decoded `userIdentity`, whatever its form.

    `shown_name` is `additionalEventData.UserName`, in which Identity Center's
    sign-in events name the person whom `userIdentity` leaves out. A value
    that is no object gives an identity without any attribute.
    """
    if isinstance(value, str):
        return NOBODY._replace(actor=value)
    if not isinstance(value, dict):
        return NOBODY
    kind = _text(value, "type")
    principal_id = _text(value, "principalId")
    context = member_of(value, "sessionContext")
    issuer = member_of(context, "sessionIssuer")
    is_role = _text(issuer, "type") == "Role"
    attributes = member_of(context, "attributes")
    found = Identity(
        type=kind,
        user=_user(kind, _text(value, "userName") or None, principal_id),
        principal=_text(value, "arn"),
        principal_id=principal_id,
        key=_text(value, "accessKeyId"),
        account=_text(value, "accountId"),
        role=_text(issuer, "userName") if is_role else None,
        role_arn=_text(issuer, "arn") if is_role else None,
        invoked_by=_text(value, "invokedBy"),
        mfa=_text(attributes, "mfaAuthenticated") == "true",
        created=_text(attributes, "creationDate"),
    )
    on_behalf_of = _text(member_of(value, "onBehalfOf"), "userId")
    return found._replace(actor=_actor(found, on_behalf_of, shown_name))
