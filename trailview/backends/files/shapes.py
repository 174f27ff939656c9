"""From a file's bytes to the records in it, whatever shape the file has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec import Raw

from trailview.backends.files.compression import GZIP, ZSTD, decompress
from trailview.backends.files.console_csv import read_csv
from trailview.backends.files.envelopes import Flaw, Unwrapper, is_common
from trailview.backends.files.parts import Part
from trailview.backends.files.salvage import Position, salvage
from trailview.events.record import Delivery
from trailview.events.times import seconds

Kind = Literal["events", "digest", "other"]

_MAX_PREFIX: Final = 1_000
_SIGNS: Final = re.compile(
    rb'"(?:event(?:Version|Time|Source|Name|ID)|userIdentity|CloudTrailEvent)\\?"\s*:|"Records"\s*:'
)
_time_prefix: Final = re.compile(rb"[\d:.,TZ+-]{19,40}")


class _Trail(msgspec.Struct, gc=False):
    """A trail file, as it is nearly always."""

    Records: list[Raw]


_trail: Final = msgspec.json.Decoder(_Trail)
_value: Final = msgspec.json.Decoder(Raw)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a file holds."""

    deliveries: list[Delivery]
    """The records, in their order in the file: the same for the same bytes."""
    problems: list[Flaw]
    """What could not be read: where, and why."""
    kind: Kind
    """`digest` and `other` have no records and are no problem."""


def load(part: Part) -> tuple[bytes, list[Flaw]]:
    """A part's text, decompressed as far as that goes, and what went wrong doing so.

    Raises OSError where the file cannot be opened or read.
    """
    with Path(part.path).open("rb") as file:
        magic = file.read(4)
        if part.end >= 0 and not magic.startswith((GZIP, ZSTD)):
            file.seek(part.start)
            return file.read(part.end - part.start), []
        text, problems = decompress(magic + file.read())
    return (text[part.start : part.end] if part.end >= 0 else text), problems


def trail_records(data: bytes) -> list[Raw]:
    """The raw JSON of the records in the text of a trail file.

    Raises one of `trailview.events.head.BROKEN` where it is no such text.
    """
    return _trail.decode(data).Records


def read_shape(data: bytes, name: str) -> Shape:
    """The records in a file's text. Never raises.

    `name` is the file's; it decides nothing but whether a file without any
    record is a broken trail file or simply something else.
    """
    data = _as_utf8(data)
    found = Unwrapper()
    first = data.lstrip()[:1]
    if not first:
        return Shape([], [], "other")
    if first not in b"{[" and read_csv(data, found):
        return _shape(data, name, found)
    if first in b'{["':
        common = _common_trail(data)
        if common is not None:
            return Shape(common, [], "events")
        if _whole(data, found):
            return _shape(data, name, found)
    _in_pieces(data, found)
    return _shape(data, name, found)


def _as_utf8(data: bytes) -> bytes:
    """Without byte order mark; UTF-16, which PowerShell writes, as UTF-8."""
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:]
    zeros = {b"\xff\xfe": data[3:6:2], b"\xfe\xff": data[2:5:2]}.get(data[:2])
    if zeros == b"\0\0":  # the text begins with ASCII, whichever shape it has
        return data.decode("utf-16", "replace").encode("utf-8", "replace")
    return data


def _shape(data: bytes, name: str, found: Unwrapper) -> Shape:
    """What was found, and of which kind the file therefore is."""
    problems = found.all_problems()
    if found.events:
        return Shape(found.events, problems, "events")
    if found.is_digest:
        return Shape([], [], "digest")
    is_trail = found.is_trail or "_CloudTrail_" in name or _SIGNS.search(data) is not None
    if problems and is_trail:
        return Shape([], problems, "events")
    return Shape([], [], "events" if found.is_trail else "other")


def _common_trail(data: bytes) -> list[Delivery] | None:
    """The records of a trail file that is as it should be, quickly; else None."""
    try:
        records = [bytes(record) for record in trail_records(data)]
    except (ValueError, RecursionError):
        return None
    return [Delivery(record) for record in records] if all(map(is_common, records)) else None


def _whole(data: bytes, found: Unwrapper) -> bool:
    """Collect from a text that is one JSON value; False where it is not."""
    try:
        value = bytes(_value.decode(data))
    except (ValueError, RecursionError):
        return False
    found.take(value)
    return True


def _in_pieces(data: bytes, found: Unwrapper) -> None:
    """Collect from a text of several JSON values, or of broken ones."""
    try:
        values = _value.decode_lines(data)
    except (ValueError, RecursionError):
        _by_lines(data, found)
    else:
        for value in values:
            found.take(bytes(value))


def _by_lines(data: bytes, found: Unwrapper) -> None:
    """Collect line by line; runs of lines that are no JSON by themselves are salvaged."""
    position = Position(data)
    broken = -1  # where the present run of broken lines began
    start = 0
    while start < len(data):
        end = data.find(b"\n", start) + 1 or len(data)
        line = data[start:end].strip()
        if line and not _line(line, found, take=broken < 0):
            broken = start if broken < 0 else broken
        elif line and broken >= 0:
            salvage(data, found, broken, start, position)
            broken = -1
            _line(line, found, take=True)
        start = end
    if broken >= 0:
        salvage(data, found, broken, len(data), position)


def _line(line: bytes, found: Unwrapper, *, take: bool) -> bool:
    """Collect from a line that is a JSON object, maybe after a time or a label."""
    time = None
    brace = line.find(b"{", 0, _MAX_PREFIX)
    if brace < 0 or b'"' in line[:brace]:
        return False
    try:
        value = bytes(_value.decode(line[brace:]))
    except (ValueError, RecursionError):
        return False
    if take:
        if brace and (stamp := _time_prefix.match(line)):
            time = seconds(stamp[0].decode())
        found.take(value, time)
    return True
