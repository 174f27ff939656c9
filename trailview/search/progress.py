"""How far a search has come: one frozen value, handed over whole."""

from __future__ import annotations

from enum import Enum, auto

from trailview.backends.base import Problem, Tally
from trailview.backends.plain import PlainTable
from trailview.errors import CredentialsError, TrailviewError
from trailview.events.text import counted
from trailview.frozen import Frozen
from trailview.question.query import Question, Window
from trailview.search.last_event import CountedBack
from trailview.search.reading.state import ReadingState, ShardProgress
from trailview.store.rows import Rows


class State(Enum):
    """What a search is at."""

    READING = auto()
    """Events are still arriving."""
    SCANNING = auto()
    """All events are here; their raw records are being looked into."""
    DONE = auto()
    """All that was asked for is there."""
    CANCELLED = auto()
    """Stopped on request; what is there stays."""
    FAILED = auto()

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self in (State.DONE, State.CANCELLED, State.FAILED)


class Order(Frozen):
    """How rows are sorted; newest first unless asked otherwise."""

    column: str = "time"
    descending: bool = True


class Progress(Frozen, eq=False):
    """What a search has so far: its rows, and what it reads from was at."""

    question: Question
    rows: Rows
    """Matching events, in the order asked."""
    state: State
    reading: ReadingState
    error: TrailviewError | None = None
    """What ended the search, when it failed."""
    record_problems: tuple[Problem, ...] = ()
    """What could not be read again, when records were looked into."""
    scanned: int | None = None
    """How many candidates' raw records have been looked into, while scanning."""
    to_scan: int | None = None
    delivery: str = ""
    """What a service's answer cannot hold yet; empty where that does not matter."""
    counted: CountedBack | None = None
    """How its time was counted back from the last event; None where it was not."""

    @property
    def tally(self) -> Tally:
        """What has been read."""
        return self.reading.tally

    @property
    def loaded(self) -> int:
        """Distinct events in the store."""
        return self.reading.extent.events

    @property
    def duplicates(self) -> int:
        """Deliveries of events that were there already."""
        return self.reading.extent.duplicates

    @property
    def first(self) -> int | None:
        """Earliest event time loaded, in seconds since 1970."""
        return self.reading.extent.first

    @property
    def last(self) -> int | None:
        """Latest event time loaded."""
        return self.reading.extent.last

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that could not be read."""
        return self.reading.problems + self.record_problems

    @property
    def can_go_on(self) -> bool:
        """Whether reading stopped before all was read, and can go on from there."""
        return self.state.is_over and self.reading.can_go_on

    @property
    def is_empty(self) -> bool:
        """Whether it has ended without any row, and not because it failed."""
        is_over = self.state in (State.DONE, State.CANCELLED) and self.error is None
        return is_over and not len(self.rows) and self.plain is None

    def is_reordered(self, before: Progress) -> bool:
        """Whether it is an answer at its end that was there before, in another order."""
        is_same = self.question is before.question and self.reading is before.reading
        return is_same and self.state is before.state and self.state.is_over

    @property
    def origin(self) -> int:
        """The number of the reading that the rows' keys are of."""
        return self.reading.number

    @property
    def covered(self) -> Window | None:
        """The part of the window that has been read whole; None where that cannot be said.

        As long as it reads on, shards that have failed do not count.
        """
        return self.reading.covered if self.state.is_over else self.reading.reached

    @property
    def clipped(self) -> bool:
        """Whether some of the window is out of the backend's reach."""
        return self.reading.clipped

    @property
    def seconds(self) -> float:
        """How long it has been reading."""
        return self.reading.seconds

    @property
    def plain(self) -> PlainTable | None:
        """Rows of a raw question's answer that carry no whole record; None where there are none."""
        return self.reading.plain

    @property
    def record_note(self) -> str:
        """What is to be known of each record; empty where it is as CloudTrail wrote it."""
        return self.reading.record_note

    @property
    def is_of_service(self) -> bool:
        """Whether a service is asked, rather than files read."""
        return self.reading.is_of_service

    @property
    def shards(self) -> tuple[ShardProgress, ...]:
        """How far each shard has come; none until it is known what they are."""
        return self.reading.shards

    @property
    def notes(self) -> tuple[str, ...]:
        """What to know about where was asked."""
        of_time = self.counted.note if self.counted else ""
        ahead = "" if self.state.is_over else self.reading.ahead
        told = (self.reading.choice, self._stopped_early, self.delivery, of_time)
        return (*filter(None, (ahead,)), *self.reading.notes, *filter(None, told))

    @property
    def _stopped_early(self) -> str:
        """That files were left unread because they cannot hold what comes before the limit."""
        tally = self.tally
        is_enough = self.state is State.DONE and self.can_go_on and not self.is_of_service
        if not is_enough or tally.of_files is None or self.covered is None:
            return ""
        files = counted(tally.of_files, "file")
        return f"{tally.files:,} of {files} read: no other can hold a newer event"

    @property
    def passed_over(self) -> list[str]:
        """What was passed over, a line for each kind."""
        return [
            f"passed over: {counted(files, 'file')}, {kind}, such as {where}"
            if files > 1
            else f"passed over: {where}: {kind}"
            for kind, files, where in self.reading.passed
        ]

    @property
    def waits_for_credentials(self) -> bool:
        """Whether it failed for want of credentials: with new ones it goes on where it stopped."""
        return self.state is State.FAILED and isinstance(self.error, CredentialsError)

    @property
    def added(self) -> tuple[str, ...]:
        """Regions that are asked although they were not named."""
        return tuple(dict.fromkeys(shard.added for shard in self.shards if shard.added))

    @property
    def share(self) -> float | None:
        """How much of the window has been read, from 0 to 1; None where that cannot be said."""
        return share_of(self.question.window, self.covered)


def share_of(window: Window, covered: Window | None) -> float | None:
    """How much of a window has been read, newest first, if `covered` has been; from 0 to 1."""
    if covered is None or covered.since is None or window.since is None:
        return None
    until = window.until if window.until is not None else covered.until
    if until is None or until <= window.since:
        return None
    return min(1.0, max(0.0, (until - covered.since) / (until - window.since)))
