"""An answer that is handed on: what stands above it."""

from __future__ import annotations

from trailview.events.text import counted
from trailview.events.times import iso
from trailview.search.export.heading import Heading
from trailview.search.progress import Progress
from trailview.settings.marks import Origin


def heading_of_answer(progress: Progress, origin: Origin, limit: int | None, now: int) -> Heading:
    """What stands above an answer of which `limit` events are written; `now` in seconds."""
    there = len(progress.rows)
    count = there if limit is None else min(limit, there)
    said = f"{count:,}" if count == there else f"{count:,} of {there:,} that were found"
    facts = (("events", said), ("written", iso(now)))
    return Heading(f"Timeline of {counted(count, 'event')}", facts, (origin,))
