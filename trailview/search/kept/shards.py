"""Shards whose answers are kept: each asks what is kept first."""

from __future__ import annotations

from collections.abc import Sequence

from trailview.plans.coverage import Coverage
from trailview.plans.gaps import outlook, takes_long
from trailview.search.kept.ahead import ahead_of_plan
from trailview.search.kept.backend import KeptBackend
from trailview.search.kept.owner import Owner
from trailview.search.source import Shard
from trailview.store.disk.kept import DiskStore


def kept_shards(
    shards: Sequence[Shard], coverage: Coverage, store: DiskStore, owner: Owner
) -> Sequence[Shard]:
    """The same shards over what is kept in `store`; `owner` tells whose account they ask.

    They say how long they take together, where that is long.
    """
    told = [ahead_of_plan(shard.plan, coverage, store, owner) for shard in shards]
    parts = [part for part in told if part is not None]
    ahead = outlook(parts) if takes_long(parts) else ""
    return [
        shard._replace(
            backend=KeptBackend(shard.backend, coverage, store, owner),
            ahead=ahead,
            is_here=part is not None and not part.missing,
        )
        for shard, part in zip(shards, told, strict=True)
    ]
