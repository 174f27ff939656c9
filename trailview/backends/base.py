"""The one contract of all backends: a plan goes in, batches of events come out."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from trailview.events.block import Block
from trailview.events.record import Delivery


class Cancel:
    """A request to stop, given into the I/O and looked at between steps of it."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        self._event.set()

    @property
    def is_set(self) -> bool:
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Sleep, but no longer than until cancelled. True when cancelled."""
        return self._event.wait(seconds)


@dataclass(frozen=True, slots=True)
class Problem:
    """A place that could not be read as it should have been, and why."""

    where: str
    """The file (or service call)."""
    position: str
    """Where in it: a line, a byte offset, a record's number; may be empty."""
    reason: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.where, self.position, self.reason) if part)


@dataclass(frozen=True, slots=True)
class Tally:
    """How far a read has come. Counts only grow from one batch to the next."""

    files: int = 0
    """Files (or pages) read."""
    of_files: int | None = None
    """How many there are; None while that is not known."""
    skipped: int = 0
    """Files passed over because they are digests or no CloudTrail."""
    bytes: int = 0
    """Bytes read, as stored."""
    of_bytes: int | None = None
    records: int = 0
    """Records read, duplicates and non-matching ones included."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Events that arrived together, and what is known after them."""

    tally: Tally
    block: Block | None = None
    problems: tuple[Problem, ...] = field(default=())


class Backend(Protocol):
    """Where events come from."""

    name: str

    def read(self, cancel: Cancel) -> Iterator[Batch]:
        """Batches until all is read, or until cancelled; then it just ends.

        Raises TrailviewError for what stops the read as a whole.
        """
        ...

    def fetch(self, part: int, index: int) -> Delivery:
        """One record again, from where a block said it is. Raises SourceError."""
        ...
