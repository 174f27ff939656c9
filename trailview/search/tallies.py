"""What several legs have read together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trailview.backends.base import Tally


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
