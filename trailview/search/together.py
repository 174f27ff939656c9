"""What several legs of one read have done together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trailview.backends.base import Tally
from trailview.question.query import Window


def common(windows: Sequence[Window | None]) -> Window | None:
    """What lies in all of some windows; None where one of them is missing, or there is none."""
    if not windows or None in windows:
        return None
    since = max((w.since for w in windows if w and w.since is not None), default=None)
    until = min((w.until for w in windows if w and w.until is not None), default=None)
    return Window(since, until)


def total_of(tallies: Sequence[Tally]) -> Tally:
    """Tallies of several legs in one; what is not known of one is not known of all."""
    total = Tally(phase=" · ".join(dict.fromkeys(t.phase for t in tallies if t.phase)))
    for name in ("files", "skipped", "bytes", "records", "requests", "throttled"):
        total = replace(total, **{name: sum(getattr(tally, name) for tally in tallies)})
    for name in ("of_files", "of_bytes"):
        known = [getattr(tally, name) for tally in tallies]
        if known and None not in known:
            total = replace(total, **{name: sum(known)})
    costs = [tally.cost for tally in tallies if tally.cost is not None]
    return replace(total, cost=sum(costs) if costs else None)
