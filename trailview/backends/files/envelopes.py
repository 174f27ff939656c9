"""Takes CloudTrail records out of whatever they were wrapped in.

A wrapping is told by what it holds: an object, a list, a text of JSON, maybe
after a label, in which there is a record. The names that services and
shippers use are only tried first. Where a record stands inside what looks
like one, the one with the most of CloudTrail's own members is it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec
from msgspec import Raw

from trailview.backends.files.assemble import (
    Read,
    assembled,
    documented,
    form_of,
    from_form,
    tells_event,
)
from trailview.backends.files.boxes import boxed, is_told, opened
from trailview.backends.files.dialects import OWN as OWN_EXPORT
from trailview.backends.files.dialects import dialect_of
from trailview.backends.files.findings import RecordFindings, RecordGroup
from trailview.backends.files.json_rows import Row, rows_of_table
from trailview.backends.files.packed import unpacked
from trailview.backends.files.recognise import (
    OWN,
    is_common,
    is_record,
    looks_like_record,
    may_hold_record,
    sign,
)
from trailview.backends.files.scan import scan
from trailview.backends.files.wrapping import (
    FIRST,
    ORIGINALS,
    TIMES,
    TRAILS,
    candidates,
    cells_of,
    listed_resources,
    only_record,
    other_records,
    small_members,
    time_of,
    unquoted,
)
from trailview.events.aggregated import EVENT_TYPE
from trailview.events.rebuilt import dumps, is_entry, loads, rebuilt
from trailview.events.record import Delivery, decode
from trailview.events.times import seconds

_LISTS: Final = frozenset(
    {"Records", "Events", "events", "logEvents", "hits", "results", "messages", "Messages"}
    | {"rows", "items", "logs", "entries", "records", "data", "QueryResultRows"}
)
"""Names of lists of which each item should be an event."""
_AGGREGATED: Final = f'"{EVENT_TYPE}"'.encode()
_MAX_LEVEL: Final = 20

_members: Final = msgspec.json.Decoder(dict[str, Raw])
_items: Final = msgspec.json.Decoder(list[Raw])
_any: Final = msgspec.json.Decoder(Raw)


class Unwrapper(RecordFindings):
    """Collects the records of one file, whatever they are wrapped in."""

    def __init__(self) -> None:
        super().__init__()
        self.read_time: Read = seconds
        """Reads the times in a table's cells."""
        self.time_note = ""
        """What is to be known of times read so; empty where they leave no doubt."""
        self._row: bytes | None = None
        """The row of a table that is being read, as JSON."""

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
            return self.add(Delivery(raw, time, resources))
        if level > _MAX_LEVEL:
            return False
        first = raw[:1]
        if first == b"{":
            return self._object(raw, time, resources, least, level)
        if first == b"[":
            return self._list(raw, time, resources, level)
        if first == b'"':
            return self._text(unquoted(raw), time, resources, level)
        return False

    def take_row(self, row: Row, time: int | None = None, *, is_sure: bool = False) -> bool:
        """Collect the record of a table's row: a whole one in a cell, or what the cells make.

        `is_sure` says that the table's columns are those of events, whatever the row lacks.
        """
        raw = json.dumps(row, ensure_ascii=False, default=str).encode("utf-8", "replace")
        outer, self._row = self._row, raw
        found = self.take(raw, time, level=1) or (
            is_sure and self._assemble(row, time_of(_members.decode(raw), time), b"", 1)
        )
        self._row = outer
        return found

    def _assemble(self, tree: Row, time: int | None, resources: bytes, score: int) -> bool:
        dialect = dialect_of(tree, in_table=self._row is not None)
        made = assembled(tree, time, resources, dialect, self.read_time, self.time_note)
        return self.add(made, score)

    def _object(
        self, raw: bytes, time: int | None, resources: bytes, least: int, level: int
    ) -> bool:
        try:
            members = _members.decode(raw)
        except (ValueError, RecursionError):
            return self._slowly(raw, time, resources, level, least)
        time = time_of(members, time)
        if record := only_record(members):
            return self.add(Delivery(record, time, resources))
        return self._searched(raw, members, time, resources, least, level)

    def _searched(
        self,
        raw: bytes,
        members: Mapping[str, Raw],
        time: int | None,
        resources: bytes,
        least: int,
        level: int,
    ) -> bool:
        """Collect an object's records, wherever they are in it, or itself if it is one."""
        if listed := members.get("Resources"):
            resources = listed_resources(bytes(listed)) or resources
        for name in ORIGINALS:
            if name in members and self._member(name, members, time, resources, level):
                return True
        if "digestStartTime" in members and "digestEndTime" in members:
            self.is_digest = True
            return False
        source = members.get("eventSource")
        own = 0
        if is_record(members, bytes(source) if source else None, least=least):
            own = len(OWN & members.keys())
        names = candidates(members)
        if not own and len(names) == 1:  # as wrappings nearly always are
            if self._member(names[0], members, time, resources, level):
                return True
            names = []
        groups = [
            group
            for name in names
            if (group := self._group(name, members, time, resources, level)).events
        ]
        best = max(groups, key=lambda group: group.score, default=None)
        if best is not None and best.score > own:
            for group in other_records(groups, best):
                self.put(group)
            return True
        if own:
            return self._record(raw, members, time, resources, own)
        return self._otherwise(raw, members, time, resources)

    def _group(
        self,
        name: str,
        members: Mapping[str, Raw],
        time: int | None,
        resources: bytes,
        level: int,
    ) -> RecordGroup:
        return self.apart(lambda: self._member(name, members, time, resources, level))

    def _member(
        self,
        name: str,
        members: Mapping[str, Raw],
        time: int | None,
        resources: bytes,
        level: int,
    ) -> bool:
        """Collect the records in one member of a wrapping."""
        raw = bytes(members[name])
        first = raw[:1]
        if first == b"[":
            return self._list(raw, time, resources, level, named=name)
        if first == b'"':
            text = unquoted(raw)
            if self._text(text, time, resources, level + 1):
                return True
            return self._broken(text, members, time)
        if raw == b"null" and name in ORIGINALS:
            return self._broken("", members, time)
        return self.take(raw, time, resources, level=level + 1)

    def _broken(self, text: str, members: Mapping[str, Raw], time: int | None) -> bool:
        """Make what can be made of a record's text that does not parse; report it."""
        broken = text.encode("utf-8", "replace")
        entry = small_members(members)
        is_meant = looks_like_record(broken) or (is_entry(entry) and not broken.strip())
        is_meant = is_meant or (is_entry(entry) and "CloudTrailEvent" in members)
        made = rebuilt(broken, entry, time) if is_meant else None
        if made is None:
            return False
        told = f"it ends or breaks within its {len(broken):,} bytes" if broken else "it is empty"
        self.report(self.place, f"the record's text is not whole ({told}); rebuilt from the rest")
        return self.add(made, 1)

    def _record(
        self,
        raw: bytes,
        members: Mapping[str, Raw],
        time: int | None,
        resources: bytes,
        own: int,
    ) -> bool:
        """Collect an object that is a record, written anew where some of it is spelt otherwise."""
        if odd := boxed(members):
            return self._boxed(raw, odd, time, resources, own)
        identity = bytes(members["userIdentity"]) if "userIdentity" in members else b""
        is_whole = members.keys() <= OWN
        is_flat = identity.startswith(b'"{') or (
            not is_whole and len(documented(members)) > len(OWN & members.keys())
        )
        if is_flat or raw is self._row:
            try:
                tree = loads(raw)
            except ValueError:
                tree = None
            if isinstance(tree, dict):
                return self._assemble(tree, time, resources, own)
        if b"timeWindow" in raw and bytes(members.get("eventType", b"")) == _AGGREGATED:
            note = "An aggregated event: it sums up the calls of its time window."
            return self.add(Delivery(raw, time, resources, note), own)
        return self.add(Delivery(raw, time, resources), own)

    def _boxed(
        self, raw: bytes, odd: list[str], time: int | None, resources: bytes, own: int
    ) -> bool:
        """Collect a record whose texts stand in boxes; report what is in none that is known."""
        try:
            record = opened(loads(raw))
        except ValueError:
            record = None
        note = ""
        if isinstance(record, dict) and any(is_told(record, name) for name in odd):
            raw = dumps(record)
            note = "Rebuilt from values that were written with their types around them."
            odd = [name for name in odd if not is_told(record, name)]
        for name in odd:
            self.report(self.place, f"its {name} is no text, as CloudTrail's is")
        return self.add(Delivery(raw, time, resources, note), own)

    def _otherwise(
        self, raw: bytes, members: Mapping[str, Raw], time: int | None, resources: bytes
    ) -> bool:
        """Collect what an object says in other spellings, other forms, or as a table."""
        if not may_hold_record(raw):
            return False
        try:
            tree = loads(raw)
        except ValueError:
            return False
        if not isinstance(tree, dict):
            return False
        if "detail-type" in tree and "eventSource" not in tree:
            return False
        if dialect_of(tree) is OWN_EXPORT or tells_event(tree):
            return self._assemble(tree, time, resources, max(2, len(documented(members))))
        form = form_of(tree)
        if form is not None:
            return self.add(from_form(tree, form, time), 2)
        rows = rows_of_table(tree)
        return rows is not None and sum(self.take_row(row, time) for row in rows) > 0

    def _list(
        self, raw: bytes, time: int | None, resources: bytes, level: int, named: str = ""
    ) -> bool:
        try:
            items = _items.decode(raw)
        except (ValueError, RecursionError):
            return self._slowly(raw, time, resources, level)
        if (not named and level == 0) or named in TRAILS:
            self.is_trail = self.is_trail or not items
        if len(items) >= 2 and (row := cells_of(raw, items)) is not None:
            return self.take_row(row, time)
        is_told = named in _LISTS or level == 0
        least = 1 if named == "Records" else 2
        return self._each(items, time, resources, least=least, level=level + 1, is_told=is_told)

    def _each(
        self,
        items: Iterable[Raw],
        time: int | None,
        resources: bytes,
        *,
        least: int,
        level: int,
        is_told: bool,
    ) -> bool:
        """Collect a list's items; those without a record are told, unless all are."""
        outside, before = self.place, len(self.events)
        without = []
        for number, item in enumerate(items, 1):
            if level <= 3:
                self.place = f"{outside}, record {number}" if outside else f"record {number}"
            if not self.take(bytes(item), time, resources, least=least, level=level):
                without.append(number)
        self.place = outside
        found = len(self.events) - before
        if found and (is_told or found > len(without)):
            at = f"{outside}, record" if outside else "record"
            self.report_strangers([f"{at} {number}" for number in without])
        return found > 0

    def _text(self, text: str, time: int | None, resources: bytes, level: int) -> bool:
        """Collect the records in a string that holds JSON, maybe after a prefix, or packed."""
        raw = text.strip().encode("utf-8", "replace")
        if b"{" not in raw:
            raw = unpacked(raw)
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
        if sign.search(raw) is None:
            return False
        try:
            value = decode(raw)
        except ValueError:
            value = None
        if isinstance(value, dict):
            time = next((found for name in TIMES if (found := seconds(value.get(name)))), time)
            if isinstance(listed := value.get("Resources"), list):
                resources = listed_resources(json.dumps(listed).encode())
            if self._slow_texts(value, time, resources, level):
                return True
            if is_record(value, value.get("eventSource"), least=least):
                return self.add(Delivery(raw, time, resources), len(OWN & value.keys()))
        if level >= _MAX_LEVEL:
            return False
        before = len(self.events)
        inset = 0 if value is None else 1
        least = 1 if isinstance(value, dict) and "Records" in value else 2
        for start, end in scan(raw, inset, len(raw) - inset).objects:
            if end - start < len(raw):
                self.take(raw[start:end], time, resources, least=least, level=level + 1)
        return len(self.events) > before

    def _slow_texts(
        self, value: Mapping[str, object], time: int | None, resources: bytes, level: int
    ) -> bool:
        names = [name for name in (*ORIGINALS, *FIRST) if name in value]
        names += [name for name in value if name not in names and name not in OWN]
        for name in names:
            text = value[name]
            if isinstance(text, str) and self._text(text, time, resources, level + 1):
                return True
        return False
