"""Takes CloudTrail records out of whatever they were wrapped in.

The wrappings are those of the services and shippers that hand records on:
trail files, `lookup-events`, CloudWatch Logs, EventBridge, SNS and SQS,
Splunk, Cribl, Datadog, Elasticsearch. A record is told from other JSON by
its members alone, so an unknown wrapping round a known one does no harm.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec
from msgspec import Raw

from trailview.backends.files.scan import scan
from trailview.events.record import Delivery, decode
from trailview.events.times import seconds

MARKS: Final = frozenset(
    {
        "eventVersion",
        "eventTime",
        "eventSource",
        "eventName",
        "eventID",
        "eventType",
        "eventCategory",
        "userIdentity",
        "awsRegion",
        "recipientAccountId",
        "sourceIPAddress",
        "requestParameters",
        "responseElements",
        "insightDetails",
    }
)
"""Members that tell a CloudTrail record: any two of them make one."""

ORIGINALS: Final = ("CloudTrailEvent", "_raw")
"""Members that hold the record as it was delivered, beside what was made of it."""

_WRAPPINGS: Final = (
    "detail",
    "Records",
    "Events",
    "events",
    "logEvents",
    "message",
    "Message",
    "@message",
    "body",
    "Body",
    "input",
    "event",
    "original",
    "_source",
    "hits",
    "result",
    "results",
    "content",
    "attributes",
    "data",
    "value",
)
_TIMES: Final = ("EventTime", "time", "timestamp", "@timestamp", "_time")
_sign: Final = re.compile("|".join(sorted(MARKS)).encode())
_COMMON_START: Final = b'{"eventVersion":"1.'
_MAX_LEVEL: Final = 8
_MAX_PROBLEMS: Final = 100

_members: Final = msgspec.json.Decoder(dict[str, Raw])
_items: Final = msgspec.json.Decoder(list[Raw])
_any: Final = msgspec.json.Decoder(Raw)
_string: Final = msgspec.json.Decoder(str)
_scalar: Final = msgspec.json.Decoder(str | int | float | None)

Flaw = tuple[str, str]
"""Where in the file, and what is wrong there."""


def is_record(names: Iterable[str], source: object, *, least: int = 2) -> bool:
    """Whether an object with these members is a CloudTrail record.

    `source` is its `eventSource`: S3, SQS and DynamoDB spell their own
    notifications with CloudTrail's names and an `aws:` there. An
    `insightDetails` looks like a record too, and has an `insightType`.
    """
    names = frozenset(names)
    if len(MARKS & names) < least or "insightType" in names:
        return False
    prefix: str | bytes = b'"aws:' if isinstance(source, bytes) else "aws:"
    return not (isinstance(source, str | bytes) and source.startswith(prefix))  # type: ignore[arg-type]


def is_common(raw: bytes) -> bool:
    """Whether a JSON object is plainly a record, as trails write them. Cheap."""
    return raw.startswith(_COMMON_START) and b'"eventTime"' in raw


class Unwrapper:
    """Collects the records of one file, in the order in which they stand there."""

    def __init__(self) -> None:
        self.events: list[Delivery] = []
        self.problems: list[Flaw] = []
        self.is_digest = False
        """Whether a digest file was seen instead of records."""
        self.is_trail = False
        """Whether a list or table that holds records, but has none now, was seen."""
        self._unreported = 0

    def report(self, position: str, reason: str) -> None:
        """Note a problem; past the first hundred they are only counted."""
        if len(self.problems) < _MAX_PROBLEMS:
            self.problems.append((position, reason))
        else:
            self._unreported += 1

    def all_problems(self) -> list[Flaw]:
        """The problems told one by one, and the number of those that were not."""
        if not self._unreported:
            return self.problems
        return [*self.problems, ("", f"{self._unreported} more problems of this kind")]

    def take(
        self,
        raw: bytes,
        time: int | None = None,
        resources: bytes = b"",
        *,
        least: int = 2,
        level: int = 0,
    ) -> bool:
        """Collect the records in one JSON value; whether there were any.

        `raw` starts with the value's first character. `time` and `resources`
        are what the wrapping around it said; `least` is how many marks make
        a record here.
        """
        if is_common(raw):
            self.events.append(Delivery(raw, time, resources))
            return True
        if level > _MAX_LEVEL:
            return False
        first = raw[:1]
        if first == b"{":
            return self._object(raw, time, resources, least, level)
        if first == b"[":
            return self._list(raw, time, resources, level)
        if first == b'"':
            return self._text(_unquoted(raw), time, resources, level)
        return False

    def _object(
        self, raw: bytes, time: int | None, resources: bytes, least: int, level: int
    ) -> bool:
        try:
            members = _members.decode(raw)
        except (ValueError, RecursionError):
            return self._slowly(raw, time, resources, level, least)
        time = _time_of(members, time)
        if listed := members.get("Resources"):
            resources = _listed(bytes(listed)) or resources
        if self._wrapped(ORIGINALS, members, time, resources, level):
            return True
        source = members.get("eventSource")
        if is_record(members, bytes(source) if source else None, least=least):
            self.events.append(Delivery(raw, time, resources))
            return True
        if "digestStartTime" in members and "digestEndTime" in members:
            self.is_digest = True
            return False
        if self._wrapped(_WRAPPINGS, members, time, resources, level):
            return True
        if level > 0:
            return False
        # A list under any other name, or under a damaged one.
        lists = [name for name, raw in members.items() if bytes(raw)[:1] == b"["]
        return self._wrapped(lists, members, time, resources, level)

    def _wrapped(
        self,
        names: Iterable[str],
        members: Mapping[str, Raw],
        time: int | None,
        resources: bytes,
        level: int,
    ) -> bool:
        for name in names:
            inner = members.get(name)
            if inner is None:
                continue
            raw = bytes(inner)
            if raw[:1] == b"[" and name in ("Records", "Events"):
                found = self._list(raw, time, resources, level, named=name)
            else:
                found = self.take(raw, time, resources, level=level + 1)
            if found:
                return True
        return False

    def _list(
        self, raw: bytes, time: int | None, resources: bytes, level: int, named: str = ""
    ) -> bool:
        try:
            items = _items.decode(raw)
        except (ValueError, RecursionError):
            return self._slowly(raw, time, resources, level)
        is_named = bool(named) or level == 0
        if is_named and not items:
            self.is_trail = True
        least = 1 if named == "Records" else 2
        return self._each(items, time, resources, least=least, level=level + 1, report=is_named)

    def _each(
        self,
        items: Iterable[Raw],
        time: int | None,
        resources: bytes,
        *,
        least: int,
        level: int,
        report: bool,
    ) -> bool:
        """Collect a list's items; report those without a record, unless all are."""
        before = len(self.events)
        without = [
            number
            for number, item in enumerate(items, 1)
            if not self.take(bytes(item), time, resources, least=least, level=level)
        ]
        found = len(self.events) > before
        if found and report:
            for number in without:
                self.report(f"record {number}", "it is no CloudTrail event")
        return found

    def _text(self, text: str, time: int | None, resources: bytes, level: int) -> bool:
        """Collect the records in a string that holds JSON, maybe after a prefix."""
        raw = text.strip().encode("utf-8", "replace")
        if b"{" not in raw:
            return False
        try:
            _any.decode(raw)
        except (ValueError, RecursionError):
            return self._slowly(raw, time, resources, level)
        return self.take(raw, time, resources, level=level + 1)

    def _slowly(
        self, raw: bytes, time: int | None, resources: bytes, level: int, least: int = 2
    ) -> bool:
        """As `take`, for what the fast decoder refuses.

        That is: deep nesting, control characters or lone surrogates in
        strings, and text that is JSON only in parts.
        """
        if _sign.search(raw) is None:
            return False
        try:
            value = decode(raw)
        except ValueError:
            value = None
        if isinstance(value, dict):
            time = next((found for name in _TIMES if (found := seconds(value.get(name)))), time)
            if isinstance(listed := value.get("Resources"), list):
                resources = _listed(json.dumps(listed).encode())
            for name in (*ORIGINALS, *_WRAPPINGS):
                text = value.get(name)
                if isinstance(text, str) and self._text(text, time, resources, level + 1):
                    return True
            if is_record(value, value.get("eventSource"), least=least):
                self.events.append(Delivery(raw, time, resources))
                return True
        if level >= _MAX_LEVEL:
            return False
        before = len(self.events)
        inset = 0 if value is None else 1
        least = 1 if isinstance(value, dict) and "Records" in value else 2
        for start, end in scan(raw, inset, len(raw) - inset).objects:
            if end - start < len(raw):
                self.take(raw[start:end], time, resources, least=least, level=level + 1)
        return len(self.events) > before


def _unquoted(raw: bytes) -> str:
    """The text of a JSON string, also of one that only `decode` accepts."""
    try:
        return _string.decode(raw)
    except ValueError:
        value = decode(raw)
        return value if isinstance(value, str) else ""


def _time_of(members: Mapping[str, Raw], outer: int | None) -> int | None:
    for name in _TIMES:
        if name in members:
            try:
                found = seconds(_scalar.decode(bytes(members[name])))
            except ValueError:
                continue
            if found is not None:
                return found
    return outer


def _listed(raw: bytes) -> bytes:
    """A `Resources` list as written, or nothing where it is empty or no list."""
    return raw if raw[:1] == b"[" and raw[1:-1].strip() else b""
