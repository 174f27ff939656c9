"""Wires a service that is asked Region by Region, or in one Region for all."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from trailview.backends.base import Cancel
from trailview.compose.row import BackendRow, HeldIn
from trailview.compose.surroundings import first_region, title_of
from trailview.context import Context
from trailview.plans.plan import ALL_REGIONS, Plan
from trailview.question.query import Question
from trailview.search.source import Shard, Source

if TYPE_CHECKING:
    from trailview.aws.credentials.sessions import Access
    from trailview.aws.regions import Regions
    from trailview.plans.history import AddedRegion


def source(row: BackendRow, context: Context, access: Access) -> Source:
    """A backend as one profile asks it."""
    return Source(
        row.name,
        title_of(context),
        plan=partial(_plan, row, context, access, first_region(context)),
        shards=partial(_shards, row, context, access),
        context=context,
        language=row.language,
        lacks=row.lacks,
        charges=row.charges,
    )


def _plan(
    row: BackendRow,
    context: Context,
    access: Access,
    region: str,
    question: Question,
    asked: tuple[str, ...] = (),
) -> Plan:
    """The plan, with what earlier questions have found out of the log group.

    `asked` are all Regions that are asked, where they are known by name.
    """
    scope = replace(row.scope(context, region, int(time.time())), asked=asked)
    if access.log_groups:
        from trailview.backends.log_group.group import known_facts

        scope = replace(scope, group=known_facts(access, region, scope.log_group))
    return row.planner(question, scope)


def _shards(
    row: BackendRow, context: Context, access: Access, question: Question, cancel: Cancel
) -> Sequence[Shard]:
    """One shard for each Region that is asked; none where it is cancelled. Raises TrailviewError.

    Some services have events of the whole account in one Region, which is
    added where those are meant.
    """
    from trailview.aws.calls import Cancelled

    assert row.reader is not None, "who is asked Region by Region has a reader"
    try:
        regions = _regions(row, context, access, cancel)
    except Cancelled:
        return []
    more = _beside(row, context, regions, question)
    notes = tuple(filter(None, (regions.note, *(more.notes if more else ()))))

    added = more.region if more is not None else ""
    asked = (*regions.names, *filter(None, (added,)))
    reader = row.reader(access)  # one for all: what it finds out of one Region is good for others

    def shard(region: str) -> Shard:
        made = replace(_plan(row, context, access, region, question, asked), place=region)
        return Shard(made, reader, notes)

    shards = [shard(region) for region in regions.names]
    if added:
        shards.append(shard(added)._replace(added=added))
    return shards


def _beside(
    row: BackendRow, context: Context, regions: Regions, question: Question
) -> AddedRegion | None:
    """What is asked beside the Regions meant; None where none could be found out."""
    if row.beside is None or not all(regions.names):
        return None
    return row.beside(question, (*context.regions, *regions.names))


def _regions(row: BackendRow, context: Context, access: Access, cancel: Cancel) -> Regions:
    """The Regions to ask, by name. Raises Cancelled, TrailviewError."""
    from trailview.aws.asking import Caller, wait_for
    from trailview.aws.regions import Regions, usable_regions

    caller = Caller(access, first_region(context))
    if row.held_in is HeldIn.ONE or not context.regions:
        return Regions((wait_for(caller.find_region(cancel)),))
    if ALL_REGIONS in context.regions:
        return wait_for(usable_regions(caller, cancel))
    return Regions(context.regions)
