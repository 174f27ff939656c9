"""A source whose answers are kept: each of its shards asks what is kept first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trailview.backends.base import Cancel
from trailview.plans.coverage import Coverage
from trailview.plans.gaps import outlook, takes_long
from trailview.question.query import Question
from trailview.search.kept.backend import KeptBackend
from trailview.search.kept.owner import Owner
from trailview.search.source import Shard, Source
from trailview.store.disk.kept import DiskStore


def keeping(source: Source, coverage: Coverage, store: DiskStore, owner: Owner) -> Source:
    """The same source, over what is kept in `store`; `owner` tells whose account it asks."""

    def shards(question: Question, cancel: Cancel) -> Sequence[Shard]:
        made = source.shards(question, cancel)
        kept = [KeptBackend(shard.backend, coverage, store, owner) for shard in made]
        told = [one.ahead(shard.plan) for one, shard in zip(kept, made, strict=True)]
        parts = [part for part in told if part is not None]
        ahead = outlook(parts) if takes_long(parts) else ""
        return [
            shard._replace(backend=one, ahead=ahead) for one, shard in zip(kept, made, strict=True)
        ]

    return replace(source, shards=shards)
