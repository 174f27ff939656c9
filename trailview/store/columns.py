"""The store: all events that have been read, by column.

One thread appends; any number of threads read. A reader takes a `Snapshot`,
which is a set of array slices that never change: appending writes only
behind them, and growing copies to a new array and leaves the old one be.
"""

from __future__ import annotations

import hashlib
import threading
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

import numpy as np
import numpy.typing as npt

from trailview.events.block import IDENTITY_COLUMNS, NO_TIME, TELLING_COLUMNS, TEXT_COLUMNS, Block
from trailview.events.identity import Identity
from trailview.events.packed import PackedRecords
from trailview.events.record import Delivery
from trailview.store.extent import Extent
from trailview.store.raw import RawBlocks
from trailview.store.seen import Seen, fingerprints
from trailview.store.texts import Codes, Texts, Translation

_MOST_IN_TWO_BYTES: Final = 0xFFFF
_GROWTH: Final = 4
"""How many times larger an array becomes. Room takes no memory until something is in it."""
RowNumbers = npt.NDArray[np.int32]
"""Rows of a store, by number."""
INLINE: Final = 0xFFFF_FFFF
"""The part number of records that the store itself keeps."""


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The store as it was at one moment: `count` events. Arrays are never written to."""

    count: int
    times: npt.NDArray[np.int64]
    codes: dict[str, Codes]
    identities: Codes
    flags: npt.NDArray[np.uint8]
    severities: npt.NDArray[np.uint8]
    ids: npt.NDArray[np.uint64]
    """Shape (count, 2): the halves of the event ID where it is a plain UUID."""
    parts: Codes
    indexes: Codes
    odd_ids: dict[int, str | None]
    notes: dict[int, str]
    """What is to be known of single events, by row; of most there is nothing."""
    texts: dict[str, Texts]
    people: dict[str, Codes]
    """For each identity column, the text code of each identity code."""
    first: int | None
    """The earliest event time, in seconds since 1970."""
    last: int | None

    def column(self, name: str) -> tuple[Codes, Texts]:
        """A column of text as a code for each event, and the texts they stand for."""
        if name in self.people:
            return self.people[name][self.identities], self.texts[name]
        return self.codes[name], self.texts[name]

    def text(self, row: int, name: str) -> str | None:
        """One event's text in a column."""
        if name == "id":
            return self.event_id(row)
        if name in self.people:
            code = self.people[name][self.identities[row]]
        else:
            code = self.codes[name][row]
        return self.texts[name].values[int(code)]

    def event_id(self, row: int) -> str | None:
        """One event's ID, as text; None for an event without one."""
        if row in self.odd_ids:
            return self.odd_ids[row]
        high, low = self.ids[row]
        return str(uuid.UUID(int=int(high) << 64 | int(low)))

    def time(self, row: int) -> int | None:
        """One event's time, in seconds since 1970; None for an event without a usable one."""
        value = int(self.times[row])
        return None if value == NO_TIME else value


class _Growing:
    """An array with room to append; `filled` slices stay valid for ever."""

    def __init__(self, dtype: npt.DTypeLike, width: int = 1) -> None:
        self._width = width
        self._array = np.empty(self._shape(1 << 12), dtype)
        self._count = 0

    def _shape(self, rows: int) -> tuple[int, ...]:
        return (rows,) if self._width == 1 else (rows, self._width)

    def append(self, values: npt.NDArray[np.generic]) -> None:
        end = self._count + len(values)
        if end > len(self._array):
            self._move(self._array.dtype, end)
        self._array[self._count : end] = values
        self._count = end

    def _move(self, dtype: npt.DTypeLike, least: int) -> None:
        """To a new array, with room for so many rows and more."""
        size = len(self._array)
        try:
            moved = np.empty(self._shape(max(least, size * _GROWTH)), dtype)
        except MemoryError:  # where the system counts room that is not used
            moved = np.empty(self._shape(max(least, size + (size >> 1))), dtype)
        moved[: self._count] = self._array[: self._count]
        self._array = moved

    def filled(self, count: int) -> npt.NDArray[np.generic]:
        return self._array[:count]


class _GrowingCodes(_Growing):
    """Codes: two bytes each, until there are more than two bytes can tell apart."""

    def __init__(self) -> None:
        super().__init__(np.uint16)

    def append(self, values: npt.NDArray[np.generic]) -> None:
        if self._array.dtype == np.uint16 and len(values) and values.max() > _MOST_IN_TWO_BYTES:
            self._move(np.uint32, self._count)
        super().append(values)


