"""What the index knows of one backend's files, and what of it is still awaited."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Final

from trailview.backends.files.index_known import Index, LookedUp, root_of
from trailview.backends.files.parts import FoundParts, Part
from trailview.backends.files.protocol import IndexTask

_FIRST_SOURCE: Final = 1 << 15
"""The number of the first run as a decoder; those of processes begin with 0."""

Numbered = tuple[int, Part]
"""A part, and its number in this session."""


class Indexed:
    """The index of one backend. Used by its reading thread."""

    def __init__(self, index: Index | None, paths: Sequence[str]) -> None:
        """Without an index, nothing is known, and nothing is added."""
        self.place = index._replace(root=root_of(paths)) if index is not None and paths else None
        self._known = LookedUp()
        self._sources = count(_FIRST_SOURCE)
        self._awaited = dict[int, Part]()

    def found(self, known: LookedUp) -> tuple[str, ...]:
        """What the index knows of the files that were found; what there is to tell of it."""
        self._known = known
        return known.troubles

    def split(self, found: FoundParts, wanted: Sequence[int]) -> tuple[list[int], list[int]]:
        """Those of some files that are known whole, and the others."""
        there = dict[int, int]()
        for run in self._known.runs:
            for place, _ in run.parts:
                there[place] = there.get(place, 0) + 1
        known = [place for place in wanted if there.get(place) == len(found.parts(place))]
        is_known = {*known}
        return known, [place for place in wanted if place not in is_known]

    def added_to(self, found: FoundParts, places: Sequence[int]) -> Index | None:
        """Where what is read of some files is added; None where that is not worth it."""
        if self.place is None or not self.place.writes:
            return None
        is_worth = sum(found.files[place].size for place in places) >= self.place.least
        return self.place if is_worth else None

    def tasks(
        self, places: Sequence[int], numbered: Callable[[int], Sequence[Numbered]]
    ) -> Iterator[IndexTask]:
        """What has some files given that are known; `numbered` are the parts of one."""
        numbers = {(place, at): one for place in places for at, one in enumerate(numbered(place))}
        self._awaited = dict(numbers.values())
        is_first = True
        for run in self._known.runs:
            parts = {old: numbers[at][0] for at, old in run.parts.items() if at in numbers}
            if parts:
                yield IndexTask(run.path, parts, next(self._sources), is_first)
                is_first = False

    def given(self, number: int) -> None:
        """A part has been given, or read."""
        self._awaited.pop(number, None)

    def lost(self) -> list[Numbered]:
        """The parts that were not given: they have to be read, as their run is damaged or gone."""
        lost, self._awaited = [*self._awaited.items()], {}
        if lost:
            self._known = LookedUp()
        return lost
