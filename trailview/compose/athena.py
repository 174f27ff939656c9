"""Wires Athena: its table is found out with the first question, and known from then on."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from trailview.backends.base import Cancel
from trailview.errors import FullScanError
from trailview.plans.plan import Scope
from trailview.question.query import Question
from trailview.search.source import Shard, Source

if TYPE_CHECKING:
    from trailview.aws.credentials.sessions import Access
    from trailview.backends.athena.target import Target
    from trailview.plans.athena.statement import AthenaPlan


class AthenaWishes(NamedTuple):
    """What the command line says about Athena."""

    table: str = ""
    """`DATABASE.TABLE`; empty for the best that there is."""
    workgroup: str = ""
    """Empty for the primary one."""
    output: str = ""
    """`s3://BUCKET/PREFIX/`; empty where the workgroup says it."""
    allows_full_scan: bool = False
    """Whether a question may read the whole table."""
    reuse_minutes: int = 0
    """How old a result of the same query may be that is taken for its own; 0 for none."""


def athena_scope(wishes: AthenaWishes, profile: str, region: str) -> Scope:
    """What planning knows before anybody was asked."""
    from trailview.backends.athena.target import split_name
    from trailview.plans.athena.documented import assumed_table

    return Scope(
        now=int(time.time()),
        profile=profile,
        region=region,
        table=assumed_table(*split_name(wishes.table)) if wishes.table else assumed_table(),
        workgroup=wishes.workgroup,
        output=wishes.output,
    )


def athena_source(title: str, region: str, wishes: AthenaWishes, access: Access) -> Source:
    """Athena as one of a session's sources, asked in one region."""
    asker = _Asker(region, wishes, access)
    return Source("athena", title, plan=asker.plan, shards=asker.shards, allow=asker.allow)


class _Asker:
    """Plans and asks, with what has been found out so far. Safe from any thread."""

    def __init__(self, region: str, wishes: AthenaWishes, access: Access) -> None:
        self._region = region
        self._wishes = wishes
        self._access = access
        self._target: Target | None = None
        self._allowed: set[Question] = set()

    def plan(self, question: Question) -> AthenaPlan:
        """The plan as far as the table is known."""
        from trailview.plans.athena.statement import plan

        scope, target = athena_scope(self._wishes, self._access.profile, self._region), self._target
        if target is None:
            return plan(question, scope)
        made = plan(
            question,
            replace(scope, table=target.table, output=target.output, scan_limit=target.scan_limit),
        )
        return replace(made, notes=(*target.notes, *made.notes))

    def allow(self, question: Question) -> None:
        """Let this question read the whole table."""
        self._allowed.add(question)

    def shards(self, question: Question, cancel: Cancel) -> Sequence[Shard]:
        """The query to run. Raises FullScanError where that is not allowed, and TrailviewError."""
        from trailview.aws.calls import Cancelled
        from trailview.backends.athena.reader import AthenaBackend
        from trailview.plans.athena.statement import why_full_scan

        try:
            self._target = target = self._target or self._find(cancel)
        except Cancelled:
            return ()
        made = self.plan(question)
        if made.full_scan and not (self._wishes.allows_full_scan or question in self._allowed):
            raise FullScanError(
                "Whole table would be read",
                f"{why_full_scan(target.table)} {made.estimate}",
                "To ask all the same: --allow-full-scan",
            )
        backend = AthenaBackend(self._access, reuse_minutes=self._wishes.reuse_minutes)
        return [Shard(replace(made, place=self._region), backend)]

    def _find(self, cancel: Cancel) -> Target:
        from trailview.aws.asking import Caller, wait_for
        from trailview.backends.athena.target import Wanted, find_target

        wanted = Wanted(self._wishes.table, self._wishes.workgroup, self._wishes.output)
        return wait_for(find_target(Caller(self._access, self._region), wanted, cancel))
