"""Makes blocks of the records in parts, a little at a time.

Whatever is decoded is turned into columns while it is still in the processor's
cache: many small files at once, large ones in pieces.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import accumulate
from operator import attrgetter
from typing import Final

from trailview.backends.base import Problem
from trailview.backends.files.parts import Part
from trailview.backends.files.protocol import PartRead
from trailview.backends.files.shapes import load, read_shape
from trailview.events.block import Block, joined
from trailview.events.broken import BROKEN
from trailview.events.decode import Decoder
from trailview.events.head import PIECE, Head, delivered_head, trail_heads

_RUN: Final = 150
"""Records that are made a block of at once, or a few more; blocks are joined later."""
_MOST: Final = 800
"""Records that are added to a run at once: it stays below the size of the first block."""
_source: Final = attrgetter("eventSource")
_name: Final = attrgetter("eventName")
_time: Final = attrgetter("eventTime")


class Reader:
    """Reads parts one after the other, and gives their events in blocks."""

    def __init__(self, decoder: Decoder) -> None:
        self.waiting = 0
        """Events read and not yet taken."""
        self._decoder = decoder
        self._blocks: list[Block] = []
        self._heads: list[Head] = []
        """Heads that are in no block yet, and where their records stand."""
        self._parts, self._indexes = array("I"), array("I")

    def take(self, most: int) -> Block:
        """A block of the events read first: so many, or a few less."""
        self._finish_run()
        sizes = accumulate(map(len, self._blocks))
        count = sum(size <= most for size in sizes) or 1
        block = joined(self._blocks[:count])
        del self._blocks[:count]
        self.waiting -= len(block)
        return block

    def read(self, number: int, part: Part) -> PartRead:
        """Read a part; its records and problems."""
        try:
            data, problems = load(part)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            return PartRead(number, 0, False, (Problem(part.path, "", reason),))
        before = self.waiting
        skipped = False
        is_plain = not problems and self._read_plainly(number, data)
        if not is_plain:
            shape = read_shape(data, part.path)
            self._add(number, 0, [delivered_head(delivery) for delivery in shape.deliveries])
            problems = [*shape.problems, *problems]
            skipped = shape.kind != "events"
        found = tuple(Problem(part.path, position, reason) for position, reason in problems)
        return PartRead(number, self.waiting - before, skipped, found, is_plain)

    def _read_plainly(self, number: int, data: bytes) -> bool:
        """Read the records of a trail file that is as it should be; of others, nothing."""
        if len(data) > PIECE:
            self._finish_run()  # what is made a block of now is this part's alone
        waiting, blocks, heads = self.waiting, len(self._blocks), len(self._heads)
        first = 0
        try:
            for piece in trail_heads(data):
                if not _are_plain(piece):
                    break
                self._add(number, first, piece)
                first += len(piece)
            else:
                return True
        except BROKEN:
            pass
        self._decoder.take_back(self._blocks[blocks:])
        self.waiting = waiting
        del self._blocks[blocks:]
        del self._heads[heads:], self._parts[heads:], self._indexes[heads:]
        return False

    def _add(self, number: int, first: int, heads: Sequence[Head]) -> None:
        for start in range(0, len(heads), _MOST):
            some = heads[start : start + _MOST]
            self.waiting += len(some)
            self._heads += some
            self._parts.extend(array("I", [number]) * len(some))
            self._indexes.extend(range(first + start, first + start + len(some)))
            if len(self._heads) >= _RUN:
                self._finish_run()

    def _finish_run(self) -> None:
        if self._heads:
            self._blocks.append(self._decoder.block(self._heads, self._parts, self._indexes))
            self._heads = []
            self._parts, self._indexes = array("I"), array("I")


def _are_plain(heads: Sequence[Head]) -> bool:
    """Whether every reader takes these for records; S3's notifications only look like some."""
    sources = set(map(_source, heads))
    return (
        all(source and not source.startswith("aws:") for source in sources)
        and all(map(_name, heads))
        and all(map(_time, heads))
    )
