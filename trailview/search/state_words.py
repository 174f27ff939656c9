"""What an answer is at, in one word, and how much longer that takes."""

from __future__ import annotations

from typing import Final

from trailview.backends.base import Tally
from trailview.search.progress import Progress, State
from trailview.search.reading.state import ShardProgress, ShardState

_GOING: Final = (ShardState.READING, ShardState.WAITING)
_SURE: Final = 0.02
"""The share that is done from which a time for the rest can be told."""
_AT_ONCE: Final = 1.0
"""Seconds of reading from which a pace, and a time for the rest, can be told."""


def state_word(progress: Progress) -> str:
    """`reading`, `searching`, `throttled`, `paused`, `stopped`, `failed`, `incomplete` or `done`.

    It searches where all is read, and what was read is looked into still.
    """
    state = progress.state
    if state is State.FAILED:
        return "paused" if progress.waits_for_credentials else "failed"
    if state is State.CANCELLED:
        return "stopped"
    if state is State.DONE:
        is_whole = not (progress.problems or progress.clipped or progress.can_go_on)
        return "done" if is_whole else "incomplete"
    if _is_throttled(progress):
        return "throttled"
    return "searching" if _searches(progress) else "reading"


def shard_word(shard: ShardProgress) -> str:
    """What one part is at: its state, or `throttled` while that is why nothing comes."""
    is_held = shard.state in _GOING and shard.tally.is_throttled
    return "throttled" if is_held else shard.state.value


def _is_throttled(progress: Progress) -> bool:
    """Whether nothing is read for now, as every part that is not over is refused."""
    going = [s for s in progress.shards if s.state in _GOING]
    return all(s.tally.is_throttled for s in going) if going else progress.tally.is_throttled


def _searches(progress: Progress) -> bool:
    is_read = not progress.is_of_service and _of_files(progress.tally) == 1
    return progress.state is State.SCANNING or is_read


def share_done(progress: Progress) -> float | None:
    """How much of what goes on now is done, from 0 to 1; None where that cannot be said.

    Of a service it is the share of the window, of files that of their bytes.
    """
    if progress.state is State.SCANNING:
        scanned, to_scan = progress.scanned, progress.to_scan
        return (scanned or 0) / to_scan if to_scan else None
    if progress.is_of_service:
        return progress.share
    return None if _searches(progress) else _of_files(progress.tally)


def _of_files(tally: Tally) -> float | None:
    if tally.of_files and tally.files >= tally.of_files:
        return 1.0
    if tally.of_bytes:
        return min(1.0, tally.bytes / tally.of_bytes)
    return tally.files / tally.of_files if tally.of_files else None


def seconds_left(progress: Progress) -> int | None:
    """How much longer reading takes, if it goes on as it went; None where that cannot be said."""
    if progress.state is not State.READING or _searches(progress):
        return None
    return left_of(share_done(progress), progress.seconds)


def left_of(share: float | None, seconds: float) -> int | None:
    """How long the rest takes, if a share took so many seconds; None where that is not sure."""
    if share is None or share <= _SURE or seconds < _AT_ONCE:
        return None
    return round(seconds * (1 - share) / share)


def pace(progress: Progress) -> str:
    """How fast it is read: calls to a service, or events of files; empty where it is not."""
    if progress.state is not State.READING or progress.seconds <= _AT_ONCE:
        return ""
    tally, seconds = progress.tally, progress.seconds
    if progress.is_of_service:
        return f"{tally.requests / seconds:.1f} req/s" if tally.requests else ""
    return f"{tally.records / seconds:,.0f} events/s" if tally.records else ""
