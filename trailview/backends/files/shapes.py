"""From a text's bytes to the records in it, whatever shape it has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import msgspec
from msgspec import Raw

from trailview.backends.files.common import trail_records
from trailview.backends.files.compression import MOST
from trailview.backends.files.containers import Text, texts
from trailview.backends.files.dialects import OWN, dialect_of
from trailview.backends.files.envelopes import Unwrapper
from trailview.backends.files.findings import Flaw
from trailview.backends.files.lacking import lacking_fields
from trailview.backends.files.lines import read_lines
from trailview.backends.files.parts import Part
from trailview.backends.files.python_text import looks_printed, read_printed
from trailview.backends.files.recognise import MARKS, is_common, sign
from trailview.backends.files.strangers import looks_like
from trailview.backends.files.tables import read_csv
from trailview.backends.files.yaml_text import looks_like_yaml, unquoted
from trailview.events.rebuilt import dumps
from trailview.events.record import Delivery

Kind = Literal["events", "digest", "other"]

_SIGNS: Final = re.compile(
    rb'"(?:event(?:Version|Time|Source|Name|ID)|userIdentity|CloudTrailEvent)\\?"\s*:|"Records"\s*:'
)
_first: Final = re.compile(rb"\S")


_value: Final = msgspec.json.Decoder(Raw)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a text holds."""

    deliveries: list[Delivery]
    """The records, in their order in the text: the same for the same bytes."""
    problems: list[Flaw]
    """What could not be read: where, and why."""
    kind: Kind
    """`digest` and `other` have no records and are no problem."""
    notes: list[str] = field(default_factory=list)
    """What is to be known of the text as a whole."""
    looks_like: str = ""
    """What it looks like, where it has no records."""
    lacks: tuple[str, ...] = ()
    """Fields that its columns, where it is a table, do not tell."""


def shapes_of(part: Part, most: int = MOST) -> Iterator[Shape]:
    """What each text of a part holds. Raises OSError where it cannot be opened or read."""
    for text in texts(part, most):
        yield shape_of(text, part.path)


def shape_of(text: Text, path: str) -> Shape:
    """What one text of a file holds; its places name the file in the archive."""
    if text.skipped:
        return Shape([], [], "other", looks_like=text.looks_like)
    shape = read_shape(text.data, text.name or path)
    problems = [*shape.problems, *text.flaws]
    if text.name:
        problems = [(f"{text.name}, {at}" if at else text.name, why) for at, why in problems]
    kind: Kind = "events" if text.flaws else shape.kind
    return replace(
        shape,
        problems=problems,
        kind=kind,
        looks_like=text.looks_like or shape.looks_like,
        lacks=shape.lacks or (_lacks_of(text.columns) if text.columns else ()),
    )


def _lacks_of(columns: tuple[str, ...]) -> tuple[str, ...]:
    """Fields that a Parquet file does not tell; none where it holds whole records."""
    dialect = dialect_of(columns)
    heads = {path[0] for column in columns if (path := dialect.path(column)) is not None}
    is_whole = dialect is OWN or len(MARKS & heads) < 2
    return () if is_whole else lacking_fields(columns, dialect)


def read_shape(data: bytes, name: str) -> Shape:
    """The records in a text. Never raises.

    `name` is the file's; it decides nothing but whether a text without any
    record is a broken trail file or simply something else.
    """
    data = _as_utf8(data)
    found = Unwrapper()
    match = _first.search(data)
    first = match[0] if match else b""
    if not first:
        return Shape([], [], "other", looks_like=looks_like(b""))
    if first in b'{["':
        common = _common_trail(data)
        if common is not None:
            return Shape(common, [], "events")
    if first not in b"{[" and read_csv(data, found):
        return _shape(data, name, found)
    if first in b"{[" and looks_printed(data):
        if _printed(data, found):
            return _shape(data, name, found)
    elif first in b'{["':
        if _whole(data, found):
            return _shape(data, name, found)
    elif looks_like_yaml(data) and sign.search(data):
        data = unquoted(data)
    read_lines(data, found)
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
    """What was found, and of which kind the text therefore is."""
    problems = found.all_problems()
    if found.events:
        return Shape(found.events, problems, "events", found.notes, lacks=found.lacks)
    if found.is_digest:
        return Shape([], [], "digest", looks_like=looks_like(data))
    is_trail = found.is_trail or "_CloudTrail_" in name or _SIGNS.search(data) is not None
    kind: Kind = "events" if found.is_trail else "other"
    if problems and is_trail:
        return Shape([], problems, "events", looks_like=looks_like(data))
    return Shape([], [], kind, looks_like="" if found.is_trail else looks_like(data))


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


def _printed(data: bytes, found: Unwrapper) -> bool:
    """Collect from what Python has printed, as a whole or line by line; False where it is not."""
    try:
        found.take(dumps(read_printed(data.decode("utf-8", "replace"))))
    except ValueError:
        pass
    else:
        return True
    before, strangers = len(found.events), []
    for number, line in enumerate(data.splitlines(), 1):
        if not line.strip():
            continue
        found.place = f"line {number}"
        try:
            is_event = found.take(dumps(read_printed(line.decode("utf-8", "replace"))))
        except ValueError:
            is_event = False
        if not is_event:
            strangers.append(found.place)
    found.place = ""
    if len(found.events) == before:
        return False
    found.report_strangers(strangers)
    return True
