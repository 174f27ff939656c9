"""How far the answer of a service reaches, in few words."""

from __future__ import annotations

from datetime import datetime, tzinfo

from trailview.events.text import counted
from trailview.search.progress import Progress, State


def clock(time: int, zone: tzinfo, now: int) -> str:
    """A time of day; with its date where that is not today's, and the year where it is another."""
    moment, today = (datetime.fromtimestamp(seconds, zone) for seconds in (time, now))
    if moment.date() == today.date():
        return f"{moment:%H:%M}"
    return f"{moment:%m-%d %H:%M}" if moment.year == today.year else f"{moment:%Y-%m-%d %H:%M}"


Part = tuple[int, str]
"""What there is to say; parts of the highest rank are left out first."""


def reach_parts(progress: Progress, zone: tzinfo, now: int) -> list[Part]:
    """How far back was read, what matched and what it took."""
    tally = progress.tally
    reach = _reach(progress, zone, now)
    parts = [(2, reach)] if reach else []
    parts += [(3, f"{region} too") for region in progress.added]
    if progress.state.is_over or tally.records or progress.plain is not None:
        parts.append((5, _found(progress)))
    if tally.kept:
        parts.append((5, f"{tally.kept:,} of them kept before"))
    if tally.waiting and not progress.state.is_over and tally.phase != reach:
        parts.append((2, tally.phase))
    if tally.throttled:
        parts.append((3, f"throttled {tally.throttled:,} ×"))
    if tally.bytes:
        cost = "" if tally.cost is None else f", {price(tally.cost)}"
        parts.append((3, f"{size(tally.bytes)} scanned{cost}"))
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
    if state.is_over:
        return f"read back to {back_to}" if back_to else ""
    return f"back to {back_to}" if back_to else progress.tally.phase


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
