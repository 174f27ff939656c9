"""What a call issues, and to whom: keys, sessions and sign-ins, with who asked for them.

Where they stand in a record is told by the IAM user guide, page "Logging IAM and
AWS STS API calls with AWS CloudTrail"; for console and Identity Center sign-ins by
the CloudTrail user guide, pages on sign-in events, and the Identity Center user guide.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from trailview.events.places import at_as_athena_writes, member_of, text_of
from trailview.events.record import Event
from trailview.events.times import seconds

ISSUING: Final = (
    "AssumeRole",
    "AssumeRoleWithSAML",
    "AssumeRoleWithWebIdentity",
    "AssumeRoot",
    "GetSessionToken",
    "GetFederationToken",
    "GetDelegatedAccessToken",
    "GetSigninToken",
    "ConsoleLogin",
    "SwitchRole",
    "GetRoleCredentials",
    "CreateAccessKey",
)
"""Names of the events that issue a key or begin a session."""

LONGEST: Final = 36 * 3600
"""Seconds that credentials live at most: those of GetSessionToken and GetFederationToken."""

SSO_ROLES: Final = ":role/aws-reserved/sso.amazonaws.com/"
"""In the ARN of a role that Identity Center keeps; its sessions are named after the person."""


class CalledBy(NamedTuple):
    """Who made a call, as far as a chain goes on from there. None is absent."""

    type: str | None = None
    arn: str | None = None
    principal_id: str | None = None
    """`AIDA…`, `AROA…:session`, `ACCOUNT:name`."""
    account: str | None = None
    key: str | None = None
    name: str | None = None
    """IAM user name, session name, subject of an identity provider, or `root`."""
    role_arn: str | None = None
    """The role's ARN, with its path, where it is a role's session."""
    issuer_arn: str | None = None
    """Who made a session that is no role's: the user behind a federated one."""
    created: int | None = None
    """When the session's credentials were issued, in seconds since 1970."""
    source_identity: str | None = None
    mfa: bool = False
    provider: str | None = None
    """The identity provider of a SAML or web identity."""
    invoked_by: str | None = None
    person: str | None = None
    """The Identity Center user: `onBehalfOf.userId`."""
    given_to: str | None = None
    """What Lambda or another service gave the credentials to: `inScopeOf`."""
    delivery: str | None = None
    """How an instance got the credentials: `1.0` or `2.0` of its metadata service."""
    is_assumed_root: bool = False
    """Whether it is a session of AssumeRoot, whose `userIdentity` reads like root's own."""
    from_console: bool = False
    """Whether the key is one that the console made for itself from a signed-in session."""

    @property
    def is_session(self) -> bool:
        """Whether somebody else is behind it: credentials that a call has issued."""
        return self.type in ("AssumedRole", "FederatedUser", "Role") or self.is_assumed_root

    @property
    def temporary_key(self) -> str | None:
        """The key, where it is a temporary one."""
        return self.key if self.key and self.key.startswith("ASIA") else None


class Issued(NamedTuple):
    """What a call issued. None is absent or not told."""

    key: str | None = None
    session_id: str | None = None
    """What the session's calls have as `principalId`."""
    session_arn: str | None = None
    role_arn: str | None = None
    session_name: str | None = None
    account: str | None = None
    """Whose the session is, and where its calls are recorded."""
    source_identity: str | None = None
    subject: str | None = None
    """Of a SAML or web identity: whom the provider vouched for."""
    tags: Mapping[str, str] = {}
    is_sign_in: bool = False
    """Whether a person signed in, and the console has keys of its own from then on."""
    is_lasting: bool = False
    """Whether it is a long-term key: who made it is not who uses it."""


class Call(NamedTuple):
    """One event as a chain needs it."""

    time: int | None
    id: str | None
    name: str | None
    source: str | None
    account: str | None
    region: str | None
    ip: str | None
    agent: str | None
    caller: CalledBy
    issued: Issued | None
    mfa: bool = False
    shared_id: str | None = None
    """The `sharedEventID` that the other account's record of the same call has too."""
    request_id: str | None = None
    changes: bool = False
    """Whether it does more than read."""
    is_denied: bool = False

    @property
    def is_other_side(self) -> bool:
        """Whether the caller is told as an account only: its own account knows more."""
        return self.caller.type == "AWSAccount"


def _text(value: object, *names: str) -> str | None:
    return text_of(at_as_athena_writes(value, names)) or None


def call_of(event: Event) -> Call:
    """An event as a chain needs it. Takes any record."""
    tree = event.tree
    caller = caller_of(event)
    return Call(
        event.time,
        event.text("eventID"),
        event.text("eventName"),
        event.text("eventSource"),
        event.account,
        event.text("awsRegion"),
        event.text("sourceIPAddress"),
        event.text("userAgent"),
        _behind_switch(event) or caller,
        None if event.is_failed else _issued(event, caller),
        event.has_mfa,
        _text(tree, "sharedEventID"),
        _text(tree, "requestID"),
        not event.read_only,
        event.says("denied"),
    )


