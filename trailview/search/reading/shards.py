"""The shards of a reading: read side by side, each in a thread of its own.

What a shard's thread writes about it, it writes holding the reading's lock.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from itertools import count
from typing import Final

from trailview.backends.base import Batch, Cancel, Problem, Tally, total_of
from trailview.errors import CredentialsError, TrailviewError
from trailview.question.query import Window
from trailview.search.reading.beside import Beside
from trailview.search.reading.state import ShardProgress, ShardState
from trailview.search.reading.turn import Turn
from trailview.search.source import Shard

_SOURCES: Final = 1 << 16
"""More decoders than one stretch of a shard ever has."""


class ShardRead:
    """How far the read of one shard has come."""

    def __init__(self, shard: Shard, before: ShardRead | None = None) -> None:
        """Where a stretch came `before`, it goes on from there."""
        self.shard = shard
        self.tally: Tally = Tally() if before is None else before.tally
        self.covered: Window | None = None
        self.resume: object | None = None if before is None else before.resume
        self.error: TrailviewError | None = None if before is None else before.error
        self.is_over = False
        """Whether it has read all there is."""

    @property
    def back_to(self) -> float:
        """The time down to which it has read whole, in seconds since 1970; infinite for none."""
        if self.covered is None:
            return math.inf
        return -math.inf if self.covered.since is None else self.covered.since

    def progress(self, *, is_ended: bool) -> ShardProgress:
        """How far it has come; `is_ended` says that nothing of it is being read."""
        shard = self.shard
        state = self._state(is_ended=is_ended)
        return ShardProgress(
            shard.plan.place, state, self.tally, self.covered, self.error, shard.added
        )

    def problems(self) -> tuple[Problem, ...]:
        """That it has failed, while others may answer; empty where it has not."""
        if self.error is None:
            return ()
        return (Problem(self.shard.plan.place, self.error.title, self.error.message),)

    @property
    def beyond(self) -> tuple[str, ...]:
        """Which part of what is asked is out of the backend's reach."""
        plan = self.shard.plan
        return plan.beyond or (("Some of the time range is out of reach.",) if plan.clipped else ())

    def is_told_by(self, batch: Batch) -> bool:
        """Whether a batch only tells of a page that has not come yet."""
        return batch.block is None and batch.plain is None and batch.tally.files == self.tally.files

    def _state(self, *, is_ended: bool) -> ShardState:
        if isinstance(self.error, CredentialsError):
            return ShardState.PAUSED
        if self.error is not None:
            return ShardState.FAILED
        if self.is_over:
            return ShardState.DONE
        if is_ended:
            return ShardState.PAUSED
        return ShardState.WAITING if self.tally == Tally() else ShardState.READING


