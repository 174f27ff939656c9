"""What the files backend and its worker processes say to each other.

Length-prefixed pickles over pipes between a parent and its own children.
Imports nothing heavy: the parent is on its way to the first frame.
"""

from __future__ import annotations

import pickle
import struct
from array import array
from collections.abc import Mapping
from io import RawIOBase
from typing import Final, NamedTuple

from trailview.backends.base import Lack, Passed, Problem
from trailview.backends.files.index_known import Index, LookedUp
from trailview.backends.files.parts import FoundParts, Part
from trailview.errors import SourceError
from trailview.events.block import Block
from trailview.plans.plan import Pick
from trailview.question.acting import OwnKind
from trailview.question.terms import Clause

BLOCK_EVENTS: Final = 8_192
FIRST_BLOCK_EVENTS: Final = 1_024
_LENGTH: Final = struct.Struct("<Q")


class FindTask(NamedTuple):
    """Find the files to read in these files and folders."""

    paths: tuple[str, ...]
    kept_in: Index | None = None
    """Where it may be known what some of them hold."""


class Picking(NamedTuple):
    """Which of what a task reads is sent."""

    pick: Pick
    own: tuple[OwnKind, ...] = ()
    """What the settings add to who acts."""


class ReadTask(NamedTuple):
    """Read these parts (by number) and send their events."""

    parts: list[tuple[int, Part]]
    block_events: int = BLOCK_EVENTS
    most: int = 0
    """Bytes that a compressed text may inflate to; 0 for what is usual."""
    picking: Picking | None = None
    """Which of the events are sent; None for all."""
    kept_in: Index | None = None
    """Where what is read is kept; None where it is not."""


class IndexTask(NamedTuple):
    """Send the events that a run of the index has of some parts."""

    path: str
    parts: Mapping[int, int]
    """The numbers that these have, by those that they have in the run."""
    source: int
    """Which decoder the events are to seem to come from."""
    is_first: bool = False
    """Whether the first block is to be a small one, so that rows come soon."""
    first_events: int = FIRST_BLOCK_EVENTS


class ScanTask(NamedTuple):
    """Look into these records of a part: for which do all terms hold?"""

    number: int
    part: Part
    indexes: array[int]
    terms: tuple[Clause, ...]
    is_plain: bool = False
    """It was read as a plain trail."""
    most: int = 0
    """Bytes that a compressed text may inflate to; 0 for what is usual."""
    own: tuple[OwnKind, ...] = ()
    """What the settings add to who acts."""


class FilesFound(NamedTuple):
    """What there is to read, or why that cannot be said."""

    found: FoundParts | None
    error: SourceError | None
    known: LookedUp = LookedUp()
    """What the index knows of it."""


class PartRead(NamedTuple):
    """A part has been read."""

    number: int
    records: int
    skipped: bool
    """It is a digest, or holds no CloudTrail events."""
    problems: tuple[Problem, ...]
    is_plain: bool = False
    """It is a trail as it should be: each item of `Records` is a record."""
    counts: tuple[int, ...] = ()
    """How many records each of its texts holds, where there are several."""
    passed: tuple[Passed, ...] = ()
    """What it or the files in it are, where they hold no events."""
    notes: tuple[str, ...] = ()
    """What is to be known of it, and is no problem."""
    lacks: tuple[Lack, ...] = ()
    """Fields that a table in it does not tell."""
    was_kept: bool = False
    """Its events are from the index."""


class Hits(NamedTuple):
    """Of a scanned part, the indexes of the records that match."""

    number: int
    looked_at: int
    indexes: array[int]
    problems: tuple[Problem, ...]


class IndexTrouble(NamedTuple):
    """The index cannot be used, or not be added to: what there is to tell."""

    told: str


class TaskDone(NamedTuple):
    """The task is finished; the worker is free."""


Task = FindTask | ReadTask | IndexTask | ScanTask
Reply = FilesFound | Block | PartRead | Hits | IndexTrouble | TaskDone


def send(stream: RawIOBase, message: object) -> None:
    """Write one message. Raises OSError when the other side is gone."""
    data = pickle.dumps(message, protocol=5)
    view = memoryview(_LENGTH.pack(len(data)) + data)
    while view:
        view = view[stream.write(view) :]


def receive(stream: RawIOBase) -> object:
    """The next message from our own child or parent. Raises EOFError when there is no more."""
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    data = _exactly(stream, length)
    return pickle.loads(data)  # noqa: S301  (a pipe between a parent and its own child)


def _exactly(stream: RawIOBase, count: int) -> bytearray:
    data = bytearray(count)
    view = memoryview(data)
    filled = 0
    while filled < count:
        read = stream.readinto(view[filled:])
        if not read:
            raise EOFError
        filled += read
    return data
