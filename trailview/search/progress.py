"""How far a search has come: one frozen value, handed over whole."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from trailview.backends.base import Passed, Problem, Tally
from trailview.backends.plain import PlainTable
from trailview.errors import CredentialsError, TrailviewError
from trailview.events.text import counted
from trailview.question.query import Question, Window
from trailview.store.rows import Rows


class State(Enum):
    READING = auto()
    """Events are still arriving."""
    SCANNING = auto()
    """All events are here; their raw records are being looked into."""
    DONE = auto()
    CANCELLED = auto()
    """Stopped on request; what is there stays."""
    FAILED = auto()

    @property
    def is_over(self) -> bool:
        return self in (State.DONE, State.CANCELLED, State.FAILED)


class ShardState(Enum):
    """What a part of a search is at, as it is shown."""

    WAITING = "waiting"
    """Nothing has come yet."""
    READING = "reading"
    DONE = "done"
    PAUSED = "paused"
    """Stopped before its end, or for want of credentials; it can go on."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ShardProgress:
    """How far one part of a search has come: a profile in a Region, or all files."""

    place: str
    """Empty where that goes without saying."""
    state: ShardState
    tally: Tally
    covered: Window | None = None
    """The part of the window that has been read whole; None where that cannot be said."""
    error: TrailviewError | None = None
    """Why it has failed, or waits."""
    added: str = ""
    """The Region, where it is asked although it was not named."""


@dataclass(frozen=True, slots=True)
class Order:
    """How rows are sorted; newest first unless asked otherwise."""

    column: str = "time"
    descending: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Progress:
    """What a search has so far."""

    question: Question
    rows: Rows
    """Matching events, in the order asked."""
    state: State
    tally: Tally
    loaded: int = 0
    """Distinct events in the store."""
    duplicates: int = 0
    """Deliveries of events that were there already."""
    problems: tuple[Problem, ...] = ()
    error: TrailviewError | None = None
    """What ended the search, when it failed."""
    first: int | None = None
    """Earliest event time loaded, in seconds since 1970."""
    last: int | None = None
    """Latest event time loaded."""
    scanned: int | None = None
    """How many candidates' raw records have been looked into, while scanning."""
    to_scan: int | None = None
    can_go_on: bool = False
    """Whether reading stopped before all was read, and can go on from there."""
    origin: int = 0
    """The number of the reading that the rows' keys are of."""
    covered: Window | None = None
    """The part of the window that has been read whole; None where that cannot be said.

    As long as it reads on, shards that have failed do not count.
    """
    clipped: bool = False
    """Whether some of the window is out of the backend's reach."""
    seconds: float = 0.0
    """How long it has been reading."""
    plain: PlainTable | None = None
    """Rows of a raw question's answer that carry no whole record; None where there are none."""
    record_note: str = ""
    """What is to be known of each record; empty where it is as CloudTrail wrote it."""
    is_of_service: bool = False
    """Whether a service is asked, rather than files read."""
    shards: tuple[ShardProgress, ...] = ()
    """Its parts; none until it is known what they are."""
    notes: tuple[str, ...] = ()
    """What to know about where was asked."""
    passed: tuple[Passed, ...] = ()
    """What was passed over because it holds no events, by kind."""

    @property
    def passed_over(self) -> list[str]:
        """What was passed over, a line for each kind."""
        return [
            f"passed over: {counted(files, 'file')}, {kind}, such as {where}"
            if files > 1
            else f"passed over: {where}: {kind}"
            for kind, files, where in self.passed
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
