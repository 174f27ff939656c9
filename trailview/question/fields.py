"""The fields a question can ask about: one row for each.

Parser, completions, predicate, planners, facets, help and docs all read this
table. A new field is one row here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Final

from trailview.events.identity import ROOT, Identity, text_of
from trailview.events.record import Event, is_denied


class Compare(Enum):
    """How a field's values compare with a term's."""

    TEXT = "exact, `*` as wildcard"
    SERVICE = "a value without a dot gets `.amazonaws.com` appended"
    ADDRESS = "exact, wildcard, or CIDR"
    ROLE = "`arn:…` compares with the role's ARN, anything else with its name"
    RESOURCE = "equal, or equal to the tail after a `/` or `:`"
    FLAG = "one of a fixed set of words"


@dataclass(frozen=True, slots=True)
class Spelling:
    """How the services name what a field reads."""

    lookup: str | None = None
    """The `AttributeKey` of CloudTrail LookupEvents."""
    paths: tuple[str, ...] = ()
    """JSON paths in the record, without `$.`: for filter patterns, Insights and Athena.

    `[]` stands for every entry of a list. All of them hold text (CloudTrail user
    guide, "CloudTrail record contents"), `readOnly` a boolean.
    """


@dataclass(frozen=True)
class Field:
    """One thing that can be asked of an event."""

    name: str
    doc: str
    """What it reads, in one line of Markdown, for help and documentation."""
    read: Callable[[Event], tuple[str, ...]]
    """All values of the field in an event; none where it is absent."""
    aliases: tuple[str, ...] = ()
    compare: Compare = Compare.TEXT
    words: tuple[str, ...] = ()
    """The values a FLAG field can have."""
    column: str | None = None
    """The column of a block that holds it; None where only the raw record does."""
    spelling: Spelling = field(default_factory=Spelling)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)

    @cached_property
    def plain_doc(self) -> str:
        """`doc` as plain text, for the screen."""
        return self.doc.replace("`", "")


def _one(value: str | None) -> tuple[str, ...]:
    return () if value is None else (value,)


def _top(name: str) -> Callable[[Event], tuple[str, ...]]:
    return lambda event: _one(event.text(name))


def _who(get: Callable[[Identity], str | None]) -> Callable[[Event], tuple[str, ...]]:
    return lambda event: _one(get(event.identity))


def _role(event: Event) -> tuple[str, ...]:
    identity = event.identity
    return tuple(x for x in (identity.role, identity.role_arn) if x is not None)


def strings_in(value: object) -> Iterator[str]:
    """Every string value in decoded JSON, at any depth, however deep it nests."""
    stack = [value]
    while stack:
        current = stack.pop()
        if type(current) is str:
            yield current
        elif isinstance(current, dict):
            stack.extend(current.values())
        elif isinstance(current, list):
            stack.extend(current)


def _resource(event: Event) -> tuple[str, ...]:
    found = [text for item in event.resources if (text := text_of(item.get("ARN")))]
    found.extend(strings_in(event.tree.get("requestParameters")))
    found.extend(strings_in(event.tree.get("responseElements")))
    found.extend(
        text for item in event.lookup_resources if (text := text_of(item.get("ResourceName")))
    )
    return tuple(found)


def _resource_type(event: Event) -> tuple[str, ...]:
    found = [text for item in event.resources if (text := text_of(item.get("type")))]
    found.extend(
        text for item in event.lookup_resources if (text := text_of(item.get("ResourceType")))
    )
    return tuple(found)


def _category(event: Event) -> tuple[str, ...]:
    return (event.text("eventCategory") or "Management",)


def _readonly(event: Event) -> tuple[str, ...]:
    return ("true" if event.read_only else "false",)


IS_WORDS: Final = ("read", "write", "error", "denied", "root", "console", "service", "mfa")


def _is(event: Event) -> tuple[str, ...]:
    error = event.text("errorCode")
    holds = (
        event.read_only,
        not event.read_only,
        bool(error),
        is_denied(error),
        event.identity.type == "Root",
        event.is_console,
        event.identity.is_service,
        event.has_mfa,
    )
    return tuple(word for word, true in zip(IS_WORDS, holds, strict=True) if true)


FIELDS: Final = (
    Field(
        "user",
        f"IAM user name, role session name, federated name, or `{ROOT}`",
        _who(lambda who: who.user),
        column="user",
        spelling=Spelling(
            "Username", ("userIdentity.userName", "userIdentity.principalId", "userIdentity.type")
        ),
    ),
    Field(
        "role",
        "the role whose session made the call, by name or by ARN",
        _role,
        compare=Compare.ROLE,
        column="role",
        spelling=Spelling(
            paths=(
                "userIdentity.sessionContext.sessionIssuer.userName",
                "userIdentity.sessionContext.sessionIssuer.arn",
                "userIdentity.sessionContext.sessionIssuer.type",
            )
        ),
    ),
    Field(
        "key",
        "the access key ID: `AKIA…` long-term, `ASIA…` temporary",
        _who(lambda who: who.key),
        column="key",
        spelling=Spelling("AccessKeyId", ("userIdentity.accessKeyId",)),
    ),
    Field(
        "principal",
        "the caller's ARN",
        _who(lambda who: who.principal),
        column="principal",
        spelling=Spelling(paths=("userIdentity.arn",)),
    ),
    Field(
        "principal-id",
        "the caller's unique ID (`AIDA…`, `AROA…:session`)",
        _who(lambda who: who.principal_id),
        column="principal-id",
        spelling=Spelling(paths=("userIdentity.principalId",)),
    ),
    Field(
        "type",
        "the kind of identity: `IAMUser`, `AssumedRole`, `Root`, `AWSService` …",
        _who(lambda who: who.type),
        column="type",
        spelling=Spelling(paths=("userIdentity.type",)),
    ),
    Field(
        "account",
        "the account that received the event, else the caller's",
        lambda event: _one(event.account),
        column="account",
        spelling=Spelling(paths=("recipientAccountId", "userIdentity.accountId")),
    ),
    Field(
        "region",
        "the AWS Region",
        _top("awsRegion"),
        column="region",
        spelling=Spelling(paths=("awsRegion",)),
    ),
    Field(
        "event",
        "the event's name: the API call",
        _top("eventName"),
        aliases=("name",),
        column="event",
        spelling=Spelling("EventName", ("eventName",)),
    ),
    Field(
        "service",
        "the AWS service: `iam` is short for `iam.amazonaws.com`",
        _top("eventSource"),
        aliases=("source",),
        compare=Compare.SERVICE,
        column="service",
        spelling=Spelling("EventSource", ("eventSource",)),
    ),
    Field(
        "ip",
        "the source address: exact, wildcard, or CIDR",
        _top("sourceIPAddress"),
        compare=Compare.ADDRESS,
        column="ip",
        spelling=Spelling(paths=("sourceIPAddress",)),
    ),
    Field(
        "agent",
        "the user agent",
        _top("userAgent"),
        column="agent",
        spelling=Spelling(paths=("userAgent",)),
    ),
    Field(
        "error",
        "the error code; `error:*` is any",
        _top("errorCode"),
        column="error",
        spelling=Spelling(paths=("errorCode",)),
    ),
    Field(
        "message",
        "the error message",
        _top("errorMessage"),
        column="message",
        spelling=Spelling(paths=("errorMessage",)),
    ),
    Field(
        "resource",
        "any ARN, parameter or result: the whole text, or its tail after `/` or `:`",
        _resource,
        compare=Compare.RESOURCE,
        spelling=Spelling("ResourceName", ("resources[].ARN",)),
    ),
    Field(
        "resource-type",
        "the type of a resource: `AWS::S3::Bucket` …",
        _resource_type,
        spelling=Spelling("ResourceType", ("resources[].type",)),
    ),
    Field(
        "id",
        "the event ID",
        _top("eventID"),
        column="id",
        spelling=Spelling("EventId", ("eventID",)),
    ),
    Field(
        "request",
        "the request ID",
        _top("requestID"),
        spelling=Spelling(paths=("requestID",)),
    ),
    Field(
        "category",
        "`Management` (also when not said), `Data`, `NetworkActivity`, `Insight` …",
        _category,
        column="category",
        spelling=Spelling(paths=("eventCategory",)),
    ),
    Field(
        "readonly",
        "`true` or `false`; told by the event's name where the record does not say",
        _readonly,
        compare=Compare.FLAG,
        words=("true", "false"),
        column="readonly",
        spelling=Spelling("ReadOnly", ("readOnly",)),
    ),
    Field(
        "is",
        "`read` `write` `error` `denied` `root` `console` `service` `mfa`",
        _is,
        compare=Compare.FLAG,
        words=IS_WORDS,
        column="is",
        spelling=Spelling(
            paths=(
                "readOnly",
                "errorCode",
                "userIdentity.type",
                "sessionCredentialFromConsole",
                "eventType",
                "eventSource",
                "userIdentity.invokedBy",
                "userIdentity.sessionContext.attributes.mfaAuthenticated",
                "additionalEventData.MFAUsed",
            )
        ),
    ),
)

_BY_NAME: Final = {name: row for row in FIELDS for name in row.names}


def find_field(name: str) -> Field | None:
    """The field with this name or alias; None where there is none."""
    return _BY_NAME.get(name)


def field_names() -> tuple[str, ...]:
    """Every name and alias a term may begin with, in the table's order."""
    return tuple(_BY_NAME)
