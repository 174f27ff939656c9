"""The one contract of all backends: a plan goes in, batches of events come out."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from trailview.backends.plain import PlainTable
from trailview.events.record import Delivery, TimedDelivery
from trailview.frozen import Frozen, replace
from trailview.plans.plan import Plan
from trailview.question.query import Window
from trailview.question.terms import Clause

if TYPE_CHECKING:
    from trailview.events.block import Block


class Cancel:
    """A request to stop, given into the I/O and looked at between steps of it."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        """Request it; from any thread."""
        self._event.set()

    @property
    def is_set(self) -> bool:
        """Whether it has been requested."""
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Sleep, but no longer than until cancelled. True when cancelled."""
        return self._event.wait(seconds)


class Problem(Frozen):
    """A place that could not be read as it should have been, and why."""

    where: str
    """The file (or service call)."""
    position: str
    """Where in it: a line, a byte offset, a record's number; may be empty."""
    reason: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.where, self.position, self.reason) if part)


class Lack(NamedTuple):
    """A field of which a table says nothing: no question about it finds an event there."""

    field: str
    where: str


class Passed(NamedTuple):
    """Files of one kind that were passed over, as they hold no events."""

    kind: str
    """What they are or look like, in few words."""
    files: int
    where: str
    """One of them."""


class Tally(Frozen):
    """How far a read has come. Counts only grow, but for that of what is left unread."""

    files: int = 0
    """Files (or pages) read."""
    of_files: int | None = None
    """How many there are; None while that is not known."""
    skipped: int = 0
    """Files passed over because they are digests or no CloudTrail."""
    unopened: int = 0
    """Files that cannot hold what was asked for, as their names tell, and were left unread."""
    bytes: int = 0
    """Bytes read, as stored; of a service, the bytes that it says it has scanned."""
    of_bytes: int | None = None
    records: int = 0
    """Records read, duplicates and non-matching ones included."""
    kept: int = 0
    """Those of them that an earlier read has kept on this machine."""
    requests: int = 0
    """Calls made to a service."""
    throttled: int = 0
    """Calls that the service refused because there were too many, and that were made again."""
    waiting: float = 0.0
    """Seconds for which the service has not answered, or has refused to; 0 while all is well."""
    is_throttled: bool = False
    """Whether it waits because the service has refused that many calls."""
    phase: str = ""
    """What the service says it is doing: queued, running; empty where it says nothing."""
    cost: float | None = None
    """US dollars that the service charges for what was read so far; None where it is free."""


def total_of(tallies: Sequence[Tally]) -> Tally:
    """Tallies of several shards in one; what is not known of one is not known of all."""
    total = Tally(phase=" · ".join(dict.fromkeys(t.phase for t in tallies if t.phase)))
    counts = ("files", "skipped", "unopened", "bytes", "records", "kept", "requests", "throttled")
    for name in counts:
        total = replace(total, **{name: sum(getattr(tally, name) for tally in tallies)})
    for name in ("of_files", "of_bytes"):
        known = [getattr(tally, name) for tally in tallies]
        if known and None not in known:
            total = replace(total, **{name: sum(known)})
    total = replace(total, waiting=max((tally.waiting for tally in tallies), default=0.0))
    total = replace(total, is_throttled=any(tally.is_throttled for tally in tallies))
    costs = [tally.cost for tally in tallies if tally.cost is not None]
    return replace(total, cost=sum(costs) if costs else None)


class FewFound(NamedTuple):
    """The answer to a question, where all that it was found among is so few that it is here whole.

    No table is made of it: it has been looked into record by record.
    """

    events: Sequence[TimedDelivery]
    """Those that match; an event may be delivered more than once."""
    first: int | None
    """The earliest time of all that were looked into, in seconds since 1970; None of none."""
    last: int | None
    """The latest."""
    are_lines: bool = False
    """Whether each record is known to be one line of valid JSON."""


class Batch(Frozen):
    """Events that arrived together, and what is known after them."""

    tally: Tally
    block: Block | None = None
    problems: tuple[Problem, ...] = ()
    covered: Window | None = None
    """The part of the window that has been read whole; None where that cannot be said yet."""
    resume: object | None = None
    """Given to `read` with the same plan, goes on behind this batch; None where it cannot."""
    plain: PlainTable | None = None
    """Rows that carry no whole record, which a raw question may have for an answer."""
    passed: tuple[Passed, ...] = ()
    """What was passed over since the last batch."""
    notes: tuple[str, ...] = ()
    """What is to be known of what was read, and is no problem."""
    lacks: tuple[Lack, ...] = ()
    """Fields that what was read cannot answer."""
    few: FewFound | None = None
    """The whole answer, in place of blocks."""
    choice: str = ""
    """Which of the source was left unread because it cannot hold what was asked for, and why; what
    was asked for so far, where that is charged for."""


class RecordPlaces(NamedTuple):
    """Where some records are: a part of the source, and which of its records."""

    part: int
    indexes: array[int]


class Scanned(NamedTuple):
    """Which of a part's records match, among those looked at."""

    part: int
    indexes: array[int]
    looked_at: int
    problems: tuple[Problem, ...] = ()


class Backend(Protocol):
    """Where events come from."""

    name: str

    def read(self, plan: Plan, cancel: Cancel, resume: object | None = None) -> Iterator[Batch]:
        """Batches until all is read, or until cancelled; then it just ends.

        `resume` is that of an earlier read's last batch: what came up to it is
        not read again. Raises TrailviewError for what stops the read as a whole.
        """
        ...

    def records(self, part: int, indexes: Sequence[int]) -> list[Delivery]:
        """Some records again, from where a block said they are. Raises SourceError."""
        ...

    def scan(
        self, places: Sequence[RecordPlaces], terms: tuple[Clause, ...], cancel: Cancel
    ) -> Iterator[Scanned]:
        """Look into records for terms that only the record can answer; part by part."""
        ...

    def close(self) -> None:
        """Let go of processes and files. It can still be used again."""
        ...
