"""The head of a record: the few members that columns are made of.

msgspec decodes them and skips the rest. A record that breaks the expected
types goes through `Event`, which accepts anything, and gives the same head.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, ClassVar, Final, get_type_hints

import msgspec
from isal.isal_zlib import crc32
from msgspec import Raw
from msgspec.structs import astuple

from trailview.events.aggregated import EVENT_TYPE, summed_up
from trailview.events.broken import BROKEN
from trailview.events.places import text_of
from trailview.events.record import Delivery, Event
from trailview.events.times import iso, seconds

_ABSENT: Final = Raw(b"")


class ResourceHead(msgspec.Struct, gc=False):
    """An entry of `resources`."""

    ARN: str | None = None


class AdditionalHead(msgspec.Struct, gc=False):
    """`additionalEventData`."""

    UserName: str | None = None
    MFAUsed: str | None = None


class Head(msgspec.Struct, gc=False):
    """The members of a record that columns are made of, spelt as CloudTrail does."""

    eventTime: str | None = None
    userIdentity: Raw = _ABSENT
    eventSource: str | None = None
    eventName: str | None = None
    awsRegion: str | None = None
    sourceIPAddress: str | None = None
    userAgent: str | None = None
    errorCode: str | None = None
    errorMessage: str | None = None
    requestParameters: Raw = _ABSENT
    responseElements: Raw = _ABSENT
    additionalEventData: AdditionalHead | None = None
    requestID: Raw = _ABSENT
    eventID: str | None = None
    readOnly: bool | str | None = None
    resources: list[ResourceHead] | None = None
    eventType: str | None = None
    recipientAccountId: str | None = None
    eventCategory: str | None = None
    sessionCredentialFromConsole: bool | str | None = None


class Heads:
    """The heads of a run of records, member by member: `heads.eventName` is a sequence of names.

    Its members are those of `Head`, each a sequence with one entry for each head.
    """

    _fields: ClassVar = Head.__struct_fields__

    def __init__(self, heads: Iterable[Head]) -> None:
        """The members of these heads, of which there is at least one."""
        self._set(zip(*map(astuple, heads), strict=True))

    @classmethod
    def joined(cls, runs: Sequence[Heads]) -> Heads:
        """The heads of several runs, one after the other."""
        if len(runs) == 1:
            return runs[0]
        heads = cls.__new__(cls)
        heads._set(
            [*chain.from_iterable([run.__dict__[name] for run in runs])] for name in cls._fields
        )
        return heads

    def _set(self, columns: Iterable[Sequence[Any]]) -> None:
        self.__dict__.update(zip(self._fields, columns, strict=True))

    def __len__(self) -> int:
        return len(self.eventID)

    def are_plain(self) -> bool:
        """Whether every reader takes these for records; S3's notifications only look like some."""
        return (
            all(self.eventName)
            and all(self.eventTime)
            and all(self.userIdentity)
            and all(source and not source.startswith("aws:") for source in {*self.eventSource})
        )

    def __getattr__(self, name: str) -> Sequence[Any]:
        """Only for names that are no member. Raises AttributeError."""
        raise AttributeError(name)


class _TrailFile(msgspec.Struct):
    Records: list[Head]


_trail_file: Final = msgspec.json.Decoder(_TrailFile)
_heads: Final = msgspec.json.Decoder(list[Head])
_head: Final = msgspec.json.Decoder(Head)
PIECE: Final = 600_000
"""Bytes of a file that are decoded at once."""
TRAIL_START: Final = b'{"Records":['
TRAIL_END: Final = b"]}"
_BORDER: Final = b'},{"eventVersion":'


def trail_heads(data: bytes, piece: int = PIECE) -> Iterator[list[Head]]:
    """The heads of a trail file `{"Records":[…]}`, of `piece` bytes or a few more at a time.

    So they are still in the processor's cache when they are worked on. A list
    of records may be cut wherever both sides are lists of JSON values: so it
    does not matter what else looks like the border of two records.

    Raises one of BROKEN where any record is unusual, maybe after the heads of others.
    """
    if not (data.startswith(TRAIL_START) and data.endswith(TRAIL_END)):
        yield _trail_file.decode(data).Records
        return
    text, start, end = memoryview(data), len(TRAIL_START), len(data) - len(TRAIL_END)
    while start < end:
        cut = data.find(_BORDER, start + piece, end) + 1 or end
        yield _heads.decode(b"".join((b"[", text[start:cut], b"]")))
        start = cut + 1


def _raw(event: Event, name: str) -> Raw:
    value = event.tree.get(name)
    try:
        return Raw(msgspec.json.encode(value, enc_hook=str)) if value is not None else _ABSENT
    except (UnicodeEncodeError, RecursionError):
        told_apart = f"{name} {crc32(event.raw):08x}"  # tells duplicates, and says no more
        return Raw(msgspec.json.encode(told_apart))


def _time(event: Event, _name: str) -> str | None:
    return None if event.time is None else iso(event.time)


def _additional(event: Event, _name: str) -> AdditionalHead:
    return AdditionalHead(*_texts(event.additional, AdditionalHead))


def _resources(event: Event, _name: str) -> list[ResourceHead]:
    return [ResourceHead(*_texts(item, ResourceHead)) for item in event.resources]


def _texts(value: Mapping[str, object], kind: type[msgspec.Struct]) -> Iterator[str | None]:
    return (text_of(value.get(name)) for name in kind.__struct_fields__)


_OWN_WAY: Final[Mapping[str, Callable[[Event, str], Any]]] = {
    "eventTime": _time,
    "additionalEventData": _additional,
    "resources": _resources,
    **{name: _raw for name, kind in get_type_hints(Head).items() if kind is Raw},
}
"""How members are fitted to the types of `Head` that are not text."""


def _loose_head(event: Event) -> Head:
    """A head from a record that does not fit the types of `Head`."""
    return Head(*(_OWN_WAY.get(name, Event.text)(event, name) for name in Head.__struct_fields__))


def _summary_head(event: Event) -> Head:
    """A head from an aggregated event, whose resource is what it sums up."""
    head = _loose_head(event)
    head.resources = [ResourceHead(summed_up(event.tree))]
    return head


def plain_heads(records: Sequence[bytes]) -> list[Head]:
    """The heads of records, each one JSON value, as `delivered_head` gives them; all at once."""
    try:
        heads = _heads.decode(b"".join((b"[", b",".join(records), b"]")))
    except BROKEN:
        return [delivered_head(Delivery(record)) for record in records]
    for place, head in enumerate(heads):
        if head.eventType == EVENT_TYPE:
            heads[place] = _summary_head(Event(Delivery(records[place])))
    return heads


def delivered_head(delivery: Delivery) -> Head:
    """The head of one record, with its envelope's time where it has none of its own."""
    try:
        head = _head.decode(delivery.raw)
    except BROKEN:
        return _loose_head(Event(delivery))
    if head.eventType == EVENT_TYPE:
        return _summary_head(Event(delivery))
    if delivery.time is not None and seconds(head.eventTime) is None:
        head.eventTime = iso(delivery.time)
    return head
