"""Picks out of trail files what may match a question, and makes blocks of nothing else.

What must stand in a record is looked for in the file's text before any record is read. That a
file is a trail as it should be is seen by how its records begin; of any other file all records
are read as they always are, so that what is broken or strange is told all the same.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from itertools import compress
from typing import Final, NamedTuple

from trailview.backends.files.callers import Callers
from trailview.backends.files.common import members, records_around
from trailview.backends.files.recognise import is_common
from trailview.backends.files.sift import Trail, places_with
from trailview.events.block import Block
from trailview.events.broken import BROKEN
from trailview.events.decode import Decoder
from trailview.events.head import Head, Heads, delivered_head, plain_heads, trail_heads
from trailview.events.packed import PackedRecords
from trailview.events.record import Delivery, Event
from trailview.plans.plan import Pick
from trailview.question.hints import Hints, hints_of, member_hints
from trailview.question.predicate import test_of

_COMMON: Final = re.compile(rb'\{"eventVersion":"1\.\d\d","userIdentity":\{', re.ASCII)
"""How records of a trail begin: what begins so is one, whatever else is in it."""
_COMMON_LENGTH: Final = 39
_FEW: Final = 64_000_000
"""Bytes of records that come along whatever there is: an eighth, as they are kept."""
_RARE: Final = 10
"""Of more, one record in so many may be picked, for them to come along."""
_BLOCK: Final = 1_000
"""Events whose records come along at once, so that little memory is taken on the way."""
_SAMPLE: Final = 1 << 18
"""Bytes in which is counted how rare a text is."""


class _Signed(NamedTuple):
    """The records of a plain trail in which there is a sign of a match."""

    of: int
    """How many records the trail has."""
    places: list[int]
    records: list[bytes]
    is_sure: bool = False
    """Whether a sign is all that there is to look for."""


class Picker:
    """Makes blocks of what may match (`trailview.backends.files.reader.Taker`)."""

    def __init__(self, decoder: Decoder, pick: Pick) -> None:
        self._decoder = decoder
        self._pick = pick
        self._holds = test_of(pick.for_records)
        self._hints = hints_of(pick.terms)
        self._inside = member_hints(pick.terms)
        self._callers = Callers(pick.terms)
        self._parts, self._places = array("I"), array("I")
        """Of each event that may match, and is not taken: where its record is."""
        self._deliveries: list[Delivery] = []
        self._heads: list[Head] = []
        self._are_json = True
        """Whether all came from plain trails, of which each record has been seen to be JSON."""
        self._read = self._picked = self._bytes = 0
        """Records read, and those among them that were picked, which have so many bytes."""

    @property
    def waiting(self) -> int:
        """Events picked and not yet taken."""
        return len(self._heads)

    def take(self, most: int) -> Block:
        """A block of the events picked first."""
        are_kept = self._are_kept
        most = min(most, _BLOCK) if are_kept else most
        deliveries = self._deliveries[:most]
        block = self._decoder.block(
            Heads(self._heads[:most]),
            self._parts[:most],
            self._places[:most],
            PackedRecords.of(deliveries, are_json=self._are_json) if are_kept else None,
        )
        block.notes = {place: one.note for place, one in enumerate(deliveries) if one.note}
        del self._deliveries[:most], self._heads[:most], self._parts[:most], self._places[:most]
        return block

    @property
    def _are_kept(self) -> bool:
        """Whether records come along: of many it is better to read them again, a few at a time."""
        few = self._bytes <= _FEW or self._picked * _RARE <= self._read
        return self._pick.keeps_records and few

    def plainly(self, number: int, first: int, data: bytes) -> int | None:
        """Pick from a trail that is as it should be; of others, nothing."""
        trail = Trail(data)
        try:
            found = self._by_member(trail) or self._by_sign(trail)
        except BROKEN:
            return None
        if found is None:
            return None
        self._read += found.of
        indexes, records = self._fitting(found)
        if records:
            heads = plain_heads(records)
            fits = self._callers.may_match(heads)
            indexes = [first + place for place in compress(indexes, fits)]
            deliveries = [*map(Delivery, compress(records, fits))]
            self._add(number, indexes, deliveries, [*compress(heads, fits)])
        return found.of

    def _by_member(self, trail: Trail) -> _Signed | None:
        """Records with a sign of a match in the member that they must have; None where that
        has to be told in another way."""
        if self._inside is None:
            return None
        name, hints = self._inside
        try:
            values = members(trail.data, name)
        except BROKEN:
            return None
        if values is None:
            return None
        places = sorted(places_with(values, hints)) if self._hints.may_hold(trail.data) else []
        if len(places) * _RARE < len(values):
            cut = records_around(trail.data, [values[place] for place in places])
            if cut is not None:
                return _Signed(len(values), places, cut)
        return _Signed(len(values), places, [bytes(trail.records[place]) for place in places])

    def _by_sign(self, trail: Trail) -> _Signed | None:
        """Records with a sign of a match in the text; None where the trail is not plain.

        Raises one of BROKEN where it is none at all.
        """
        if not _is_plain(trail):
            return None
        if not self._read:
            self._hints = _rarest_first(self._hints, trail.data)
        places = sorted(self._signed(trail))
        is_sure = self._hints.are_one and self._inside is None and trail.starts is not None
        records = [bytes(trail.records[place]) for place in places]
        return _Signed(len(trail.records), places, records, is_sure)

    def _signed(self, trail: Trail) -> set[int]:
        """Records in which there is a sign of a match, looked for where fewest have one."""
        if self._inside is not None and self._hints.may_hold(trail.data):
            try:
                return trail.with_member(*self._inside)
            except BROKEN:
                pass
        return trail.with_sign(self._hints)

    def _fitting(self, found: _Signed) -> tuple[list[int], list[bytes]]:
        """The places of those that may match, once all is looked for, and the records."""
        terms, holds, may_hold = self._pick.for_records, self._holds, self._hints.may_hold
        if found.is_sure and not terms:
            return found.places, found.records
        fits = [
            (found.is_sure or may_hold(record)) and (not terms or holds(Event(Delivery(record))))
            for record in found.records
        ]
        return [*compress(found.places, fits)], [*compress(found.records, fits)]

    def loosely(self, number: int, first: int, deliveries: Sequence[Delivery]) -> None:
        """Pick from records of any shape."""
        self._read += len(deliveries)
        self._are_json = False
        may_hold = self._hints.may_hold
        indexes = list[int]()
        for index, delivery in enumerate(deliveries):
            is_likely = delivery.resources or may_hold(delivery.raw)
            if is_likely and self._holds(Event(delivery)):
                indexes.append(index)
        picked = [deliveries[index] for index in indexes]
        places = [first + index for index in indexes]
        self._add(number, places, picked, [*map(delivered_head, picked)])

    def _add(
        self,
        number: int,
        indexes: Sequence[int],
        deliveries: Sequence[Delivery],
        heads: Sequence[Head],
    ) -> None:
        self._picked += len(deliveries)
        self._bytes += sum(len(delivery.raw) for delivery in deliveries)
        self._parts.extend(array("I", [number]) * len(deliveries))
        self._places.extend(array("I", indexes))
        self._deliveries += deliveries
        self._heads += heads


def _is_plain(trail: Trail) -> bool:
    """Whether all in it are records, to every reader. Raises one of BROKEN where it is none."""
    if (starts := trail.starts) is not None:
        begins = {trail.data[start : start + _COMMON_LENGTH] for start in starts[:-1]}
        if all(map(_COMMON.fullmatch, begins)):
            return True
    if all(is_common(bytes(record)) for record in trail.records):
        return True
    return all(Heads(heads).are_plain() for heads in trail_heads(trail.data) if heads)


def _rarest_first(hints: Hints, data: bytes) -> Hints:
    """The same hints, of which the first is the one that is looked for in whole files."""
    if len(hints.exact) < 2 and (hints.exact or len(hints.folded) < 2):
        return hints
    sample = data[:_SAMPLE]
    if hints.exact:
        return Hints(tuple(sorted(hints.exact, key=sample.count)), hints.folded)
    return Hints(hints.exact, tuple(sorted(hints.folded, key=sample.lower().count)))
