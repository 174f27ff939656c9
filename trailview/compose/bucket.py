"""Wires a trail's bucket: where its objects are, and what of them is kept, for how long."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

from trailview.backends.base import Cancel
from trailview.compose.backend_options import INFLATE_LIMIT, NO_CACHE, REQUESTER_PAYS
from trailview.compose.row import BackendRow
from trailview.compose.surroundings import first_region, own_region, title_of
from trailview.context import Context
from trailview.plans.plan import Brings, Plan, Scope
from trailview.plans.trail_files import part_of
from trailview.question.query import Question
from trailview.search.source import Shard, Source

if TYPE_CHECKING:
    from trailview.backends.bucket.backend import BucketBackend
    from trailview.backends.bucket.target import TrailBucket
    from trailview.compose.kept_objects import Keeping
    from trailview.compose.profile_way import ProfileWay

_KEPT: Final = 8
"""Readings whose workers may go on looking into records."""


def source(row: BackendRow, context: Context, way: ProfileWay) -> Source:
    """A bucket as one profile reads it.

    One reading serves all questions of the same time range, accounts and Regions; what it has
    got, others do not get again.
    """
    asker = _Asker(row, context, way)
    scope = asker.scope()
    return Source(
        row.name,
        ", ".join(scope.paths) or title_of(context),
        plan=asker.plan,
        shards=asker.shards,
        context=context,
        lacks=row.lacks,
        charged_by=row.charged_by,
        part=lambda question: part_of(question, scope.late),
        picking=asker.picking,
        close=asker.close,
    )


def outlook(row: BackendRow, context: Context, way: ProfileWay, question: Question, at: int) -> str:
    """How many requests a question takes at `at`, and what is here already; nobody is asked."""
    from trailview.compose.kept_objects import beyond_session
    from trailview.plans.bucket import BucketPlan

    if context.number(NO_CACHE.name):
        return ""
    region = own_region(context, way)
    made = row.planner(question, row.scope(context, region, at))
    assert isinstance(made, BucketPlan), "the row's planner is the bucket's"
    return beyond_session(way).ahead(made, region, at)


class _Asker:
    """Plans, and makes a backend for each reading. Safe from any thread."""

    def __init__(self, row: BackendRow, context: Context, way: ProfileWay) -> None:
        self._row = row
        self._context = context
        self._way = way
        self._region = first_region(context)
        self._known: dict[str, TrailBucket] = {}
        self._backends: deque[BucketBackend] = deque()

    def scope(self) -> Scope:
        """Where is asked."""
        return self._row.scope(self._context, self._region, int(time.time()))

    def plan(self, question: Question) -> Plan:
        """The plan, which asks nobody."""
        return self._row.planner(question, self.scope())

    def shards(self, question: Question, cancel: Cancel) -> Sequence[Shard]:
        """The one reading of a question."""
        del cancel
        return [Shard(self.plan(question), self._backend())]

    def picking(self, question: Question, brings: Brings) -> Shard | None:
        """The reading that brings only what may match; None where all is better read."""
        from trailview.plans.bucket import picking

        made = picking(question, brings, self.scope())
        return None if made is None else Shard(made, self._backend())

    def close(self) -> None:
        """Let go of processes, and of what was got."""
        for backend in self._backends:
            backend.close()
        if "_keeping" in self.__dict__:
            self._keeping.close(self._known)

    @cached_property
    def _keeping(self) -> Keeping:
        """Where objects are kept, lists, and where the trail delivers."""
        from trailview.compose.kept_objects import beyond_session, for_session

        if self._context.number(NO_CACHE.name):
            return for_session()
        keeping = beyond_session(self._way)
        self._known.update(keeping.known(self._region))
        return keeping

    def _backend(self) -> BucketBackend:
        from trailview.aws.asking import Caller
        from trailview.backends.bucket.backend import BucketBackend

        keeping = self._keeping
        made = BucketBackend(
            Caller(self._way(), self._region),
            keeping.shelf,
            self._known,
            pays=bool(self._context.number(REQUESTER_PAYS.name)),
            most=self._context.number(INFLATE_LIMIT.name),
            lists=keeping.lists,
            clock=time.time,
        )
        self._backends.append(made)
        if len(self._backends) > _KEPT:
            self._backends.popleft().close()
        return made
