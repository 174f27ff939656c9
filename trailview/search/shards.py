"""The shards of a read: how far each has come, and what they come to together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from trailview.backends.base import Problem, Tally
from trailview.errors import CredentialsError, TrailviewError
from trailview.question.query import Window
from trailview.search.progress import ShardProgress, ShardState
from trailview.search.source import Shard


@dataclass(slots=True, eq=False)
class Run:
    """How far one shard has come."""

    shard: Shard
    tally: Tally = field(default_factory=Tally)
    covered: Window | None = None
    resume: object | None = None
    error: TrailviewError | None = None
    is_over: bool = False
    """Whether it has read all there is."""

    @property
    def back_to(self) -> float:
        """The time down to which it has read whole."""
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


def common(windows: Sequence[Window | None]) -> Window | None:
    """What lies in all of some windows; None where one of them is missing, or there is none."""
    if not windows or None in windows:
        return None
    since = max((w.since for w in windows if w and w.since is not None), default=None)
    until = min((w.until for w in windows if w and w.until is not None), default=None)
    return Window(since, until)


def problem_of(run: Run) -> Problem:
    """A shard that has failed while others may answer."""
    assert run.error is not None
    return Problem(run.shard.plan.place, run.error.title, run.error.message)


def unexpected(error: Exception) -> TrailviewError:
    """The error for what should not have happened in a reading thread."""
    return TrailviewError(
        "Reading failed", f"{type(error).__name__}: {error}", "What was read is kept."
    )