def caller_of(event: Event) -> CalledBy:
    """Who made a call."""
    said, who = event.tree.get("userIdentity"), event.identity
    context = member_of(said, "sessionContext")
    name = who.user
    if who.type in ("SAMLUser", "WebIdentityUser"):
        name = _text(said, "userName") or _after_provider(who.principal_id)
    elif who.type == "IdentityCenterUser" or (who.type == "Unknown" and who.actor):
        name = _text(event.additional, "UserName") or who.user
    return CalledBy(
        who.type,
        who.principal or None,
        who.principal_id or None,
        who.account or None,
        who.key or None,
        name,
        who.role_arn,
        None if who.role_arn else _text(context, "sessionIssuer", "arn"),
        seconds(who.created),
        _text(context, "sourceIdentity"),
        event.has_mfa,
        _text(said, "identityProvider"),
        who.invoked_by,
        _text(said, "onBehalfOf", "userId"),
        _text(said, "inScopeOf", "credentialsIssuedTo") or _text(said, "inScopeOf", "sourceArn"),
        _text(context, "ec2RoleDelivery"),
        _text(context, "assumedRoot") == "true",
        event.text("sessionCredentialFromConsole") == "true",
    )


def _after_provider(principal_id: str | None) -> str | None:
    return principal_id.rpartition(":")[2] or None if principal_id else None


def _behind_switch(event: Event) -> CalledBy | None:
    """Who switched to a role in the console: the record itself is the role's."""
    arn = _text(event.additional, "SwitchFrom") if event.text("eventName") == "SwitchRole" else None
    if arn is None:
        return None
    kind = "AssumedRole" if ":assumed-role/" in arn else "IAMUser"
    return CalledBy(kind, arn, account=account_in(arn), name=arn.rpartition("/")[2] or None)


def account_in(arn: str | None) -> str | None:
    """The account that an ARN names."""
    parts = (arn or "").split(":", 5)
    return parts[4] or None if len(parts) == 6 else None


def _issued(event: Event, caller: CalledBy) -> Issued | None:
    """What a call that went well issued; None where it issued nothing."""
    name = event.text("eventName") or ""
    if name == "ConsoleLogin":
        return _signed_in(event, caller)
    if name == "SwitchRole":
        return _session_of(caller) if caller.type == "AssumedRole" else None
    if name == "GetRoleCredentials":
        return _of_identity_center(event, caller)
    given, asked = event.tree.get("responseElements"), event.tree.get("requestParameters")
    if lasting := _text(given, "accessKey", "accessKeyId"):
        user = _text(given, "accessKey", "userName") or _text(asked, "userName") or caller.name
        return Issued(lasting, session_name=user, account=event.account, is_lasting=True)
    key = _text(given, "credentials", "accessKeyId")
    session_id, arn = _session(given)
    if key is None and session_id is None:
        return None
    if session_id is None and name in ("GetSessionToken", "GetSigninToken"):
        session_id, arn = caller.principal_id, caller.arn
    role_arn = _text(asked, "roleArn")
    return Issued(
        key,
        session_id,
        arn,
        role_arn,
        _text(asked, "roleSessionName") or _text(asked, "name") or _after_colon(session_id),
        _owner(name, arn, role_arn, asked, caller, event),
        _text(asked, "sourceIdentity") or caller.source_identity,
        _text(given, "subjectFromWebIdentityToken") or _text(given, "subject"),
        {
            **_tags(member_of(asked, "principalTags")),
            **_tags(member_of(asked, "tags")),
        },
    )


def _session(given: object) -> tuple[str | None, str | None]:
    """The session's ID and ARN in a response."""
    role = member_of(given, "assumedRoleUser")
    if role is not None:
        return _text(role, "assumedRoleId"), _text(role, "arn")
    user = member_of(given, "federatedUser")
    return _text(user, "federatedUserId"), _text(user, "arn")


def _owner(
    name: str,
    arn: str | None,
    role_arn: str | None,
    asked: object,
    caller: CalledBy,
    event: Event,
) -> str | None:
    """Whose account a session is of."""
    target = _text(asked, "targetPrincipal") if name == "AssumeRoot" else None
    if target is not None:
        return account_in(target) or target
    return account_in(arn) or account_in(role_arn) or caller.account or event.account


def _after_colon(session_id: str | None) -> str | None:
    return (session_id or "").partition(":")[2] or None


def _session_of(caller: CalledBy) -> Issued:
    return Issued(
        None,
        caller.principal_id,
        caller.arn,
        caller.role_arn,
        caller.name,
        caller.account,
        is_sign_in=True,
    )


def _signed_in(event: Event, caller: CalledBy) -> Issued | None:
    """A person's sign-in; one of a role's session issues nothing that was not there before."""
    said = _text(event.tree, "responseElements", "ConsoleLogin")
    if caller.type not in ("IAMUser", "Root") or said not in (None, "Success"):
        return None
    return _session_of(caller)


def _of_identity_center(event: Event, caller: CalledBy) -> Issued | None:
    """A permission set of an account that a person took; STS has the session beside it."""
    details = event.tree.get("serviceEventDetails")
    account = _text(details, "account_id")
    if account is None:
        return None
    permission_set = _text(details, "role_name") or ""
    role = f"arn:aws:iam::{account}{SSO_ROLES}AWSReservedSSO_{permission_set}_"
    return Issued(None, None, None, role, caller.name, account, is_sign_in=True)


def _tags(value: object) -> dict[str, str]:
    """Session tags, as an object or as a list of keys and values."""
    if isinstance(value, dict):
        return {str(key): text for key, held in value.items() if (text := text_of(held))}
    entries = value if isinstance(value, list) else []
    found = {_text(entry, "key"): _text(entry, "value") for entry in entries}
    return {key: text for key, text in found.items() if key and text}
