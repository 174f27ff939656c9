"""What in a text tells an account, a key, an address or a person, and what AWS itself has named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from ipaddress import AddressValueError, IPv6Address, ip_address
from typing import Final, NamedTuple
from urllib.parse import unquote


class Kind(Enum):
    """What is masked; the value is what its masks are called."""

    ACCOUNT = "account"
    KEY = "key"
    PRINCIPAL = "id"
    """A unique ID of IAM: `AIDA…`, `AROA…`. It tells the account, as a key does."""
    IP = "ip"
    USER = "user"
    """A person, a user, or a session's name."""
    ROLE = "role"
    GROUP = "group"
    SECRET = "secret"  # noqa: S105  (what masks are called)


class Named(NamedTuple):
    """Something to be masked wherever it stands."""

    kind: Kind
    text: str
    same_as: str = ""
    """The spelling that shares its mask; empty where that is its own."""


MEMBERS: Final = {
    **dict.fromkeys(
        (
            "username",
            "rolesessionname",
            "sourceidentity",
            "sessionname",
            "newusername",
            "loginname",
            "displayname",
            "preferredusername",
            "email",
            "emailaddress",
            "givenname",
            "familyname",
            "onbehalfof.userid",
            "principalname",
        ),
        Kind.USER,
    ),
    "accesskeyid": Kind.KEY,
    **dict.fromkeys(("rolename", "newrolename"), Kind.ROLE),
    **dict.fromkeys(("groupname", "newgroupname"), Kind.GROUP),
    **dict.fromkeys(("accountid", "recipientaccountid", "owneraccountid"), Kind.ACCOUNT),
}
"""Members, in lower case, whose text names somebody: in `userIdentity`, requests and answers."""

_ACCOUNT: Final = re.compile(r"(?<!\d)(?:\d{12}|\d{4}-\d{4}-\d{4})(?!\d)")
_ID: Final = re.compile(
    r"(?:(AKIA|ASIA|ABIA|ACCA)|AROA|AIDA|AGPA|ANPA|ANVA|APKA|ASCA|AIPA)[A-Z0-9]{8,128}"
)
_IPV4: Final = re.compile(r"(?<![\w.])(?<![A-Za-z]/)\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\d)")
_DASHED_IPV4: Final = re.compile(r"(?<=ip-|c2-)\d{1,3}(?:-\d{1,3}){3}(?=\.)")
"""In the names that EC2 gives hosts: `ip-10-0-0-1.ec2.internal`."""
_IPV6: Final = re.compile(r"(?<![0-9A-Za-z:.])[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*(?![0-9A-Za-z:])")
_EMAIL: Final = re.compile(r"[\w.+=-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_ARN: Final = re.compile(
    r"arn:[\w-]*:(?:iam|sts):[^:\s]*:[^:\s]*:"
    r"(user|role|group|assumed-role|federated-user)/([^\s\"'\\:;()<>\[\]{}|]*)"
)
ARN_PATH: Final = re.compile(
    r"arn:[\w-]*:(?:iam|sts):[^:\s]*:[^:\s]*:"
    r"(?:user|role|group|assumed-role|federated-user)/([^\s\"'\\:;()<>\[\]{}|]*)"
)
"""Of an ARN, the path that ends in who it is."""
_SESSION: Final = re.compile(r"AROA[A-Z0-9]+:([^\s\"'\\:;/()<>\[\]{}|,]{2,})")
"""What stands behind a role's ID: a session's name."""

_OWNED: Final = re.compile(
    r"AWSServiceRoleFor\w*|aws-service-role|aws-reserved|sso\.amazonaws\.com|root|anonymous|"
    r"AWS Internal|ANONYMOUS_PRINCIPAL|HIDDEN_DUE_TO_SECURITY_REASONS|\*+|"
    r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?|i-[0-9a-f]{8,17}",
    re.IGNORECASE,
)
"""Names that AWS gives, and that say nothing of whose account it is."""
STAYS: Final = re.compile(
    r"arn:aws[\w-]*:iam::aws:[\w/+=,.@-]+|AWSServiceRoleFor\w*|"
    r"(?<![\w.-])[a-z][a-z0-9-]*\.amazonaws\.com(?:\.cn)?(?![\w-])|"
    r"(?<![0-9A-Za-z])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9A-Za-z])"
)
"""Parts of texts that are left as they are: what AWS owns, service principals, and UUIDs."""
_SAYING_NOTHING: Final = frozenset({"0.0.0.0", "127.0.0.1", "169.254.169.254"})  # noqa: S104 (no bind)
_WILD: Final = frozenset("*?$")


def is_owned(name: str) -> bool:
    """Whether a name is AWS's own, or none."""
    return not name or bool(_OWNED.fullmatch(name)) or not _WILD.isdisjoint(name)


def named_in(text: str) -> Iterator[Named]:
    """All in a text that tells what it is by its form, in the order of its kinds."""
    yield from _plainly_named_in(text)
    if "%" in text:
        plain = unquote(text)
        if plain != text:
            yield from _plainly_named_in(plain)


def _plainly_named_in(text: str) -> Iterator[Named]:
    for found in _ARN.finditer(text):
        yield from _of_arn(found[1], found[2])
    for found in _SESSION.finditer(text):
        yield from name(Kind.USER, found[1])
    for found in _EMAIL.finditer(text):
        yield Named(Kind.USER, found[0])
    uuids = [span.span() for span in STAYS.finditer(text)]
    for found in _ACCOUNT.finditer(text):
        if not any(start <= found.start() < end for start, end in uuids):
            yield account(found[0])
    for found in _ID.finditer(text):
        yield Named(Kind.KEY if found[1] else Kind.PRINCIPAL, found[0])
    yield from _addresses(text)


def account(text: str) -> Named:
    """An account number, which is also written `1234-5678-9012`."""
    return Named(Kind.ACCOUNT, text, text.replace("-", ""))


def name(kind: Kind, text: str) -> Iterator[Named]:
    """A name, unless it is AWS's own; what has the form of a number, key or address is that."""
    if _ACCOUNT.fullmatch(text):
        yield account(text)
    elif match := _ID.fullmatch(text):
        yield Named(Kind.KEY if match[1] else Kind.PRINCIPAL, text)
    elif not is_owned(text) and not _is_address(text):
        yield Named(kind, text)


def _of_arn(kind: str, path: str) -> Iterator[Named]:
    *folders, last = path.rstrip("/,.").split("/")
    if kind == "assumed-role":
        role = folders[-1] if folders else last
        yield from name(Kind.ROLE, role)
        if folders and not is_owned(role):
            yield from name(Kind.USER, last)
        return
    kinds = {"role": Kind.ROLE, "group": Kind.GROUP}
    if "aws-service-role" not in folders:
        yield from name(kinds.get(kind, Kind.USER), last)


def _addresses(text: str) -> Iterator[Named]:
    for found in _IPV4.finditer(text):
        if _is_address(found[0]) and found[0] not in _SAYING_NOTHING:
            yield Named(Kind.IP, found[0])
    for found in _DASHED_IPV4.finditer(text):
        dotted = found[0].replace("-", ".")
        if _is_address(dotted):
            yield Named(Kind.IP, found[0], dotted)
    for found in _IPV6.finditer(text):
        address = found[0].rstrip(".")
        try:
            plain = IPv6Address(address)
        except AddressValueError:
            continue
        if not (plain.is_unspecified or plain.is_loopback):
            yield Named(Kind.IP, address, str(plain))


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
