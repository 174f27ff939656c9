"""What a dossier is about: a key, a caller, an address or a resource, and what asks for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from ipaddress import ip_network
from typing import Final

from trailview.events.issued import CalledBy
from trailview.events.subject import Subject, subject_of

Asks = tuple[tuple[str, tuple[str, ...]], ...]
"""Fields of a question, each with the texts of which one has to be its own; all must hold."""


class Kind(Enum):
    """What kind of thing a dossier is about, as it can be typed before a name."""

    KEY = "key"
    USER = "user"
    ROLE = "role"
    PRINCIPAL = "principal"
    """A user, a role, a session or root, by ARN."""
    ADDRESS = "ip"
    RESOURCE = "resource"
    EVENT = "event"
    """Whoever made a call."""

    @property
    def is_caller(self) -> bool:
        """Whether it is told by who calls, rather than by what is called upon."""
        return self in (Kind.KEY, Kind.USER, Kind.ROLE, Kind.PRINCIPAL)


_TYPED: Final = {kind.value: kind for kind in Kind} | {"arn": Kind.PRINCIPAL}
_RESOURCE_ID: Final = re.compile(r"(?:[a-z]{1,12}-)+(?:[0-9a-f]{8}|[0-9a-f]{17})")
"""`i-0123456789abcdef0`, `sg-01234567`: how EC2 calls things (its user guide, "Resource IDs")."""
_PRINCIPAL_ID: Final = re.compile(r"(?:AIDA|AROA)[A-Z0-9]{8,124}(?::.+)?")
_ISSUER_ID: Final = "$.userIdentity.sessionContext.sessionIssuer.principalId"
_IN_SUFFIX: Final = re.compile(r"-[A-Za-z0-9]{6}")
"""What Secrets Manager puts behind a secret's name in its ARN."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a dossier is about."""

    kind: Kind
    text: str

    @property
    def asks(self) -> Asks:
        """What its events have in common."""
        if self.kind is Kind.PRINCIPAL:
            return _principal(self.text)
        if self.kind is Kind.RESOURCE:
            return (("resource", self.names),)
        field = {Kind.EVENT: "id"}.get(self.kind, self.kind.value)
        return ((field, (self.text,)),)

    @property
    def names(self) -> tuple[str, ...]:
        """The texts that name it in a record: an ARN's last part is how requests say it."""
        parts = self.text.split(":", 5)
        if self.kind is not Kind.RESOURCE or parts[0] != "arn" or len(parts) < 6:
            return (self.text,)
        tail = re.split("[/:]", parts[5])[-1]
        if parts[2] == "secretsmanager" and _IN_SUFFIX.fullmatch(tail[-7:]):
            return tuple(dict.fromkeys((self.text, tail, tail[:-7])))
        if parts[2] == "s3" and "/" in parts[5]:
            return (self.text,)  # an object, which requests name by bucket and key
        return tuple(dict.fromkeys((self.text, tail))) if tail else (self.text,)

    @property
    def subject(self) -> Subject | None:
        """Whose chain tells who is behind it; None where it is nobody's session."""
        if self.kind not in (Kind.KEY, Kind.PRINCIPAL):
            return None
        found = subject_of(self.text)
        return None if found is None or found.event or found.is_role else found

    @property
    def title(self) -> str:
        """What it is, in words."""
        words = {Kind.ADDRESS: "address", Kind.PRINCIPAL: ""}
        return f"{words.get(self.kind, self.kind.value)} {self.text}".strip()


def _principal(arn: str) -> Asks:
    """A caller by ARN, and by the name that event history knows it by."""
    if arn.startswith("AROA") and ":" not in arn:
        return ((_ISSUER_ID, (arn,)),)
    if not arn.startswith("arn:"):
        return (("principal-id", (arn,)),)
    subject = Subject(arn, arn=arn)
    if subject.is_role:
        return (("role", (arn,)),)
    name = () if arn.endswith(":root") else (("user", (subject.name or "",)),)
    return (*name, ("principal", (arn,)))


def caller_topic(who: CalledBy) -> Topic | None:
    """The dossier of whoever made a call; None where the record does not tell."""
    if who.is_session and who.key:
        return Topic(Kind.KEY, who.key)
    if who.arn:
        return Topic(Kind.PRINCIPAL, who.arn)
    if who.key:
        return Topic(Kind.KEY, who.key)
    return Topic(Kind.PRINCIPAL, who.principal_id) if who.principal_id else None


def topics_of(text: str) -> tuple[Topic, ...]:
    """What a text may mean, likeliest first; none for an empty one.

    `user:`, `role:`, `resource:`, `key:`, `ip:`, `arn:` and `event:` before it say which. Raises
    ValueError where that and the text do not fit.
    """
    text = text.strip()
    before, colon, rest = text.partition(":")
    if colon and before in _TYPED and before != "arn" and rest.strip():
        return (_typed(_TYPED[before], rest.strip()),)
    return tuple(Topic(kind, text) for kind in _kinds(text))


def _typed(kind: Kind, text: str) -> Topic:
    if kind is Kind.ADDRESS and not is_address(text):
        raise ValueError(f"{text!r} is no IP address, and no range of them")
    is_principal = kind in (Kind.USER, Kind.ROLE) and text.startswith("arn:")
    return Topic(Kind.PRINCIPAL if is_principal else kind, text)


def _kinds(text: str) -> tuple[Kind, ...]:
    if not text:
        return ()
    if _PRINCIPAL_ID.fullmatch(text):
        return (Kind.PRINCIPAL,)
    subject = subject_of(text)
    if subject is not None and subject.key:
        return (Kind.KEY,)
    if subject is not None and subject.event:
        return (Kind.EVENT, Kind.RESOURCE)  # keys of KMS are called by such an ID too
    if text.startswith("arn:"):
        return (Kind.PRINCIPAL if _is_caller(text) else Kind.RESOURCE,)
    if is_address(text):
        return (Kind.ADDRESS,)
    if _RESOURCE_ID.fullmatch(text):
        # An instance's ID is the name of its role's session as well.
        return (Kind.RESOURCE, Kind.USER)
    if "/" in text:
        return (Kind.RESOURCE,)
    return (Kind.USER, Kind.ROLE, Kind.RESOURCE)


def _is_caller(arn: str) -> bool:
    parts = arn.split(":", 5)
    kind = parts[-1].partition("/")[0]
    callers = ("user", "role", "root", "assumed-role", "federated-user")
    return len(parts) == 6 and parts[2] in ("iam", "sts") and kind in callers


def is_address(text: str) -> bool:
    """Whether a text is an IP address, or a range of them."""
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return "." in text or ":" in text
