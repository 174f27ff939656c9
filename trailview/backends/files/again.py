"""Records of files read again, as somebody wants to see them; some files are kept for that."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from trailview.backends.files.parts import Part
from trailview.events.record import Delivery

_KEPT_BYTES: Final = 96_000_000
"""Bytes of records that are kept."""


class ReadAgain:
    """Reads texts of parts again, and keeps those that were read last. Used by one thread."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[int, int], list[Delivery]] = OrderedDict()
        self._sizes: dict[tuple[int, int], int] = {}

    def records(
        self, number: int, part: Part, counts: Sequence[int], indexes: Sequence[int]
    ) -> list[Delivery]:
        """The records of a part at `indexes`.

        `counts` is how many each of its texts holds, empty where it is one text.
        Raises OSError where the file cannot be read, IndexError where it holds
        fewer records than before.
        """
        firsts = [*accumulate(counts, initial=0)] if counts else [0]
        places = {index: self._place(firsts, counts, index) for index in indexes}
        wanted = {text for text, _ in places.values()}
        found = {text: kept for text in wanted if (kept := self._taken(number, text)) is not None}
        if missing := wanted - found.keys():
            found.update(self._read(number, part, missing))
        try:
            return [found[text][place] for text, place in (places[index] for index in indexes)]
        except KeyError:
            raise IndexError from None

    def _place(self, firsts: Sequence[int], counts: Sequence[int], index: int) -> tuple[int, int]:
        """In which text a record is, and at which place there."""
        if not counts:
            return 0, index
        text = bisect_right(firsts, index) - 1
        return text, index - firsts[text]

    def _taken(self, number: int, text: int) -> list[Delivery] | None:
        kept = self._kept.get((number, text))
        if kept is not None:
            self._kept.move_to_end((number, text))
        return kept

    def _read(self, number: int, part: Part, missing: set[int]) -> dict[int, list[Delivery]]:
        """Those of a part's texts that are missing."""
        from trailview.backends.files.compression import MOST
        from trailview.backends.files.containers import texts
        from trailview.backends.files.shapes import shape_of

        found, last = {}, max(missing)
        for place, text in enumerate(texts(part, self._most or MOST)):
            if place in missing:
                found[place] = shape_of(text, part.path).deliveries
                self._keep((number, place), found[place], len(text.data))
            if place >= last:
                break
        return found

    def _keep(self, key: tuple[int, int], deliveries: list[Delivery], size: int) -> None:
        self._kept[key], self._sizes[key] = deliveries, size
        while len(self._kept) > 1 and sum(self._sizes.values()) > _KEPT_BYTES:
            oldest, _ = self._kept.popitem(last=False)
            del self._sizes[oldest]
