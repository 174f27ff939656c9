"""The records in the text of a trail file, or one member of each where all are common ones.

That they are is seen while the member is read, which takes a third longer than to split the
text into its records; those that are wanted are then cut out of it, one by one.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, reduce
from operator import attrgetter, or_
from typing import Any, Final

import msgspec
from msgspec import Raw
from stringzilla import Str

from trailview.events.broken import BROKEN
from trailview.events.head import TRAIL_END

_ACTOR: Final = "userIdentity"
_TIME: Final = "eventTime"
_VERSION: Final = "eventVersion"
_VERSIONS: Final = 20
"""From 1.00 on; of November 2025 is 1.11."""
_START: Final = b'{"eventVersion":"1.'
_OBJECT: Final = {ord("{")}
_values: Final = attrgetter("value")
_any: Final = msgspec.json.Decoder(Raw)


class _Trail(msgspec.Struct, gc=False):
    """A trail file, as it is nearly always."""

    Records: list[Raw]


_trail: Final = msgspec.json.Decoder(_Trail)


def trail_records(data: bytes) -> list[Raw]:
    """The raw JSON of the records in the text of a trail file.

    Raises one of `trailview.events.broken.BROKEN` where it is no such text.
    """
    return _trail.decode(data).Records


class _Object(msgspec.Struct, gc=False):
    """Any JSON object."""


def members(trail: bytes, name: str) -> list[Raw] | None:
    """The raw JSON of that member of each record of a trail, empty where absent.

    None where a record is not common: it has a version of CloudTrail's, an identity and a time.
    Raises one of `trailview.events.broken.BROKEN` where it is no such text at all.
    """
    if name in (_TIME, _VERSION):
        return None
    values: list[Raw] = [*map(_values, _decoder(name).decode(trail).Records)]
    if name == _ACTOR and not {memoryview(value)[0] for value in values} <= _OBJECT:
        return None
    return values


@cache
def _decoder(name: str) -> msgspec.json.Decoder[Any]:
    """The version is the tag by which msgspec tells one type from the others."""
    fields: list[Any] = [(_TIME, Raw)]
    if name == _ACTOR:
        fields.append(("value", Raw))
    else:
        fields += [(_ACTOR, _Object), ("value", Raw, Raw(b""))]
    common = (
        msgspec.defstruct(
            f"Common{version}",
            fields,
            tag_field=_VERSION,
            tag=f"1.{version:02}",
            rename={"value": name},
            gc=False,
        )
        for version in range(_VERSIONS)
    )
    records: Any = list[reduce(or_, common)]  # type: ignore[misc]  # types made here
    return msgspec.json.Decoder(msgspec.defstruct("Trail", [("Records", records)]))


def records_around(trail: bytes, inside: Iterable[Raw]) -> list[bytes] | None:
    """The records of a trail in which these top-level members stand; None where one is not sure.

    Nothing is looked for behind that one: it may have taken all of the text to see it.
    """
    found: list[bytes] = []
    for member in inside:
        record = _record_around(trail, member)
        if record is None:
            return None
        found.append(record)
    return found


def _record_around(trail: bytes, member: Raw) -> bytes | None:
    """The record in which a top-level member stands; None where that is not sure.

    What is one whole JSON value from a record's beginning on, and holds the member, is the
    record: any object within it that begins so ends before the member, or goes on behind it.
    """
    at = Str(memoryview(member)).offset_within(Str(trail))
    start = trail.rfind(_START, 0, at)
    end = trail.find(b"," + _START, at + len(member))
    record = trail[start : end if end >= 0 else len(trail) - len(TRAIL_END)]
    try:
        _any.decode(record)
    except BROKEN:
        return None
    return record if start >= 0 and record.endswith(b"}") else None
