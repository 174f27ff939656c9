"""How far the answer of a service reaches, in few words."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Final

from trailview.events.text import counted
from trailview.search.progress import Progress, State

_SURE: Final = 0.02
"""The share of the window from which a time for the rest can be told."""


def clock(time: int, zone: tzinfo, now: int) -> str:
    """A time of day; with its date where that is not today's, and the year where it is another."""
    moment, today = (datetime.fromtimestamp(seconds, zone) for seconds in (time, now))
    if moment.date() == today.date():
        return f"{moment:%H:%M}"
    return f"{moment:%m-%d %H:%M}" if moment.year == today.year else f"{moment:%Y-%m-%d %H:%M}"


def reach_parts(progress: Progress, zone: tzinfo, now: int) -> list[tuple[int, str]]:
    """How far back was read, what matched, what it took and what it still takes."""
    tally = progress.tally
    parts = [(0, _reach(progress, zone, now))]
    parts += [(1, f"{region} too") for region in progress.added]
    if progress.waits_for_credentials:
        parts.append((2, "needs credentials"))
    parts.append((0, _found(progress)))
    if tally.kept:
        parts.append((1, f"{tally.kept:,} of them kept before"))
    if tally.waiting and not progress.state.is_over and tally.phase != parts[0][1]:
        parts.append((0, tally.phase))
    share = progress.share
    if share is not None and not progress.state.is_over:
        parts.append((2, f"{share:.0%} of the window"))
    if tally.throttled:
        parts.append((2, f"throttled {tally.throttled:,} ×"))
    if tally.bytes:
        cost = "" if tally.cost is None else f", {price(tally.cost)}"
        parts.append((2, f"{size(tally.bytes)} scanned{cost}"))
    if tally.requests and progress.seconds > 1 and not progress.state.is_over:
        parts.append((4, f"{tally.requests / progress.seconds:.1f} req/s"))
    if share is not None and share > _SURE and progress.state is State.READING:
        parts.append((3, f"ETA {duration(round(progress.seconds * (1 - share) / share))}"))
    return parts


def duration(seconds: int) -> str:
    """A span of time as a clock shows it: `0:10`, `1:05:00`."""
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _found(progress: Progress) -> str:
    if not progress.question.raw:
        return f"{len(progress.rows):,} match of {progress.tally.records:,} read"
    events = counted(len(progress.rows), "event")
    if progress.plain is None:
        return events
    rows = counted(len(progress.plain), "row")
    return f"{events}, {rows} without a record" if len(progress.rows) else rows


def _reach(progress: Progress, zone: tzinfo, now: int) -> str:
    covered, state = progress.covered, progress.state
    back_to = "" if covered is None or covered.since is None else clock(covered.since, zone, now)
    if state is State.DONE:
        if progress.clipped:
            return f"read back to {back_to}, as far as it goes" if back_to else "read, but clipped"
        if progress.can_go_on:
            return f"read back to {back_to}" if back_to else "read in part"
        return "window read"
    if state is State.CANCELLED:
        return f"stopped at {back_to}" if back_to else "stopped"
    if state is State.FAILED:
        how = "paused" if progress.waits_for_credentials else "failed"
        return f"{how} at {back_to}" if back_to else how
    if back_to:
        return f"scanned back to {back_to}"
    return progress.tally.phase or "asking"


def size(count: int) -> str:
    """Bytes in the unit that says them shortest: `12.3 MB`."""
    value, unit = float(count), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if value < 1000 or unit == "TB":
            break
        value /= 1000
    return f"{count} B" if unit == "B" else f"{value:.1f} {unit}"


def price(dollars: float) -> str:
    """US dollars, with as many digits as there is something to see in."""
    if dollars >= 0.01 or dollars == 0:
        return f"${dollars:.2f}"
    return "under $0.01"