class Store:
    """Events in memory, each once: the same ID with the same content is folded."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0
        self.deliveries = 0
        """Events appended, duplicates included."""
        self.raw = RawBlocks()
        self._first: int | None = None
        self._last: int | None = None
        self._seen = Seen()
        self._times = _Growing(np.int64)
        self._codes = {name: _GrowingCodes() for name in TEXT_COLUMNS}
        self._identities = _GrowingCodes()
        self._flags = _Growing(np.uint8)
        self._severities = _Growing(np.uint8)
        self._ids = _Growing(np.uint64, 2)
        self._parts = _Growing(np.uint32)
        self._indexes = _Growing(np.uint32)
        self._odd_ids: dict[int, str | None] = {}
        self._notes: dict[int, str] = {}
        self._texts = {name: Texts() for name in (*TEXT_COLUMNS, *IDENTITY_COLUMNS)}
        self._people = {name: _Growing(np.uint32) for name in IDENTITY_COLUMNS}
        self._people_count = 0
        self._known: dict[tuple[int, ...], int] = {}
        self._translations: dict[tuple[int, str], Translation] = {}
        self._meet([Identity(actor=None)])  # type: ignore[arg-type]  # code 0: no identity at all

    def __len__(self) -> int:
        return self._count

    @property
    def extent(self) -> Extent:
        """How many events there are, and from when to when."""
        with self._lock:
            duplicates = self.deliveries - self._count
            return Extent(self._count, duplicates, self._first, self._last)

    def snapshot(self) -> Snapshot:
        """The store as it is now."""
        with self._lock:
            count, people = self._count, self._people_count
            return Snapshot(
                count=count,
                times=self._times.filled(count),  # type: ignore[arg-type]  # dtypes as constructed
                codes={name: column.filled(count) for name, column in self._codes.items()},  # type: ignore[misc]  # as above
                identities=self._identities.filled(count),  # type: ignore[arg-type]  # as above
                flags=self._flags.filled(count),  # type: ignore[arg-type]  # as above
                severities=self._severities.filled(count),  # type: ignore[arg-type]  # as above
                ids=self._ids.filled(count),  # type: ignore[arg-type]  # as above
                parts=self._parts.filled(count),  # type: ignore[arg-type]  # as above
                indexes=self._indexes.filled(count),  # type: ignore[arg-type]  # as above
                odd_ids=self._odd_ids,
                notes=self._notes,
                texts=self._texts,
                people={name: column.filled(people) for name, column in self._people.items()},  # type: ignore[misc]  # as above
                first=self._first,
                last=self._last,
            )

    def noted(self) -> dict[str, int]:
        """What is to be known of events, and of how many each."""
        with self._lock:
            return dict(Counter(self._notes.values()))

    def delivery(self, row: int) -> Delivery | None:
        """The record of an event that the store itself keeps; None for any other."""
        if int(self._parts.filled(row + 1)[row]) != INLINE:
            return None
        return self.raw.get(int(self._indexes.filled(row + 1)[row]))

    def kept(self, rows: Sequence[int]) -> dict[int, Delivery]:
        """The records of those of some events that the store itself keeps, by row."""
        parts, indexes = self._parts.filled(self._count), self._indexes.filled(self._count)
        wanted = np.asarray(rows, np.int64)
        inline = wanted[parts[wanted] == INLINE]
        return dict(zip(inline.tolist(), self.raw.many(indexes[inline].tolist()), strict=True))

    def append(self, block: Block) -> int:
        """Add a block's events, but for duplicates; the number of events added."""
        ids = np.frombuffer(block.ids, ">u8").astype(np.uint64).reshape(-1, 2)
        times = np.frombuffer(block.times, np.int64)
        codes = {
            name: self._translate(block, name)(np.frombuffer(block.codes[name], np.uint32))
            for name in TEXT_COLUMNS
        }
        contents: list[npt.NDArray[np.generic]] = [times]
        contents.extend(codes[name] for name in TELLING_COLUMNS)
        contents.append(np.frombuffer(block.contents, np.uint32))
        fresh = self._fresh(ids, contents, block.odd_ids)
        kept = np.flatnonzero(fresh)
        people = self._translate_people(block)(np.frombuffer(block.identities, np.uint32))[kept]
        parts = np.frombuffer(block.parts, np.uint32)[kept]
        indexes = np.frombuffer(block.indexes, np.uint32)[kept]
        if block.inline:
            parts = np.full(len(kept), INLINE, np.uint32)
            indexes = self._raw_numbers(block.inline, kept)
        with self._lock:
            self._add_odd_ids(block.odd_ids, kept)
            self._add_notes(block.notes, kept)
            self._append_times(times[kept])
            for name, column in codes.items():
                self._codes[name].append(column[kept])
            self._identities.append(people)
            self._flags.append(np.frombuffer(block.flags, np.uint8)[kept])
            self._severities.append(np.frombuffer(block.severities, np.uint8)[kept])
            self._ids.append(ids[kept])
            self._parts.append(parts)
            self._indexes.append(indexes)
            self.deliveries += len(block)
            self._count += len(kept)
        return len(kept)

    def _raw_numbers(
        self, records: Mapping[int, Delivery], kept: npt.NDArray[np.intp]
    ) -> npt.NDArray[np.uint32]:
        """The numbers of records that are kept; packed ones stay as they are, others with them."""
        if isinstance(records, PackedRecords):
            return (self.raw.add(records) + kept).astype(np.uint32)
        first = self.raw.append([records[position] for position in kept.tolist()])
        return np.arange(first, first + len(kept), dtype=np.uint32)

    def _append_times(self, times: npt.NDArray[np.int64]) -> None:
        self._times.append(times)
        known = times[times != NO_TIME]
        if len(known):
            first, last = int(known.min()), int(known.max())
            self._first = first if self._first is None else min(first, self._first)
            self._last = last if self._last is None else max(last, self._last)

    def _fresh(
        self,
        ids: npt.NDArray[np.uint64],
        contents: Sequence[npt.NDArray[np.generic]],
        odd_ids: dict[int, str | None],
    ) -> npt.NDArray[np.bool_]:
        """Which events are not here yet. Events without an ID are never duplicates."""
        if not odd_ids:
            return self._seen.add(fingerprints(ids, *contents))
        ids = ids.copy()
        nameless = [position for position, text in odd_ids.items() if not text]
        for position, text in odd_ids.items():
            if text:
                digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16)
                ids[position] = np.frombuffer(digest.digest(), np.uint64)
        named = np.ones(len(ids), np.bool_)
        named[nameless] = False
        fresh = np.ones(len(ids), np.bool_)
        told = [content[named] for content in contents]
        fresh[named] = self._seen.add(fingerprints(ids[named], *told))
        return fresh

    def _add_odd_ids(self, odd_ids: dict[int, str | None], kept: npt.NDArray[np.intp]) -> None:
        if odd_ids:
            self._odd_ids.update(
                (self._count + row, odd_ids[position])
                for row, position in enumerate(kept.tolist())
                if position in odd_ids
            )

    def _add_notes(self, notes: dict[int, str], kept: npt.NDArray[np.intp]) -> None:
        if notes:
            self._notes.update(
                (self._count + row, notes[position])
                for row, position in enumerate(kept.tolist())
                if position in notes
            )

    def _translation(self, source: int, column: str) -> Translation:
        return self._translations.setdefault((source, column), Translation())

    def _translate(self, block: Block, column: str) -> Translation:
        translation = self._translation(block.source, column)
        translation.extend(self._texts[column].codes(block.texts[column]))
        return translation

    def _translate_people(self, block: Block) -> Translation:
        translation = self._translation(block.source, "")
        translation.extend(self._meet(block.people))
        return translation

    def _meet(self, people: list[Identity]) -> list[int]:
        """The store's codes of identities; the same attributes are the same identity."""
        if not people:
            return []
        told = dict(zip(Identity._fields, zip(*people, strict=True), strict=True))
        texts = (self._texts[name].codes(told[of]) for name, of in IDENTITY_COLUMNS.items())
        keys, known = [*zip(*texts, strict=True)], self._known
        fresh = [*dict.fromkeys(key for key in keys if key not in known)]
        known.update(zip(fresh, count(len(known))))
        if fresh:
            table = np.array(fresh, np.uint32)
            with self._lock:
                for position, name in enumerate(IDENTITY_COLUMNS):
                    self._people[name].append(table[:, position])
                self._people_count += len(fresh)
        return [*map(known.__getitem__, keys)]
