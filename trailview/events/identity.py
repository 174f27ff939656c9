"""Who made a call: what `userIdentity` says, in every form it takes.

The forms and the rules for names are those of the CloudTrail user guide,
page "CloudTrail userIdentity element".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from trailview.events.evaluate import Reader, holds_in, text_in
from trailview.events.meanings import (
    CALLER,
    INVOKED_BY,
    KEY,
    PRINCIPAL,
    PRINCIPAL_ID,
    ROLE,
    ROLE_ARN,
    ROOT,
    TYPE,
    USER,
    WORDS,
    text_member,
)

_TEXTS: Final[Mapping[str, Callable[[Reader], Any]]] = {
    "type": text_in(TYPE),
    "user": text_in(USER),
    "principal": text_in(PRINCIPAL),
    "principal_id": text_in(PRINCIPAL_ID),
    "key": text_in(KEY),
    "account": text_in(CALLER),
    "role": text_in(ROLE),
    "role_arn": text_in(ROLE_ARN),
    "invoked_by": text_in(INVOKED_BY),
    "created": text_in(text_member("userIdentity.sessionContext.attributes.creationDate")),
}
"""What reads the attributes of an `Identity` that are texts."""
_on_behalf_of: Final = text_in(text_member("userIdentity.onBehalfOf.userId"))
_has_mfa: Final = holds_in(WORDS["mfa"])
_is_service: Final = holds_in(WORDS["service"])


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
    acts: str | None = None
    """Who acts as far as the credentials tell (`Kind.word`), in columns only."""

    @property
    def is_service(self) -> bool:
        """Whether an AWS service made the call."""
        said = {"type": self.type, "invokedBy": self.invoked_by}
        return _is_service({"userIdentity": said}.get)


NOBODY: Final = Identity()


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
    get = {"userIdentity": value}.get
    found = Identity(mfa=_has_mfa(get), **{name: read(get) for name, read in _TEXTS.items()})
    return found._replace(actor=_actor(found, _on_behalf_of(get), shown_name))
