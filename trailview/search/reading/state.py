"""How far a reading has come: frozen values, handed over whole."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

from trailview.backends.base import Passed, Problem, Tally
from trailview.backends.plain import PlainTable
from trailview.errors import TrailviewError
from trailview.frozen import Frozen
from trailview.question.query import Window
from trailview.store.extent import NOTHING, Extent

_NO_TALLY: Final = Tally()


class ShardState(Enum):
    """What the read of a shard is at, as it is shown."""

    WAITING = "waiting"
    """Nothing has come yet."""
    READING = "reading"
    DONE = "done"
    PAUSED = "paused"
    """Stopped before its end, or for want of credentials; it can go on."""
    FAILED = "failed"


class ShardProgress(Frozen):
    """How far the read of one shard has come: a profile in a Region, or all files."""

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


class ReadingState(Frozen, eq=False):
    """What a reading was at one moment; the defaults are those of one that has not begun."""

    number: int = 0
    """Tells the reading from all others: keys of rows are its own."""
    is_of_service: bool = False
    """Whether a service is asked, rather than files read."""
    tally: Tally = _NO_TALLY
    """What all shards have read together."""
    extent: Extent = NOTHING
    """The events that are loaded."""
    shards: tuple[ShardProgress, ...] = ()
    """How far each has come; none until it is known what they are."""
    problems: tuple[Problem, ...] = ()
    """What could not be read; of several shards, those that have failed are among it."""
    covered: Window | None = None
    """The part of the window that every shard has read whole; None where there is none."""
    reached: Window | None = None
    """The same, of the shards that have not failed."""
    clipped: bool = False
    """Whether some of the window is out of the backend's reach."""
    record_note: str = ""
    """What is to be known of each record; empty where all are as CloudTrail wrote them."""
    notes: tuple[str, ...] = ()
    """What to know about where is asked, and about what was read there."""
    ahead: str = ""
    """How long it takes, where that is worth to be told before it begins; else empty."""
    passed: tuple[Passed, ...] = ()
    """What was passed over because it holds no events, by kind."""
    lacks: Mapping[str, str] = {}
    """Fields that some of the source has no column for, and where that is."""
    choice: str = ""
    """How much of the source was left unread because it cannot hold what was asked for, and why."""
    plain: PlainTable | None = None
    """Rows of a raw question's answer that carry no whole record; None where there are none."""
    are_few: bool = False
    """Whether the answer came whole, and no table was made of what it was found among."""
    seconds: float = 0.0
    """How long it has been reading, waits included."""
    error: TrailviewError | None = None
    """What ended the read as a whole."""
    is_read: bool = False
    """Whether reading has ended, for whatever reason."""
    is_whole: bool = False
    """Whether all there is has been read."""

    @property
    def can_go_on(self) -> bool:
        """Whether it has ended without having read all."""
        return self.is_read and not self.is_whole
