"""The fields a question can ask about: one row for each.

Parser, completions, predicate, planners, facets, help and docs all read this
table. A new field is one row here; what one means that is more than a member
of the record, `events/meanings.py` says. One that is a member is its row alone:
`Field("tls", "the version of TLS", member("tlsDetails.tlsVersion"))`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Final

from trailview.events import meanings
from trailview.events.conditions import (
    ActsBy,
    Condition,
    HasResourceType,
    Member,
    NamesResource,
    Path,
    ResourceMatches,
    ResourceTypeMatches,
    Text,
    givers,
)
from trailview.events.evaluate import RecordTest, TextReader, holds_in, text_in
from trailview.events.expressions import Expression
from trailview.events.meanings import COLUMNS, READONLY_WORDS, ROOT, WORDS
from trailview.events.pattern import Pattern
from trailview.events.places import strings_in, text_of
from trailview.events.record import Event
from trailview.frozen import Frozen
from trailview.question.acting import KINDS, acts_by, kinds_read

if TYPE_CHECKING:
    from dataclasses import KW_ONLY


class Compare(Enum):
    """How a field's values compare with a term's."""

    TEXT = "exact, `*` as wildcard"
    SERVICE = "a value without a dot gets `.amazonaws.com` appended"
    ADDRESS = "exact, wildcard, or CIDR"
    ROLE = "`arn:…` compares with the role's ARN, anything else with its name"
    RESOURCE = "equal, or equal to the tail after a `/` or `:`"
    FLAG = "one of a fixed set of words"


class Gathered(Frozen):
    """What a field reads that is all over a record, and what its values say about it."""

    read: Callable[[Event], tuple[str, ...]]
    says: Callable[[tuple[Pattern, ...]], Condition]
    matches: Callable[[tuple[Expression, ...]], Condition]


class Field(Frozen):
    """One thing that can be asked of an event: a text of it, words, or what is gathered."""

    name: str
    doc: str
    """What it reads, in one line of Markdown, for help and documentation."""
    text: Text | None = None
    """The text that is its value, of a role the name: reading, column and compilers follow."""
    _: KW_ONLY
    arn: Text | None = None
    """Of a role: the text that values which begin with `arn:` compare with."""
    meanings: Mapping[str, Condition] = {}
    """Of a FLAG field: when each of its words holds."""
    gathered: Gathered | None = None
    derived: str | None = None
    """The column of its own that holds it, which is made of what other columns tell."""
    aliases: tuple[str, ...] = ()
    compare: Compare = Compare.TEXT
    lookup: str | None = None
    """The `AttributeKey` of CloudTrail LookupEvents."""

    def __hash__(self) -> int:
        return hash(self.name)  # its meanings have none

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The name and its aliases."""
        return (self.name, *self.aliases)

    @cached_property
    def plain_doc(self) -> str:
        """`doc` as plain text, for the screen."""
        return self.doc.replace("`", "")

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The values a FLAG field can have."""
        return tuple(self.meanings)

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """The texts that are its values."""
        return tuple(text for text in (self.text, self.arn) if text is not None)

    @cached_property
    def column(self) -> str | None:
        """The column of a block that holds it; None where only the raw record does."""
        if self.derived is not None:
            return self.derived
        if self.meanings:
            are_flags = all(holds in WORDS.values() for holds in self.meanings.values())
            return self.name if are_flags else None
        return next((name for name, text in COLUMNS.items() if text == self.text), None)

    @cached_property
    def paths(self) -> tuple[Path, ...]:
        """Where in a record its value stands as it is."""
        found = (giver for text in self.texts for giver in givers(text))
        return tuple(giver.path for giver in found if isinstance(giver, Member))

    @cached_property
    def _tests(self) -> tuple[tuple[str, RecordTest], ...]:
        return tuple((word, holds_in(condition)) for word, condition in self.meanings.items())

    @cached_property
    def _readers(self) -> tuple[TextReader, ...]:
        return tuple(map(text_in, self.texts))

    def read(self, event: Event) -> tuple[str, ...]:
        """All values of the field in an event; none where it is absent."""
        if self.gathered is not None:
            return self.gathered.read(event)
        get = event.tree.get
        words = (word for word, test in self._tests if test(get))
        texts = (read(get) for read in self._readers)
        return (*words, *(text for text in texts if text is not None))


def _resources(event: Event) -> tuple[str, ...]:
    found = [text for item in event.resources if (text := text_of(item.get("ARN")))]
    found.extend(strings_in(event.tree.get("requestParameters")))
    found.extend(strings_in(event.tree.get("responseElements")))
    found.extend(
        text for item in event.lookup_resources if (text := text_of(item.get("ResourceName")))
    )
    return tuple(found)


def _resource_types(event: Event) -> tuple[str, ...]:
    found = [text for item in event.resources if (text := text_of(item.get("type")))]
    found.extend(
        text for item in event.lookup_resources if (text := text_of(item.get("ResourceType")))
    )
    return tuple(found)


IS_WORDS: Final = tuple(WORDS)

FIELDS: Final = (
    Field(
        "user",
        f"IAM user name, role session name, federated name, or `{ROOT}`",
        meanings.USER,
        lookup="Username",
    ),
    Field(
        "role",
        "the role whose session made the call, by name or by ARN",
        meanings.ROLE,
        arn=meanings.ROLE_ARN,
        compare=Compare.ROLE,
    ),
    Field(
        "key",
        "the access key ID: `AKIA…` long-term, `ASIA…` temporary",
        meanings.KEY,
        lookup="AccessKeyId",
    ),
    Field("principal", "the caller's ARN", meanings.PRINCIPAL),
    Field(
        "principal-id", "the caller's unique ID (`AIDA…`, `AROA…:session`)", meanings.PRINCIPAL_ID
    ),
    Field(
        "type",
        "the kind of identity: `IAMUser`, `AssumedRole`, `Root`, `AWSService` …",
        meanings.TYPE,
    ),
    Field("account", "the account that received the event, else the caller's", meanings.ACCOUNT),
    Field("region", "the AWS Region", meanings.REGION),
    Field(
        "event",
        "the event's name: the API call",
        meanings.EVENT,
        aliases=("name",),
        lookup="EventName",
    ),
    Field(
        "service",
        "the AWS service: `iam` is short for `iam.amazonaws.com`",
        meanings.SERVICE,
        aliases=("source",),
        compare=Compare.SERVICE,
        lookup="EventSource",
    ),
    Field(
        "ip",
        "the source address: exact, wildcard, or CIDR",
        meanings.ADDRESS,
        compare=Compare.ADDRESS,
    ),
    Field("agent", "the user agent", meanings.AGENT),
    Field("error", "the error code; `error:*` is any", meanings.ERROR),
    Field("message", "the error message", meanings.MESSAGE),
    Field(
        "resource",
        "any ARN, parameter or result: the whole text, or its tail after `/` or `:`",
        gathered=Gathered(_resources, NamesResource, ResourceMatches),
        compare=Compare.RESOURCE,
        lookup="ResourceName",
    ),
    Field(
        "resource-type",
        "the type of a resource: `AWS::S3::Bucket` …",
        gathered=Gathered(_resource_types, HasResourceType, ResourceTypeMatches),
        lookup="ResourceType",
    ),
    Field("id", "the event ID", meanings.EVENT_ID, lookup="EventId"),
    Field("request", "the request ID", meanings.REQUEST_ID),
    Field(
        "category",
        "`Management` (also when not said), `Data`, `NetworkActivity`, `Insight` …",
        meanings.CATEGORY,
    ),
    Field(
        "readonly",
        "`true` or `false`; told by the event's name where the record does not say",
        meanings=READONLY_WORDS,
        compare=Compare.FLAG,
        lookup="ReadOnly",
    ),
    Field(
        "is",
        "`read` `write` `error` `denied` `root` `console` `service` `mfa`",
        meanings=WORDS,
        compare=Compare.FLAG,
    ),
    Field(
        "by",
        "who acts, by kind: `person` `workload` `automation` `service`",
        meanings={word: ActsBy(frozenset({kind})) for word, kind in KINDS.items()},
        gathered=Gathered(kinds_read, acts_by, acts_by),
        derived="by",
        compare=Compare.FLAG,
    ),
)

BY_NAME: Final = {name: row for row in FIELDS for name in row.names}
"""Each field by its name and by its aliases."""


def find_field(name: str) -> Field | None:
    """The field with this name or alias; None where there is none."""
    return BY_NAME.get(name)


def field_names() -> tuple[str, ...]:
    """Every name and alias a term may begin with, in the table's order."""
    return tuple(BY_NAME)
