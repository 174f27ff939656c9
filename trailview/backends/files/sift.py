"""Finds the records of a trail file that a question may hold for, without reading each.

What must stand in a record is looked for in the text of the whole file, or in
one member of all records. Only records in which it is found are read.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence, Sized
from functools import cached_property
from itertools import accumulate
from typing import Final

from msgspec import Raw

from trailview.backends.files.common import trail_records
from trailview.events.head import TRAIL_END, TRAIL_START
from trailview.events.member import raw_members
from trailview.question.hints import Finder, Hints, hints_of, member_hints
from trailview.question.terms import Clause

_and_border: Final = (1).__add__


def sift(
    data: bytes, terms: Sequence[Clause], indexes: Sequence[int]
) -> Iterator[tuple[int, bytes]]:
    """Those of the records at `indexes` that may match: each one's index and raw JSON.

    `data` is the text of a file that was read as a plain trail. Raises one of
    `trailview.events.head.BROKEN` where it is none any more.
    """
    trail = Trail(data)
    hints = hints_of(terms)
    inside = member_hints(terms)
    if inside is not None:
        found = trail.with_member(*inside) if hints.may_hold(data) else set[int]()
    elif hints:
        found = trail.with_sign(hints)
    else:
        found = {*indexes}
    for index in filter(found.__contains__, indexes):
        if index < len(trail.records):
            yield index, bytes(trail.records[index])


class Trail:
    """The records in the text of a trail file, split only when one is wanted."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    @cached_property
    def records(self) -> list[Raw]:
        """All of them. Raises one of `trailview.events.head.BROKEN` where the text is none."""
        return trail_records(self.data)

    @cached_property
    def starts(self) -> list[int] | None:
        """The offset of each record, and where one more would be; None where space is between."""
        starts = _starts(self.records, len(TRAIL_START))
        return starts if starts[-1] + len(TRAIL_END) == len(self.data) + 1 else None

    def with_member(self, name: str, hints: Hints) -> set[int]:
        """Records that have a member of this name, in which may stand what must.

        Raises one of `trailview.events.head.BROKEN` where a record is unusual.
        """
        return places_with(raw_members(self.data, name), hints)

    def with_sign(self, hints: Hints) -> set[int]:
        """Records in which there is a sign that what must stand there may do so."""
        places: set[int] = set()
        for find in hints.signs(self.data):
            at = find(0)
            if at >= 0:
                if self.starts is None:
                    return {*range(len(self.records))}
                _find_in(self.starts, find, at, places)
        return places


def places_with(values: Sequence[bytes], hints: Hints) -> set[int]:
    """The places of those values, each raw JSON or nothing, in which may stand what must."""
    if not hints:
        return {place for place, value in enumerate(values) if value}
    text, starts = b",".join(values), _starts(values, 0)
    places: set[int] = set()
    for find in hints.signs(text):
        _find_in(starts, find, find(0), places)
    return {place for place in places if hints.may_hold(bytes(values[place]))}


def _starts(texts: Iterable[Sized], first: int) -> list[int]:
    """Where each text begins, and one more would, with one byte between."""
    return [*accumulate(map(_and_border, map(len, texts)), initial=first)]


def _find_in(starts: Sequence[int], find: Finder, at: int, places: set[int]) -> None:
    """Add the texts in which there is a sign, or before which; the first sign is at an offset."""
    place = 0
    while at >= 0:
        place = bisect_right(starts, at, place) or 1
        if place == len(starts):
            break
        places.add(place - 1)
        at = find(starts[place])
