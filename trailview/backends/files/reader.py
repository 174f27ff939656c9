"""Makes blocks of the records in parts, a little at a time.

Whatever is decoded is turned into columns while it is still in the processor's
cache: many small files at once, large ones in pieces.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Final, Protocol

from trailview.backends.base import Lack, Passed, Problem
from trailview.backends.files.compression import MOST
from trailview.backends.files.containers import Text, texts
from trailview.backends.files.log_names import kind_of_name
from trailview.backends.files.parts import Part
from trailview.backends.files.protocol import PartRead
from trailview.events.block import Block, joined
from trailview.events.broken import BROKEN
from trailview.events.decode import Decoder
from trailview.events.head import PIECE, Head, Heads, delivered_head, trail_heads
from trailview.events.record import Delivery

if TYPE_CHECKING:
    from trailview.backends.files.shapes import Shape

_RUN: Final = 300
"""Records that are made a block of at once, or a few more; blocks are joined later."""
_MOST: Final = 800
"""Records that are added to a run at once: it stays below the size of the first block."""
_NO_NOTES: Final[Mapping[int, str]] = {}


class _Report:
    """What is told of a part when it has been read."""

    def __init__(self, path: str) -> None:
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.lacks: list[Lack] = []
        self.is_skipped = True
        """Whether none of its texts is a log."""
        self._path = path
        self._passed: dict[str, Passed] = {}

    def add(self, shape: Shape, text: Text) -> None:
        """Add what is to be told of one text."""
        self.problems += [Problem(self._path, at, reason) for at, reason in shape.problems]
        named = f"{self._path}, {text.name}" if text.name else self._path
        self.notes += [f"{named}: {note}" for note in shape.notes]
        self.lacks += [Lack(name, named) for name in shape.lacks]
        self.is_skipped = self.is_skipped and shape.kind != "events"
        if shape.kind != "events" or (text.looks_like and not shape.deliveries):
            kind = shape.looks_like or kind_of_name(text.name or self._path)
            before = self._passed.get(kind, Passed(kind, 0, named))
            self._passed[kind] = before._replace(files=before.files + 1)

    def passed(self) -> tuple[Passed, ...]:
        """What was passed over, by kind."""
        return tuple(self._passed.values())


class Taker(Protocol):
    """What makes blocks of the records that are read."""

    @property
    def waiting(self) -> int:
        """Events read and not yet taken."""
        ...

    def plainly(self, number: int, first: int, data: bytes) -> int | None:
        """Read the text of a trail that is as it should be: how many records; None of others.

        The first of them is the `first`-th record of the part `number`.
        """
        ...

    def loosely(self, number: int, first: int, deliveries: Sequence[Delivery]) -> None:
        """Take records of any shape."""
        ...

    def take(self, most: int) -> Block:
        """A block of the events read first: so many, or a few less. There has to be one."""
        ...


def read_part(taker: Taker, number: int, part: Part, most: int = MOST) -> Iterator[PartRead | None]:
    """Read a part: what was found, last; None after each of its texts but the last.

    Events can be taken whenever this yields. `most` is to how many bytes a
    compressed text may inflate.
    """
    counts: list[int] = []
    report = _Report(part.path)
    is_plain = False
    try:
        for text in texts(part, most):
            if counts:
                yield None
            first = sum(counts)
            found = None if text.flaws else taker.plainly(number, first, text.data)
            is_plain = found is not None
            if found is None:
                from trailview.backends.files.shapes import shape_of  # not for usual trails

                shape = shape_of(text, part.path)
                report.add(shape, text)
                taker.loosely(number, first, shape.deliveries)
                found = len(shape.deliveries)
                del shape
            else:
                report.is_skipped = False
            counts.append(found)
            del text
    except OSError as error:
        reason = error.strerror or type(error).__name__
        report.problems.append(Problem(part.path, "", reason))
        report.is_skipped = False
    is_one = len(counts) == 1
    yield PartRead(
        number,
        sum(counts),
        report.is_skipped,
        tuple(report.problems),
        is_plain and is_one,
        () if is_one else tuple(counts),
        report.passed(),
        tuple(report.notes),
        tuple(report.lacks),
    )


class Reader:
    """Makes blocks of all records (`Taker`)."""

    def __init__(self, decoder: Decoder) -> None:
        self.waiting = 0
        """Events read and not yet taken."""
        self._decoder = decoder
        self._blocks: list[Block] = []
        self._heads: list[Heads] = []
        """Heads that are in no block yet, and where their records stand."""
        self._parts, self._indexes = array("I"), array("I")
        self._notes: dict[int, str] = {}
        """What is to be known of records, by the place of their heads."""

    def take(self, most: int) -> Block:
        """A block of the events read first: so many, or a few less."""
        self._finish_run()
        sizes = accumulate(map(len, self._blocks))
        count = sum(size <= most for size in sizes) or 1
        block = joined(self._blocks[:count])
        del self._blocks[:count]
        self.waiting -= len(block)
        return block

    def loosely(self, number: int, first: int, deliveries: Sequence[Delivery]) -> None:
        """Add records of any shape, a few at a time, as their heads take much memory."""
        for start in range(0, len(deliveries), _MOST):
            some = deliveries[start : start + _MOST]
            notes = {place: one.note for place, one in enumerate(some) if one.note}
            self._add(number, first + start, Heads(map(delivered_head, some)), notes)

    def plainly(self, number: int, first: int, data: bytes) -> int | None:
        """Read the records of a trail file that is as it should be; of others, nothing."""
        if len(data) > PIECE:
            self._finish_run()  # what is made a block of now is this part's alone
        waiting, blocks, runs = self.waiting, len(self._blocks), len(self._heads)
        pending = len(self._parts)
        try:
            for heads in map(Heads, _portions(trail_heads(data))):
                if not heads.are_plain():
                    break
                self._add(number, first, heads)
                first += len(heads)
            else:
                return self.waiting - waiting
        except BROKEN:
            pass
        self._decoder.take_back(self._blocks[blocks:])
        self.waiting = waiting
        del self._blocks[blocks:]
        del self._heads[runs:], self._parts[pending:], self._indexes[pending:]
        return None

    def _add(
        self, number: int, first: int, heads: Heads, notes: Mapping[int, str] = _NO_NOTES
    ) -> None:
        count = len(heads)
        self.waiting += count
        for place, note in notes.items():
            self._notes[len(self._parts) + place] = note
        self._heads.append(heads)
        self._parts.extend(array("I", [number]) * count)
        self._indexes.extend(array("I", range(first, first + count)))
        if len(self._parts) >= _RUN:
            self._finish_run()

    def _finish_run(self) -> None:
        if self._heads:
            block = self._decoder.block(Heads.joined(self._heads), self._parts, self._indexes)
            block.notes, self._notes = self._notes, {}
            self._blocks.append(block)
            self._heads = []
            self._parts, self._indexes = array("I"), array("I")


def _portions(pieces: Iterable[list[Head]]) -> Iterator[Sequence[Head]]:
    """The heads of a file, as many at once as are made a block of."""
    for piece in pieces:
        for start in range(0, len(piece), _MOST):
            yield piece[start : start + _MOST]
