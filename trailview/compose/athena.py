"""Wires Athena: its table is found out with the first question, and known from then on."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from trailview.backends.base import Cancel
from trailview.compose.row import BackendRow
from trailview.compose.surroundings import first_region, title_of
from trailview.context import Context
from trailview.errors import FullScanError
from trailview.plans.plan import Plan
from trailview.question.query import Question
from trailview.search.source import Shard, Source

if TYPE_CHECKING:
    from trailview.backends.athena.listed import Newest
    from trailview.backends.athena.target import Target
    from trailview.compose.profile_way import ProfileWay


def source(row: BackendRow, context: Context, way: ProfileWay) -> Source:
    """Athena as one profile asks it, in one Region."""
    asker = _Asker(row, context, way)
    return Source(
        row.name,
        title_of(context),
        plan=asker.plan,
        shards=asker.shards,
        context=context,
        language=row.language,
        lacks=row.lacks,
        charges=row.charges,
        allow=asker.allow,
    )


class _Asker:
    """Plans and asks, with what has been found out so far. Safe from any thread."""

    def __init__(self, row: BackendRow, context: Context, way: ProfileWay) -> None:
        self._row = row
        self._context = context
        self._region = first_region(context)
        self._way = way
        self._target: Target | None = None
        self._allowed: set[Question] = set()
        self._newest: Newest = {}

    def plan(self, question: Question) -> Plan:
        """The plan as far as the table is known."""
        scope = self._row.scope(self._context, self._region, int(time.time()))
        target = self._target
        if target is None:
            return self._row.planner(question, scope)
        found = replace(
            scope, table=target.table, output=target.output, scan_limit=target.scan_limit
        )
        made = self._row.planner(question, found)
        return replace(made, notes=(*target.notes, *made.notes))

    def allow(self, question: Question) -> None:
        """Let this question read the whole table."""
        self._allowed.add(question)

    def shards(self, question: Question, cancel: Cancel) -> Sequence[Shard]:
        """The query to run. Raises FullScanError where that is not allowed, and TrailviewError."""
        from trailview.aws.calls import Cancelled
        from trailview.backends.athena.reader import AthenaBackend
        from trailview.plans.athena.statement import AthenaPlan, why_full_scan

        try:
            self._target = target = self._target or self._find(cancel)
        except Cancelled:
            return ()
        made = self.plan(question)
        assert isinstance(made, AthenaPlan), "the row's planner is Athena's"
        is_allowed = self._context.number("allow_full_scan") or question in self._allowed
        if made.full_scan and not is_allowed:
            raise FullScanError(
                "Whole table would be read",
                f"{why_full_scan(target.table)} {made.estimate}",
                "To ask all the same: --allow-full-scan",
            )
        minutes = self._context.number("athena_reuse")
        backend = AthenaBackend(self._way(), reuse_minutes=minutes, newest=self._newest)
        return [Shard(replace(made, place=self._region), backend)]

    def _find(self, cancel: Cancel) -> Target:
        from trailview.aws.asking import Caller, wait_for
        from trailview.backends.athena.target import WantedTable, find_target

        said = self._context.text
        wanted = WantedTable(said("athena_table"), said("athena_workgroup"), said("athena_output"))
        return wait_for(find_target(Caller(self._way(), self._region), wanted, cancel))