class Shards:
    """All shards of one reading, and what they come to together."""

    def __init__(self, changes: threading.Condition, take: Callable[[Batch, Cancel], None]) -> None:
        """`changes` is the reading's lock. `take` is given each batch, in its shard's thread."""
        self.steps = 0
        """How many batches have come, and shards ended."""
        self.seconds = 0.0
        """How long has been read, waits included."""
        self._changes = changes
        self._take = take
        self._reads: tuple[ShardRead, ...] = ()
        self._problems: dict[Problem, None] = {}
        """Each once: what holds of a service is told by each of its shards."""
        self.beside = Beside()
        """What is told beside events and problems."""
        self._sources = count()

    def set(self, shards: Sequence[Shard]) -> None:
        """What there is to read: it has been found out. What was read before goes on from there."""
        with self._changes:
            before = self._reads or (None,) * len(shards)
            self._reads = tuple(
                ShardRead(shard, read) for shard, read in zip(shards, before, strict=True)
            )

    @property
    def are_known(self) -> bool:
        """Whether it has been found out what there is to read."""
        return bool(self._reads)

    @property
    def are_over(self) -> bool:
        """Whether all there is has been read."""
        return self.are_known and all(read.is_over for read in self._reads)

    @property
    def tally(self) -> Tally:
        """What all have read together."""
        tallies = [read.tally for read in self._reads]
        return tallies[0] if len(tallies) == 1 else total_of(tallies)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read; of several shards, those that have failed are among it."""
        failed = self._reads if len(self._reads) > 1 else ()
        return (*self._problems, *(problem for read in failed for problem in read.problems()))

    @property
    def covered(self) -> Window | None:
        """The part of the window that each has read whole; None where there is none."""
        return common([read.covered for read in self._reads])

    @property
    def reached(self) -> Window | None:
        """The same, of those that have not failed."""
        return common([read.covered for read in self._reads if read.error is None])

    @property
    def are_clipped(self) -> bool:
        """Whether some of the window is out of the backend's reach."""
        return any(read.shard.plan.clipped for read in self._reads)

    @property
    def record_note(self) -> str:
        """What is to be known of each record; empty where all are as CloudTrail wrote them."""
        return " ".join(dict.fromkeys(read.shard.plan.record_note for read in self._reads)).strip()

    @property
    def notes(self) -> tuple[str, ...]:
        """What to know about where is asked."""
        told = [note for read in self._reads for note in (*read.shard.notes, *read.beyond)]
        return tuple(dict.fromkeys(told))

    @property
    def ahead(self) -> str:
        """How long it takes, where that is worth to be told before it begins; else empty."""
        return " ".join(dict.fromkeys(read.shard.ahead for read in self._reads if read.shard.ahead))

    def progress(self, *, is_ended: bool) -> tuple[ShardProgress, ...]:
        """How far each has come; `is_ended` says that nothing is being read."""
        return tuple(read.progress(is_ended=is_ended) for read in self._reads)

    def read(self, turn: Turn) -> TrailviewError | None:
        """Read what is not over, side by side, until all has ended.

        What ended them all, or what a login will mend; None where some may answer.
        """
        left = [read for read in self._reads if not read.is_over]
        with self._changes:
            for read in left:
                read.error = None
        if len(left) == 1:
            self._read_one(left[0], turn)
        else:
            threads = [threading.Thread(target=self._read_one, args=(read, turn)) for read in left]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        errors = [read.error for read in left if read.error is not None]
        for error in errors:
            if isinstance(error, CredentialsError):
                return error  # it can be mended, and the shards then go on
        return errors[0] if errors and len(errors) == len(self._reads) else None

    def _read_one(self, read: ShardRead, turn: Turn) -> None:
        """Read one shard to its end, or until it fails or is cancelled."""
        error: TrailviewError | None = None
        is_over = False
        with self._changes:
            origin = next(self._sources) * _SOURCES
        try:
            if self._is_wanted(read, turn):
                for batch in read.shard.backend.read(read.shard.plan, turn.cancel, read.resume):
                    is_on_its_way = read.is_told_by(batch)
                    self._taken(read, batch, origin, turn)
                    # A page that has been asked for is not given up.
                    if not (is_on_its_way or self._is_wanted(read, turn)):
                        break
            is_over = not turn.is_ending
        except TrailviewError as failure:
            error = failure
        except Exception as failure:  # noqa: BLE001  (a thread's last resort: tell, do not vanish)
            error = unexpected(failure)
        with self._changes:
            read.error, read.is_over = error, is_over
            self.steps += 1  # without this one, what the others have read may be enough
            self._changes.notify_all()

    def _taken(self, read: ShardRead, batch: Batch, origin: int, turn: Turn) -> None:
        """Hand a batch on, and note what is known after it."""
        if batch.block is not None:
            batch.block.source += origin
        self._take(batch, turn.cancel)
        with self._changes:
            read.tally, read.covered, read.resume = batch.tally, batch.covered, batch.resume
            self._problems.update(dict.fromkeys(batch.problems))
            self.beside.add(batch)
            self.seconds = turn.seconds
            self.steps += 1
            self._changes.notify_all()

    def _is_wanted(self, read: ShardRead, turn: Turn) -> bool:
        """Whether the shard's next batch is wanted; where reading is stepwise, waits for that."""
        with self._changes:
            self._changes.wait_for(
                lambda: (
                    turn.looked_at is None
                    or turn.is_ending
                    or (turn.looked_at >= self.steps and self._is_behind(read))
                )
            )
        return not turn.has_enough

    def _is_behind(self, read: ShardRead) -> bool:
        """Whether no other shard that still reads is further from the end than this one."""
        reading = [other for other in self._reads if not other.is_over and other.error is None]
        return all(other.back_to <= read.back_to for other in reading)


def common(windows: Sequence[Window | None]) -> Window | None:
    """What lies in all of some windows; None where one of them is missing, or there is none."""
    if not windows or None in windows:
        return None
    since = max((w.since for w in windows if w and w.since is not None), default=None)
    until = min((w.until for w in windows if w and w.until is not None), default=None)
    return Window(since, until)


def unexpected(error: Exception) -> TrailviewError:
    """The error for what should not have happened in a reading thread."""
    return TrailviewError(
        "Reading failed", f"{type(error).__name__}: {error}", "What was read is kept."
    )
