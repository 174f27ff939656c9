"""Wires Athena: its table is found out with the first question, and known from then on."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from trailview.backends.base import Backend, Cancel
from trailview.backends.late import LateReader
from trailview.compose.backend_options import (
    ALLOW_FULL_SCAN,
    ATHENA_OUTPUT,
    ATHENA_REUSE,
    ATHENA_TABLE,
    ATHENA_WORKGROUP,
)
from trailview.compose.kept_tables import KeptTables
from trailview.compose.row import BackendRow
from trailview.compose.surroundings import first_region, title_of
from trailview.context import Context
from trailview.errors import FullScanError, PlanError, TrailviewError
from trailview.plans.plan import Plan, Scope
from trailview.question.query import Question
from trailview.search.source import Shard, Source

if TYPE_CHECKING:
    from trailview.backends.athena.listed import Newest
    from trailview.backends.athena.target import Target
    from trailview.compose.profile_way import ProfileWay
    from trailview.plans.athena.statement import AthenaPlan


def source(row: BackendRow, context: Context, way: ProfileWay) -> Source:
    """Athena as one profile asks it, in one Region."""
    asker = _Asker(row, context, way)
    return Source(
        row.name,
        title_of(context),
        plan=asker.plan,
        shards=asker.shards,
        unasked=asker.unasked,
        context=context,
        language=row.language,
        lacks=row.lacks,
        charged_by=row.charged_by,
        allow=asker.allow,
    )


def recalled(context: Context, way: ProfileWay, scope: Scope) -> Scope | None:
    """The scope with the table as the profile was told of it lately; None where it was not."""
    found = KeptTables(context, way).lately()
    return None if found is None else _of_target(scope, found)


def _of_target(scope: Scope, target: Target) -> Scope:
    return replace(scope, table=target.table, output=target.output, scan_limit=target.scan_limit)


class _Asker:
    """Plans and asks, with what has been found out so far. Safe from any thread."""

    def __init__(self, row: BackendRow, context: Context, way: ProfileWay) -> None:
        self._row = row
        self._context = context
        self._region = first_region(context)
        self._way = way
        self._kept = KeptTables(context, way)
        self._target: Target | None = None
        self._lately: Target | None = None
        """The table as it was told of in an earlier session."""
        self._reuse = context.number(ATHENA_REUSE.name)
        """Minutes."""
        self._allowed: set[Question] = set()
        self._newest: Newest = {}

    def plan(self, question: Question) -> Plan:
        """The plan as far as the table is known."""
        target = self._target or self._lately
        if target is not None:
            return self._planned(question, target)
        return self._row.planner(question, self._scope())

    def allow(self, question: Question) -> None:
        """Let this question read the whole table."""
        self._allowed.add(question)

    def shards(self, question: Question, cancel: Cancel) -> Sequence[Shard]:
        """The query to run. Raises FullScanError where that is not allowed, and TrailviewError."""
        made = None if self._target is not None else self._here(question)
        notes: tuple[str, ...] = ()
        if made is None:
            from trailview.aws.calls import Cancelled

            try:
                self._target = target = self._target or self._find(cancel)
            except Cancelled:
                return ()
            made = self._planned(question, target)
            notes = () if question.raw else (*target.not_kept, *self._not_kept(made))
        refusal = self._refusal(made)
        if refusal is not None and not self._kept.is_here(made):
            raise refusal
        return [self._shard(made, notes, refusal)]

    def unasked(self, question: Question) -> Sequence[Shard]:
        """What would be asked, where all of the answer is kept; else none. Nobody is asked."""
        made = self._here(question)
        return [] if made is None else [self._shard(made)]

    def _shard(
        self, made: AthenaPlan, notes: Sequence[str] = (), refusal: TrailviewError | None = None
    ) -> Shard:
        def reader() -> Backend:
            from trailview.backends.athena.reader import AthenaBackend

            return AthenaBackend(
                self._way(), reuse_minutes=self._reuse, newest=self._newest, refusal=refusal
            )

        return Shard(made, LateReader(self._row.name, reader), tuple(notes))

    def _here(self, question: Question) -> AthenaPlan | None:
        """The plan by what was told lately, where all of its answer is kept: nobody is asked."""
        self._lately = self._kept.lately()
        if self._lately is None:
            return None
        self._region = self._kept.region
        try:
            made = self._planned(question, self._lately)
        except PlanError:
            return None  # the table may be another by now
        return made if self._kept.is_here(made) else None

    def _scope(self) -> Scope:
        return self._row.scope(self._context, self._region, int(time.time()))

    def _planned(self, question: Question, target: Target) -> AthenaPlan:
        from trailview.plans.athena.statement import AthenaPlan

        made = self._row.planner(question, _of_target(self._scope(), target))
        assert isinstance(made, AthenaPlan), "the row's planner is Athena's"
        notes = (*target.notes, *made.notes)
        return replace(made, notes=notes, place=self._region, stale=60 * self._reuse)

    def _not_kept(self, made: AthenaPlan) -> Sequence[str]:
        """Why an answer is not kept, where that is told before it is asked."""
        from trailview.plans.athena.coverage import why_not_kept

        return [] if self._kept.is_off else [*filter(None, (why_not_kept(made),))]

    def _refusal(self, made: AthenaPlan) -> FullScanError | None:
        """Why a query is not run; None where it may be."""
        from trailview.plans.athena.statement import why_full_scan

        is_allowed = self._context.number(ALLOW_FULL_SCAN.name) or made.question in self._allowed
        if is_allowed or not made.full_scan or made.shape is None:
            return None
        return FullScanError(
            "Whole table would be read",
            f"{why_full_scan(made.shape)} {made.estimate}",
            "To ask all the same: --allow-full-scan",
        )

    def _find(self, cancel: Cancel) -> Target:
        from trailview.aws.asking import Caller, wait_for
        from trailview.backends.athena.identified import identified
        from trailview.backends.athena.target import WantedTable, find_target

        said, caller = self._context.text, Caller(self._way(), self._region)
        wanted = WantedTable(
            said(ATHENA_TABLE.name), said(ATHENA_WORKGROUP.name), said(ATHENA_OUTPUT.name)
        )
        found = wait_for(find_target(caller, wanted, cancel))
        self._region = caller.region
        if not self._kept.is_off:
            found = wait_for(identified(caller, found, cancel))
            self._kept.keep(self._region, found)
        return found
