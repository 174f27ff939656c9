"""What words and fields mean, said once: the texts of columns, and the words of `is`.

Members and their types are those of the CloudTrail user guide, pages
"CloudTrail record contents" and "CloudTrail userIdentity element". A record is
tested, columns are filled and backends are asked by what is written here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from trailview.events.conditions import (
    AfterColon,
    AnyOf,
    Cases,
    Condition,
    Constant,
    FirstOf,
    Fits,
    Flag,
    Holds,
    Member,
    Not,
    Said,
    Text,
    Where,
    path_of,
)
from trailview.events.pattern import ANY, Pattern, ending, exactly, in_any_case, starting


def member(path: str) -> Member:
    """A member by its names, joined by dots. Anything may stand there."""
    return Member(path_of(path))


def text_member(path: str) -> Member:
    """A member that is documented to hold text."""
    return Member(path_of(path), Holds.TEXT)


def flag_member(path: str) -> Member:
    """A member that is documented to hold a boolean, which may be written as text."""
    return Member(path_of(path), Holds.FLAG)


ROOT: Final = "root"
"""How the account's root user is named."""
DEFAULT_CATEGORY: Final = "Management"
"""The category of an event whose record says none: all were, before there were others."""
SERVICE_SUFFIX: Final = ".amazonaws.com"
"""How the names of AWS services end."""

EVENT: Final = text_member("eventName")
SERVICE: Final = text_member("eventSource")
REGION: Final = text_member("awsRegion")
ADDRESS: Final = text_member("sourceIPAddress")
AGENT: Final = text_member("userAgent")
ERROR: Final = text_member("errorCode")
MESSAGE: Final = text_member("errorMessage")
EVENT_ID: Final = text_member("eventID")
REQUEST_ID: Final = text_member("requestID")
READ_ONLY: Final = flag_member("readOnly")
RECIPIENT: Final = text_member("recipientAccountId")
EVENT_TYPE: Final = text_member("eventType")

TYPE: Final = text_member("userIdentity.type")
USER_NAME: Final = text_member("userIdentity.userName")
PRINCIPAL: Final = text_member("userIdentity.arn")
PRINCIPAL_ID: Final = text_member("userIdentity.principalId")
KEY: Final = text_member("userIdentity.accessKeyId")
CALLER: Final = text_member("userIdentity.accountId")
INVOKED_BY: Final = text_member("userIdentity.invokedBy")
_ISSUER: Final = "userIdentity.sessionContext.sessionIssuer"

_IS_ROLE: Final = Fits(text_member(f"{_ISSUER}.type"), exactly("Role"))
_IS_ROOT: Final = Fits(TYPE, exactly("Root"))
_IS_SESSION: Final = Fits(TYPE, exactly("AssumedRole", "FederatedUser"))

USER: Final = Cases(
    (
        Where(_IS_SESSION, FirstOf((AfterColon(PRINCIPAL_ID), Said(USER_NAME)))),
        Where(_IS_ROOT, FirstOf((Said(USER_NAME), Constant(ROOT)))),
    ),
    Said(USER_NAME),
)
"""IAM user name, role session name, federated name, or `ROOT`."""
ROLE: Final = Where(_IS_ROLE, text_member(f"{_ISSUER}.userName"))
ROLE_ARN: Final = Where(_IS_ROLE, text_member(f"{_ISSUER}.arn"))
ACCOUNT: Final = FirstOf((Said(RECIPIENT), CALLER))
CATEGORY: Final = FirstOf((Said(text_member("eventCategory")), Constant(DEFAULT_CATEGORY)))

COLUMNS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "event": EVENT,
        "service": SERVICE,
        "region": REGION,
        "account": ACCOUNT,
        "ip": ADDRESS,
        "agent": AGENT,
        "error": ERROR,
        "message": MESSAGE,
        "category": CATEGORY,
        "id": EVENT_ID,
        "user": USER,
        "role": ROLE,
        "role-arn": ROLE_ARN,
        "key": KEY,
        "principal": PRINCIPAL,
        "principal-id": PRINCIPAL_ID,
        "type": TYPE,
    }
)
"""The text that each column of events holds."""

READ_VERBS: Final = (
    "Get",
    "List",
    "Describe",
    "Head",
    "Lookup",
    "Search",
    "Query",
    "Scan",
    "BatchGet",
    "View",
    "Check",
    "Test",
    "Preview",
    "Simulate",
    "Validate",
    "Verify",
)
"""How the names of calls that only read begin (docs/QUERY.md, field `readonly`)."""

_DENIED: Final[tuple[Pattern, ...]] = (
    *exactly("AccessDenied", "AccessDeniedException", "UnauthorizedOperation"),
    *starting("Client.Unauthorized"),
    *ending(".AccessDenied", ".UnauthorizedOperation"),
)
"""Error codes that say that permission was refused."""

READ: Final = Flag(READ_ONLY, True, otherwise=Fits(EVENT, starting(*READ_VERBS)))
"""The call only reads: the record says so, or else the event's name."""
WRITE: Final = Not(READ)

WORDS: Final[Mapping[str, Condition]] = MappingProxyType(
    {
        "read": READ,
        "write": WRITE,
        "error": Fits(ERROR, (ANY,)),
        "denied": Fits(ERROR, _DENIED),
        "root": _IS_ROOT,
        "console": AnyOf(
            (
                Fits(flag_member("sessionCredentialFromConsole"), exactly("true")),
                Fits(SERVICE, exactly(f"signin{SERVICE_SUFFIX}")),
                Fits(EVENT_TYPE, in_any_case("AwsConsoleSignIn", "AwsConsoleAction")),
            )
        ),
        "service": AnyOf(
            (Fits(TYPE, exactly("AWSService")), Fits(INVOKED_BY, ending(SERVICE_SUFFIX)))
        ),
        "mfa": AnyOf(
            (
                Fits(
                    flag_member("userIdentity.sessionContext.attributes.mfaAuthenticated"),
                    exactly("true"),
                ),
                Fits(text_member("additionalEventData.MFAUsed"), exactly("Yes")),
            )
        ),
    }
)
"""When each word of the `is` field holds."""

READONLY_WORDS: Final[Mapping[str, Condition]] = MappingProxyType({"true": READ, "false": WRITE})
"""When each value of the `readonly` field holds."""
