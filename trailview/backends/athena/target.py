"""Which table Athena is asked about, and what the query runs with."""

from __future__ import annotations

from typing import Final, NamedTuple

from trailview.aws.asking import Asking, Caller
from trailview.aws.athena.tables import (
    PRIMARY,
    FoundTables,
    Metadata,
    split_name,
    table,
    tables,
    workgroup,
)
from trailview.aws.calls import Stop
from trailview.errors import ServiceError
from trailview.plans.athena.table import TableShape, is_cloudtrail, shape_of

_NAMED: Final = 3
"""Tables that are named, of those that were not taken."""


class WantedTable(NamedTuple):
    """What the user has said; empty texts are to be found out."""

    table: str = ""
    """`DATABASE.TABLE`, or a table of the database `default`."""
    workgroup: str = ""
    output: str = ""


class Target(NamedTuple):
    """A table whose shape is known, and what queries over it run with."""

    table: TableShape
    workgroup: str
    """Empty for the primary one."""
    output: str
    """Where the result is to go; empty where the workgroup says it."""
    scan_limit: int
    """Bytes at which the workgroup stops a query; 0 where it has no limit."""
    notes: tuple[str, ...]
    """What the user should know of how it was chosen."""
    metadata: Metadata
    """The table as Athena tells of it (GetTableMetadata)."""
    not_kept: tuple[str, ...] = ()
    """Why what it answers is not kept, as far as that is known."""


def find_target(caller: Caller, wanted: WantedTable, stop: Stop) -> Asking[Target]:
    """The table that is wanted, or else the best that there is.

    Raises Cancelled, and TrailviewError where there is none.
    """
    notes = []
    if wanted.table:
        found = yield from table(caller, *split_name(wanted.table), stop)
    else:
        found, others = yield from _discover(caller, stop)
        if others:
            notes.append(_choice(found, others))
    group = yield from workgroup(caller, wanted.workgroup or PRIMARY, stop)
    output = wanted.output
    if output and (group.is_enforced or group.is_managed):
        notes.append(f"The workgroup {group.name} says where results go: {output} is not used.")
        output = ""
    shape = shape_of(found.metadata, found.database, found.catalog)
    return Target(shape, wanted.workgroup, output, group.scan_limit, tuple(notes), found.metadata)


def _discover(caller: Caller, stop: Stop) -> Asking[tuple[FoundTables, list[FoundTables]]]:
    """The best table of CloudTrail events, and the others."""
    seen = yield from cloudtrail_tables(caller, stop)
    if not seen:
        raise ServiceError(
            "No table",
            f"No table in {caller.region} holds CloudTrail events.",
            "`trailview athena ddl` prints the statement that makes one, and runs it with --run; "
            "--athena-table DATABASE.TABLE names one that was not recognised.",
        )
    best, *others = seen
    return best, others


def cloudtrail_tables(caller: Caller, stop: Stop) -> Asking[list[FoundTables]]:
    """All tables of CloudTrail events, best first. Raises Cancelled and TrailviewError."""
    seen = yield from tables(caller, is_cloudtrail, stop)
    return sorted(seen, key=_rank)


def _rank(found: FoundTables) -> tuple[bool, str, str]:
    """Tables with partitions first, as every query reads all of the others."""
    return not found.metadata.get("PartitionKeys"), found.database, found.metadata["Name"]


def _choice(taken: FoundTables, others: list[FoundTables]) -> str:
    names = [full_name(other) for other in others[:_NAMED]]
    more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
    return f"Asked of {full_name(taken)}; there are also {', '.join(names)}{more} (--athena-table)."


def full_name(found: FoundTables) -> str:
    """A table as `DATABASE.TABLE`."""
    return f"{found.database}.{found.metadata['Name']}"
