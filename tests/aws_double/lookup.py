"""Event history: each event with what it can be looked up by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.aws_double.corpus import Corpus, Held
from tests.aws_double.derived import Resource, resources, username


@dataclass(frozen=True, eq=False)
class Entry:
    """An event as event history has it."""

    held: Held
    known: int
    """Since when it is there, in seconds since 1970: its first delivery."""
    attributes: Mapping[str, str]
    """What it can be looked up by, but for its resources. Only those that it has."""
    resources: tuple[Resource, ...]

    def has(self, key: str, value: str) -> bool:
        """Whether an attribute is exactly that value, capitals included."""
        if key == "ResourceName":
            return any(resource.name == value for resource in self.resources)
        if key == "ResourceType":
            return any(resource.type == value for resource in self.resources)
        return self.attributes.get(key) == value

    def told(self) -> dict[str, Any]:
        """The entry as LookupEvents gives it."""
        return {
            **self.attributes,
            "EventTime": self.held.time,
            "Resources": [_told(resource) for resource in self.resources],
            "CloudTrailEvent": self.held.message,
        }


def entries(corpus: Corpus, account: str, region: str, *, insight: bool) -> tuple[Entry, ...]:
    """The management events (or Insights events) of one account and Region, newest first."""
    category = "Insight" if insight else "Management"
    found = [
        Entry(held, known, _attributes(held.record), tuple(resources(held.record)))
        for known, held in corpus.arrivals
        if (held.account, held.region) == (account, region) and _category(held.record) == category
    ]
    return tuple(sorted(found, key=lambda entry: entry.held.time, reverse=True))


def _category(record: Mapping[str, Any]) -> str:
    """`eventCategory`; older records have `managementEvent` at most."""
    if "eventCategory" in record:
        return str(record["eventCategory"])
    return "Data" if record.get("managementEvent") is False else "Management"


def _attributes(record: Mapping[str, Any]) -> dict[str, str]:
    identity, details = record.get("userIdentity"), record.get("insightDetails")
    named = details if isinstance(details, dict) else record
    found = {
        "EventId": record.get("eventID"),
        "EventName": named.get("eventName"),
        "EventSource": named.get("eventSource"),
        "ReadOnly": _word(record.get("readOnly")),
        "AccessKeyId": identity.get("accessKeyId") if isinstance(identity, dict) else None,
        "Username": username(record),
    }
    return {name: value for name, value in found.items() if isinstance(value, str) and value}


def _word(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def _told(resource: Resource) -> dict[str, str]:
    if resource.type is None:
        return {"ResourceName": resource.name}
    return {"ResourceName": resource.name, "ResourceType": resource.type}
