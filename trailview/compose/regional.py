"""Wires a service that is asked Region by Region, or in one Region for all."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from trailview.backends.base import Cancel
from trailview.backends.late import LateReader
from trailview.compose.row import BackendRow, HeldIn
from trailview.compose.surroundings import first_region, own_region, title_of
from trailview.context import Context
from trailview.frozen import replace
from trailview.plans.plan import ALL_REGIONS, Plan
from trailview.question.query import Question
from trailview.search.source import Shard, Source

if TYPE_CHECKING:
    from trailview.aws.regions import Regions
    from trailview.backends.base import Backend
    from trailview.compose.profile_way import ProfileWay
    from trailview.plans.history import AddedRegion


def source(row: BackendRow, context: Context, way: ProfileWay) -> Source:
    """A backend as one profile asks it."""
    return Source(
        row.name,
        title_of(context),
        plan=partial(_plan, row, context, way, first_region(context)),
        shards=partial(_shards, row, context, way),
        context=context,
        language=row.language,
        lacks=row.lacks,
        charged_by=row.charged_by,
    )


def _plan(
    row: BackendRow,
    context: Context,
    way: ProfileWay,
    region: str,
    question: Question,
    asked: tuple[str, ...] = (),
) -> Plan:
    """The plan, with what earlier questions have found out of the log group.

    `asked` are all Regions that are asked, where they are known by name.
    """
    scope = replace(row.scope(context, region, int(time.time())), asked=asked)
    if way.made is not None and way.made.log_groups:
        from trailview.backends.log_group.group import known_facts

        scope = replace(scope, group=known_facts(way.made, region, scope.log_group))
    return row.planner(question, scope)


def _shards(
    row: BackendRow, context: Context, way: ProfileWay, question: Question, cancel: Cancel
) -> Sequence[Shard]:
    """One shard for each Region that is asked; none where it is cancelled. Raises TrailviewError.

    Some services have events of the whole account in one Region, which is
    added where those are meant.
    """
    names, note = _named_regions(row, context, way), ""
    if not names:
        found = _found_regions(row, context, way, cancel)
        if found is None:
            return []
        names, note = found
    more = _beside(row, context, names, question)
    notes = tuple(filter(None, (note, *(more.notes if more else ()))))

    added = more.region if more is not None else ""
    asked = (*names, *filter(None, (added,)))
    # One for all: what it finds out of one Region is good for others.
    reader = LateReader(row.name, partial(_reader, row, way))

    def shard(region: str) -> Shard:
        made = replace(_plan(row, context, way, region, question, asked), place=region)
        return Shard(made, reader, notes)

    shards = [shard(region) for region in names]
    if added:
        shards.append(shard(added)._replace(added=added))
    return shards


def _reader(row: BackendRow, way: ProfileWay) -> Backend:
    assert row.reader is not None, "who is asked Region by Region has a reader"
    return row.reader(way())


def _beside(
    row: BackendRow, context: Context, names: Sequence[str], question: Question
) -> AddedRegion | None:
    """What is asked beside the Regions meant; None where none could be found out."""
    if row.beside is None or not all(names):
        return None
    return row.beside(question, (*context.regions, *names))


def _named_regions(row: BackendRow, context: Context, way: ProfileWay) -> tuple[str, ...]:
    """The Regions to ask, where something says them; none where that takes a call."""
    if row.held_in is HeldIn.ONE or not context.regions:
        return tuple(filter(None, (own_region(context, way),)))
    return () if ALL_REGIONS in context.regions else context.regions


def _found_regions(
    row: BackendRow, context: Context, way: ProfileWay, cancel: Cancel
) -> Regions | None:
    """The Regions to ask where nothing says them; None on `cancel`. Raises TrailviewError."""
    from trailview.aws.asking import Caller, wait_for
    from trailview.aws.calls import Cancelled
    from trailview.aws.regions import Regions, usable_regions

    caller = Caller(way(), first_region(context))
    try:
        if row.held_in is HeldIn.ONE or not context.regions:
            return Regions((wait_for(caller.find_region(cancel)),))
        return wait_for(usable_regions(caller, cancel))
    except Cancelled:
        return None
