"""How many of an answer's rows have each value of a column, and each pair of two columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from trailview.store.acting import WORD_OF
from trailview.store.columns import RowNumbers, Snapshot
from trailview.store.kinds import kinds
from trailview.store.texts import Codes

_SUFFIX: Final = ".amazonaws.com"
_STRETCH: Final = 1 << 16
"""Rows that are counted in one call: numpy counts without letting go of the interpreter."""
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


class _Column(NamedTuple):
    """A column of the store: its texts by their codes, and where the codes are."""

    texts: Sequence[str | None]
    codes: Codes
    of_people: Codes | None
    """The codes by identity, where `codes` are identities; None where they are texts."""


class Groups:
    """Counts of the rows of an answer, by the columns asked for; each column is counted once."""

    def __init__(self, snapshot: Snapshot, rows: RowNumbers) -> None:
        self._snapshot = snapshot
        self._rows = None if len(rows) == snapshot.count else rows
        self._counts: dict[str, Numbers] = {}
        self._people: Numbers | None = None

    def _of_rows(self, column: npt.NDArray[np.unsignedinteger]) -> Codes:
        return column if self._rows is None else column[self._rows]

    def _column(self, name: str) -> _Column:
        snapshot = self._snapshot
        if name == "by":
            return _Column(WORD_OF, kinds(snapshot, self._rows), None)
        texts = snapshot.texts[name].values
        if name in snapshot.people:
            return _Column(texts, snapshot.identities, snapshot.people[name])
        return _Column(texts, snapshot.codes[name], None)

    def counts(self, name: str) -> Numbers:
        """By the code of each text of a column, how many rows have it; of absent ones none."""
        found = self._counts.get(name)
        if found is None:
            found = self._counts[name] = self._counted(name)
        return found

    def _counted(self, name: str) -> Numbers:
        texts, codes, of_people = self._column(name)
        size = len(texts)
        if of_people is None:
            counts = counted(codes if name == "by" else self._of_rows(codes), size)
        else:
            if self._people is None:
                self._people = counted(self._of_rows(codes), len(of_people))
            counts = np.bincount(of_people, self._people[: len(of_people)], size).astype(np.int64)
        for code in self._absent(name):
            counts[code] = 0
        return counts

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
        values = [(_shown(name, texts[code]), int(counts[code])) for code in chosen.tolist()]
        return Ranked(values, len(wanted) - len(chosen))

    def _texts(self, name: str) -> Sequence[str | None]:
        return WORD_OF if name == "by" else self._snapshot.texts[name].values

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
            values = [(_shown(second, others[int(right[at])]), int(counts[at])) for at in best]
            among = Ranked(values, len(mine) - len(best))
            found.append(Crossing(_shown(first, texts[code]), int(totals[code]), among))
        return Crossed(found, len(wanted) - len(chosen))

    def _pairs(
        self, first: str, second: str, size: int, width: int
    ) -> tuple[Numbers, Numbers, Numbers]:
        """The codes of all pairs that occur, and how many rows have each."""
        left, right = self._codes(first), self._codes(second)
        absent = [self._absent(first), self._absent(second)]
        both = np.flatnonzero(~np.isin(left, absent[0]) & ~np.isin(right, absent[1]))
        keys = left[both].astype(np.int64) * width + right[both]
        if size * width <= _FEW:
            every = counted(keys, size * width)
            occurring = np.flatnonzero(every)
            counts = every[occurring]
        else:
            occurring, counts = np.unique(keys, return_counts=True)
        return occurring // width, occurring % width, counts

    def _codes(self, name: str) -> Codes:
        """The code of each row in a column."""
        column = self._column(name)
        if name == "by":
            return column.codes
        codes = self._of_rows(column.codes)
        return codes if column.of_people is None else column.of_people[codes]


def counted(codes: npt.NDArray[np.integer], size: int) -> Numbers:
    """How often each of the numbers below `size` occurs."""
    stretch = max(_STRETCH, size)
    counts = np.zeros(size, np.int64)
    for start in range(0, len(codes), stretch):
        found = np.bincount(codes[start : start + stretch], minlength=size)
        counts += found[:size]
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


def _shown(name: str, text: str | None) -> str:
    """A text as the table of events shows it."""
    text = text or ""
    return text.removesuffix(_SUFFIX) if name == "service" else text
