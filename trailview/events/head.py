"""The head of a record: the few members that columns are made of.

msgspec decodes them and skips the rest. A record that breaks the expected
types goes through `Event`, which accepts anything, and gives the same head.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import msgspec
from isal.isal_zlib import crc32
from msgspec import Raw
from msgspec.structs import astuple

from trailview.events.aggregated import EVENT_TYPE, summed_up
from trailview.events.identity import text_of
from trailview.events.record import Delivery, Event
from trailview.events.times import iso, seconds

_ABSENT: Final = Raw(b"")


class ResourceHead(msgspec.Struct, gc=False):
    ARN: str | None = None


class AdditionalHead(msgspec.Struct, gc=False):
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


class Heads(NamedTuple):
    """The heads of a run of records, member by member, as `Head` describes them."""

    eventTime: Sequence[str | None]
    userIdentity: Sequence[Raw]
    eventSource: Sequence[str | None]
    eventName: Sequence[str | None]
    awsRegion: Sequence[str | None]
    sourceIPAddress: Sequence[str | None]
    userAgent: Sequence[str | None]
    errorCode: Sequence[str | None]
    errorMessage: Sequence[str | None]
    requestParameters: Sequence[Raw]
    responseElements: Sequence[Raw]
    additionalEventData: Sequence[AdditionalHead | None]
    requestID: Sequence[Raw]
    eventID: Sequence[str | None]
    readOnly: Sequence[bool | str | None]
    resources: Sequence[list[ResourceHead] | None]
    eventType: Sequence[str | None]
    recipientAccountId: Sequence[str | None]
    eventCategory: Sequence[str | None]
    sessionCredentialFromConsole: Sequence[bool | str | None]


def by_member(heads: Sequence[Head]) -> Heads:
    """The same, by member. At least one head."""
    return Heads(*zip(*map(astuple, heads), strict=True))


class _TrailFile(msgspec.Struct):
    Records: list[Head]


_trail_file: Final = msgspec.json.Decoder(_TrailFile)
_heads: Final = msgspec.json.Decoder(list[Head])
_head: Final = msgspec.json.Decoder(Head)
BROKEN: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What msgspec raises for JSON that it does not take."""
PIECE: Final = 250_000
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


def _raw(value: object) -> Raw:
    return Raw(msgspec.json.encode(value, enc_hook=str)) if value is not None else _ABSENT


def _loose_head(event: Event) -> Head:
    """A head from a record that does not fit the types of `Head`."""
    tree = event.tree

    def raw(name: str) -> Raw:
        value = tree.get(name)
        try:
            return _raw(value)
        except (UnicodeEncodeError, RecursionError):
            return _raw(f"{name} {crc32(event.raw):08x}")  # tells duplicates, and says no more

    return Head(
        eventTime=None if event.time is None else iso(event.time),
        userIdentity=raw("userIdentity"),
        eventSource=event.text("eventSource"),
        eventName=event.text("eventName"),
        awsRegion=event.text("awsRegion"),
        sourceIPAddress=event.text("sourceIPAddress"),
        userAgent=event.text("userAgent"),
        errorCode=event.text("errorCode"),
        errorMessage=event.text("errorMessage"),
        requestParameters=raw("requestParameters"),
        responseElements=raw("responseElements"),
        additionalEventData=AdditionalHead(
            text_of(event.additional.get("UserName")), text_of(event.additional.get("MFAUsed"))
        ),
        requestID=raw("requestID"),
        eventID=event.text("eventID"),
        readOnly=event.text("readOnly"),
        resources=[ResourceHead(text_of(item.get("ARN"))) for item in event.resources],
        eventType=event.text("eventType"),
        recipientAccountId=event.text("recipientAccountId"),
        eventCategory=event.text("eventCategory"),
        sessionCredentialFromConsole=event.text("sessionCredentialFromConsole"),
    )


def _summary_head(event: Event) -> Head:
    """A head from an aggregated event, whose resource is what it sums up."""
    head = _loose_head(event)
    head.resources = [ResourceHead(summed_up(event.tree))]
    return head


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
