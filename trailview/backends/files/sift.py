"""Finds the records of a trail file that a question may hold for, without reading each.

What must stand in a record is looked for in the text of the whole file, or in
one member of all records. Only records in which it is found are read.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate

from msgspec import Raw

from trailview.backends.files.shapes import trail_records
from trailview.events.head import TRAIL_END, TRAIL_START
from trailview.events.member import raw_members
from trailview.question.hints import Hints, hints_of, member_hints
from trailview.question.terms import Clause


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
    for index in indexes:
        if index in found and index < len(trail.records):
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
    def ends(self) -> list[int] | None:
        """The offset behind each record; None where there is space between them."""
        sizes = [len(record) + 1 for record in self.records]
        ends = [*accumulate(sizes, initial=len(TRAIL_START) - 1)]
        return ends[1:] if ends[-1] + len(TRAIL_END) == len(self.data) else None

    @property
    def starts(self) -> list[int] | None:
        """The offset of each record; None where there is space between them."""
        ends = self.ends
        return None if ends is None else [len(TRAIL_START), *(end + 1 for end in ends[:-1])]

    def with_member(self, name: str, hints: Hints) -> set[int]:
        """Records that have a member of this name, in which may stand what must."""
        values = raw_members(self.data, name)
        return {place for place, value in enumerate(values) if value and hints.may_hold(value)}

    def with_sign(self, hints: Hints) -> set[int]:
        """Records in which there is a sign that what must stand there may do so."""
        places: set[int] = set()
        for find in hints.signs(self.data):
            at = find(0)
            while at >= 0:
                if self.ends is None:
                    return {*range(len(self.records))}
                place = bisect_right(self.ends, at)
                if place == len(self.ends):
                    break
                places.add(place)
                at = find(self.ends[place])
        return places
