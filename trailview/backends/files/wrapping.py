"""What the members of a wrapping are for: which may hold records, which a time or a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import Raw

from trailview.backends.files.findings import RecordGroup
from trailview.backends.files.json_rows import Row, row_of_cells
from trailview.backends.files.recognise import OWN, WHOLE, is_common, may_hold_record
from trailview.events.rebuilt import loads
from trailview.events.record import decode
from trailview.events.times import seconds

ORIGINALS: Final = ("CloudTrailEvent", "_raw")
"""Members that hold the record as it was delivered, beside what was made of it."""

FIRST: Final = (
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
    "event",
    "original",
    "_source",
    "hits",
    "result",
    "results",
)
"""Names of wrappings that are tried before others."""
_RANK: Final = {name: rank for rank, name in enumerate(FIRST)}
TRAILS: Final = ("Records", "Events")
"""Names of lists that may be empty: there was nothing to deliver."""
TIMES: Final = (
    "EventTime",
    "time",
    "timestamp",
    "@timestamp",
    "_time",
    "ts",
    "TimeGenerated",
    "receiveTimestamp",
    "datetime",
)

_SMALL: Final = 64
"""Bytes of a value in which no whole record has room."""
_OPENING: Final = (b"{", b"[")
_TELLING: Final = OWN.union(ORIGINALS)
"""Members that have to be looked at."""

_members: Final = msgspec.json.Decoder(dict[str, Raw])
_any_value: Final = msgspec.json.Decoder()
_string: Final = msgspec.json.Decoder(str)


def _rank(name: str) -> int:
    return _RANK.get(name, len(_RANK))


def only_record(members: Mapping[str, Raw]) -> bytes:
    """The record of a wrapping in which all else is small values; empty where it is any other.

    Most wrappings are like that, and need not be searched: in so few bytes there is no record
    that could be a better one.
    """
    found = b""
    for raw in members.values():
        text = bytes(raw)
        if len(text) < _SMALL and text[:1] not in _OPENING:
            continue
        if found or not is_common(text):
            return b""
        found = text
    return found if found and members.keys().isdisjoint(_TELLING) else b""


def candidates(members: Mapping[str, Raw]) -> list[str]:
    """The members in which there may be a record, those with known names first."""
    if members.keys() <= OWN:
        return []
    names = sorted((name for name in members if name in _RANK or name not in OWN), key=_rank)
    return [name for name in names if may_hold_record(bytes(members[name])) or name in TRAILS]


def other_records(groups: list[RecordGroup], best: RecordGroup) -> list[RecordGroup]:
    """The best of what several members hold, and of the others what are other records."""
    if len(groups) == 1:
        return groups
    seen = {_id_of(event.raw) for event in best.events}
    chosen = []
    for group in groups:
        ids = {_id_of(event.raw) for event in group.events}
        if group is best or (group.score * 2 >= min(best.score, 2 * WHOLE) and not ids & seen):
            seen |= ids
            chosen.append(group)
    return chosen


def _id_of(raw: bytes) -> bytes:
    """What tells records of one wrapping apart: the event ID, else all of it."""
    try:
        return bytes(_members.decode(raw).get("eventID", raw))
    except (ValueError, RecursionError):
        return raw


def small_members(members: Mapping[str, Raw]) -> dict[str, object]:
    """The small members of an envelope, decoded."""
    found: dict[str, object] = {}
    for name, raw in members.items():
        if name != "CloudTrailEvent" and len(bytes(raw)) < 1 << 16:
            try:
                found[name] = loads(bytes(raw))
            except ValueError:
                continue
    return found


def cells_of(raw: bytes, items: list[Raw]) -> Row | None:
    """The row that a short list of cells makes; None where it is no such list."""
    if len(items) > 200 or any(len(bytes(item)) > 1 << 20 for item in items[:3]):
        return None
    if not all(bytes(item)[:1] == b"{" for item in items) or not may_hold_record(raw):
        return None
    try:
        cells = [_members.decode(item) for item in items]
    except (ValueError, RecursionError):
        return None
    if any(len(cell) > 2 for cell in cells):
        return None
    try:
        tree = loads(raw)
    except ValueError:
        return None
    return row_of_cells(tree) if isinstance(tree, list) else None


def unquoted(raw: bytes) -> str:
    """The text of a JSON string, also of one that only `decode` accepts."""
    try:
        return _string.decode(raw)
    except ValueError:
        value = decode(raw)
        return value if isinstance(value, str) else ""


def time_of(members: Mapping[str, Raw], outer: int | None) -> int | None:
    """When a wrapping says its record was, in seconds since 1970; else `outer`."""
    for name in TIMES:
        if name in members and len(bytes(members[name])) < 200:
            try:
                found = seconds(_any_value.decode(members[name]))
            except (ValueError, RecursionError):
                continue
            if found is not None:
                return found
    return outer


def listed_resources(raw: bytes) -> bytes:
    """A `Resources` list as written, or nothing where it is empty or no list."""
    return raw if raw[:1] == b"[" and raw[1:-1].strip() else b""
