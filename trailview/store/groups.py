"""How many of an answer's rows have each value of a column, and each pair of two columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from trailview.store.acting import WORD_OF
from trailview.store.columns import RowNumbers, Snapshot
from trailview.store.kinds import kinds
from trailview.store.rows import shown
from trailview.store.texts import Codes

_STRETCH: Final = 1 << 16
"""Rows that are counted in one call: numpy counts without letting go of the interpreter,
and what it takes for many rows at a time is not given back by every allocator."""
_FEW: Final = 1 << 21
"""Pairs that are counted in an array of all there could be; of more, only those that occur."""
Numbers = npt.NDArray[np.int64]


class Ranked(NamedTuple):
    """The most frequent values."""

    values: list[tuple[str, int]]
    """Each with the number of rows that have it, most frequent first."""
    more: int
    """How many other values there are, of those that were wanted."""


class Crossing(NamedTuple):
    """A value of one column, and what the rows that have it have in another."""

    text: str
    rows: int
    """How many of the rows with this value have one in the other column too."""
    among: Ranked


class Crossed(NamedTuple):
    """The most frequent values of one column beside another."""

    values: list[Crossing]
    more: int


class Groups:
    """Counts of the rows of an answer, by the columns asked for; each column is counted once."""

    def __init__(self, snapshot: Snapshot, rows: RowNumbers) -> None:
        self._snapshot = snapshot
        self._rows = None if len(rows) == snapshot.count else rows
        self._counts: dict[str, Numbers] = {}
        self._people: Numbers | None = None

    def _stretches(self) -> Iterator[slice | RowNumbers]:
        """The rows, a stretch at a time, as what takes them out of a column."""
        size = self._snapshot.count if self._rows is None else len(self._rows)
        for start in range(0, size, _STRETCH):
            part = slice(start, min(start + _STRETCH, size))
            yield part if self._rows is None else self._rows[part]

    def _counted(self, column: Codes, size: int) -> Numbers:
        """How many rows have each code below `size` in a column."""
        return counted((column[part] for part in self._stretches()), size)

    def counts(self, name: str) -> Numbers:
        """By the code of each text of a column, how many rows have it; of absent ones none."""
        found = self._counts.get(name)
        if found is None:
            found = self._counts[name] = self._counts_of(name)
        return found

    def _counts_of(self, name: str) -> Numbers:
        snapshot, size = self._snapshot, len(self._texts(name))
        if name == "by":
            counts = counted(map(self._kinds, self._stretches()), size)
        elif name in snapshot.people:
            of_people = snapshot.people[name]
            if self._people is None:
                self._people = self._counted(snapshot.identities, len(of_people))
            counts = np.bincount(of_people, self._people, size).astype(np.int64)
        else:
            counts = self._counted(snapshot.codes[name], size)
        for code in self._absent(name):
            counts[code] = 0
        return counts

    def _kinds(self, part: slice | RowNumbers) -> Codes:
        if isinstance(part, slice):
            part = np.arange(part.start, part.stop, dtype=np.int32)
        return kinds(self._snapshot, part)

    def _codes(self, name: str, part: slice | RowNumbers) -> Codes:
        """The codes of some rows in a column."""
        if name == "by":
            return self._kinds(part)
        if name in self._snapshot.people:
            return self._snapshot.people[name][self._snapshot.identities[part]]
        return self._snapshot.codes[name][part]

    def _texts(self, name: str) -> Sequence[str | None]:
        return WORD_OF if name == "by" else self._snapshot.texts[name].values

    def _absent(self, name: str) -> tuple[int, ...]:
        """The codes that stand for no value: none at all, and an empty text."""
        empty = None if name == "by" else self._snapshot.texts[name].find("")
        return (0,) if empty is None else (0, empty)

    def ranked(self, name: str, most: int, words: Sequence[str] = ()) -> Ranked:
        """The values of a column that have all these folded words in them, at most so many."""
        texts, counts = self._texts(name), self.counts(name)
        wanted = np.flatnonzero(counts)
        if words:
            has = [_has(texts[code] or "", words) for code in wanted.tolist()]
            wanted = wanted[np.array(has, np.bool_)]
        chosen = wanted[largest(counts[wanted], most)]
        values = [(shown(name, texts[code]), int(counts[code])) for code in chosen.tolist()]
        return Ranked(values, len(wanted) - len(chosen))

    def crossed(
        self, first: str, second: str, most: int, inner: int, words: Sequence[str] = ()
    ) -> Crossed:
        """The values of one column with those of another beside them, of rows that have both.

        At most `most` of the first, and of each at most `inner` of the second. A pair is
        wanted whose texts together have all the words.
        """
        texts, others = self._texts(first), self._texts(second)
        left, right, counts = self._pairs(first, second, len(texts), len(others))
        if words:
            has = [
                _has(f"{texts[a]} {others[b]}", words)
                for a, b in zip(left.tolist(), right.tolist(), strict=True)
            ]
            kept = np.array(has, np.bool_)
            left, right, counts = left[kept], right[kept], counts[kept]
        totals = np.bincount(left, counts, len(texts)).astype(np.int64)
        wanted = np.flatnonzero(totals)
        chosen = wanted[largest(totals[wanted], most)]
        found = []
        for code in chosen.tolist():
            mine = np.flatnonzero(left == code)
            best = mine[largest(counts[mine], inner)]
            values = [(shown(second, others[int(right[at])]), int(counts[at])) for at in best]
            among = Ranked(values, len(mine) - len(best))
            found.append(Crossing(shown(first, texts[code]), int(totals[code]), among))
        return Crossed(found, len(wanted) - len(chosen))

    def _pairs(
        self, first: str, second: str, size: int, width: int
    ) -> tuple[Numbers, Numbers, Numbers]:
        """The codes of all pairs that occur, and how many rows have each."""
        keys = (self._keys(first, second, width, part) for part in self._stretches())
        if size * width <= _FEW:
            every = counted(keys, size * width)
            occurring = np.flatnonzero(every)
            counts = every[occurring]
        else:
            every = np.concatenate([np.empty(0, np.int64), *keys])
            occurring, counts = np.unique(every, return_counts=True)
        return occurring // width, occurring % width, counts

    def _keys(self, first: str, second: str, width: int, part: slice | RowNumbers) -> Numbers:
        """A number for the pair of each of some rows, of those that have both values."""
        left, right = self._codes(first, part), self._codes(second, part)
        has_both = np.ones(len(left), np.bool_)
        for codes, name in ((left, first), (right, second)):
            for absent in self._absent(name):
                has_both &= codes != absent
        return left[has_both].astype(np.int64) * width + right[has_both]


def counted(parts: Iterable[npt.NDArray[np.integer]], size: int) -> Numbers:
    """How often each of the numbers below `size` occurs in all the parts."""
    counts = np.zeros(size, np.int64)
    for part in parts:
        found = np.bincount(part, minlength=1)
        counts[: len(found)] += found
    return counts


def largest(counts: Numbers, most: int) -> npt.NDArray[np.intp]:
    """Where the largest numbers are, largest first; of equal ones, those that come first."""
    places = np.arange(len(counts))
    if len(counts) > most:
        least = np.partition(counts, len(counts) - most)[len(counts) - most]
        above = np.flatnonzero(counts > least)
        equal = np.flatnonzero(counts == least)[: most - len(above)]
        places = np.concatenate([above, equal])
    return places[np.lexsort((places, -counts[places]))]


def _has(text: str, words: Sequence[str]) -> bool:
    """Whether all the words, which are folded, are somewhere in a text."""
    folded = text.casefold()
    return all(word in folded for word in words)
