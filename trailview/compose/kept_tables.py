"""Wires what is kept of Athena: what a profile was told of its table, and its answers."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING

from trailview.compose.backend_options import (
    ATHENA_OUTPUT,
    ATHENA_TABLE,
    ATHENA_WORKGROUP,
    NO_CACHE,
)
from trailview.compose.kept import ProfileOwner, disk_store
from trailview.compose.surroundings import own_region
from trailview.context import Context
from trailview.plans.plan import Plan

if TYPE_CHECKING:
    from trailview.backends.athena.target import Target
    from trailview.compose.profile_way import ProfileWay
    from trailview.store.disk.athena_tables import AthenaTables, TableWanted


class KeptTables:
    """What is kept for one profile's questions to Athena. Safe from any thread."""

    def __init__(self, context: Context, way: ProfileWay) -> None:
        self._context = context
        self._way = way
        self.is_off = bool(context.number(NO_CACHE.name))
        """Whether nothing is to be taken or kept."""

    @property
    def region(self) -> str:
        """The Region that is asked, as far as that is told without asking; else empty."""
        return own_region(self._context, self._way)

    def lately(self) -> Target | None:
        """The table, as the profile was told of it within a day."""
        if not disk_store().database.is_there:
            return None  # whose table it would be takes reading the profile's settings
        wanted = self._wanted(self.region)
        text = self._tables.told(wanted) if wanted is not None else ""
        if not text:
            return None
        from trailview.backends.athena.identified import read_back

        return read_back(text)

    def keep(self, region: str, target: Target) -> None:
        """The profile was told just now of its table in a Region."""
        from trailview.backends.athena.identified import written

        wanted = self._wanted(region)
        if wanted is None:
            return
        if target.table.facts:
            self._tables.keep(wanted, written(target))
        else:
            self._tables.forget(wanted)

    def is_here(self, plan: Plan) -> bool:
        """Whether all that a plan asks for is kept."""
        from trailview.plans.athena.coverage import COVERAGE
        from trailview.search.kept.ahead import ahead_of_plan

        if self.is_off:
            return False
        ahead = ahead_of_plan(plan, COVERAGE, disk_store(), self._owner)
        return ahead is not None and not ahead.missing

    def _wanted(self, region: str) -> TableWanted | None:
        """Who asks for which table; None where that cannot be told again, or is not kept."""
        from trailview.store.disk.athena_tables import TableWanted

        profile = self._owner.profile
        if self.is_off or not region or not profile:
            return None
        options = (ATHENA_TABLE, ATHENA_WORKGROUP, ATHENA_OUTPUT)
        said = [self._context.text(option.name) for option in options]
        return TableWanted(profile, region, json.dumps([*said, self._owner.endpoint]))

    @cached_property
    def _owner(self) -> ProfileOwner:
        return ProfileOwner(self._way, disk_store())

    @cached_property
    def _tables(self) -> AthenaTables:
        from trailview.store.disk.athena_tables import AthenaTables

        return AthenaTables(disk_store())
