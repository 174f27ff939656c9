"""`trailview athena ddl`: the statement that makes a trail's table, printed or run."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from trailview.aws.athena.tables import split_name
from trailview.cli import exit_codes
from trailview.cli.asked import context_settled
from trailview.compose.aws import access_of
from trailview.compose.backend_options import ATHENA_OUTPUT, ATHENA_TABLE, ATHENA_WORKGROUP
from trailview.compose.surroundings import first_region
from trailview.errors import ServiceError, UsageError
from trailview.events.text import printable
from trailview.plans.athena.ddl import create_table
from trailview.plans.athena.documented import DATABASE, NAME
from trailview.plans.plan import ALL_REGIONS

if TYPE_CHECKING:
    from trailview.aws.asking import Caller
    from trailview.aws.credentials.sessions import Access
    from trailview.aws.discover import TrailInfo
    from trailview.context import Context


class _TrailFiles(NamedTuple):
    """Where a trail's files are."""

    bucket: str
    prefix: str
    accounts: tuple[str, ...]
    """None for those of an organization, which every question then has to name."""
    regions: tuple[str, ...]


def run(arguments: argparse.Namespace) -> int:
    """Print the statement, and run it when told to; the exit code.

    What the table is called may be set for the profile. The statement is about
    the Regions that `arguments` name, and no fewer for those set for a profile.
    """
    from trailview.aws.asking import Caller

    context = context_settled(arguments)
    access = access_of(context)
    caller = Caller(access, first_region(context))
    named = context.text(ATHENA_TABLE.name)
    database, name = split_name(named) if named else ("", NAME)
    database, name = arguments.database or database, arguments.name or name
    files = _trail_files(arguments, access, caller)
    sql = create_table(
        files.bucket,
        files.accounts,
        files.regions,
        prefix=files.prefix,
        organization=arguments.organization,
        name=name,
        database=database,
        since_year=arguments.since_year,
    )
    print(f"{sql};")
    if arguments.run:
        _make(sql, database or DATABASE, context, access, caller)
        made = f"{database or DATABASE}.{name}"
        print(f"trailview: the table {printable(made)} is there now", file=sys.stderr)
    return exit_codes.COMPLETE


def _listed(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in text.split(","))))


def _trail_files(arguments: argparse.Namespace, access: Access, caller: Caller) -> _TrailFiles:
    """What the command line says, and what it leaves out asked of AWS."""
    trail = None if arguments.bucket else _trail(caller)
    if trail is not None and trail.is_organization and not arguments.organization:
        raise UsageError(
            "Which organization?",
            f"The trail {trail.name} is an organization's, whose ID its folders have.",
            "Give --organization o-…; `aws organizations describe-organization` tells it.",
        )
    accounts = _listed(arguments.account)
    if not accounts and not arguments.organization:
        accounts = (_told(access.account, access, caller),)
    return _TrailFiles(
        arguments.bucket or (trail.bucket if trail else ""),
        arguments.prefix or (trail.prefix if trail else ""),
        accounts,
        _regions(_listed(arguments.region), trail, access, caller),
    )


def _trail(caller: Caller) -> TrailInfo:
    """The trail that holds most. Raises ServiceError where there is none."""
    from trailview.aws.asking import wait_for
    from trailview.aws.calls import NEVER
    from trailview.aws.discover import trails

    found = [trail for trail in wait_for(trails(caller, NEVER)) if trail.bucket]
    if not found:
        raise ServiceError(
            "No trail",
            f"No trail is seen from {caller.region}.",
            "Give --bucket BUCKET, or make a trail first.",
        )
    return min(
        found,
        key=lambda trail: (not trail.is_organization, not trail.is_multi_region, trail.name),
    )


def _told(work: Callable[[], str], access: Access, caller: Caller) -> str:
    """What the profile says of itself. Raises TrailviewError."""
    from trailview.aws.failures.told import failure, known_errors

    try:
        return work()
    except known_errors() as error:
        asked = access.asked("sts", "GetCallerIdentity", caller.region)
        raise failure(error, asked) from error


def _regions(
    named: tuple[str, ...], trail: TrailInfo | None, access: Access, caller: Caller
) -> tuple[str, ...]:
    """Those named; else those the trail records; that of the profile where it is not known."""
    from trailview.aws.asking import wait_for
    from trailview.aws.calls import NEVER
    from trailview.aws.regions import usable_regions

    if ALL_REGIONS in named or (not named and trail is not None and trail.is_multi_region):
        found = wait_for(usable_regions(caller, NEVER))
        if found.note:
            print(f"trailview: {found.note}", file=sys.stderr)
        return found.names
    if named:
        return named
    region = trail.home_region if trail else caller.region or _told(access.region, access, caller)
    return (region,) if region else ()


def _make(sql: str, database: str, context: Context, access: Access, caller: Caller) -> None:
    from trailview.aws.athena.query import Statement, run_query
    from trailview.aws.calls import NEVER

    workgroup, output = context.text(ATHENA_WORKGROUP.name), context.text(ATHENA_OUTPUT.name)
    statement = Statement(sql, database, workgroup=workgroup, output=output)
    for _ in run_query(access, caller, statement, NEVER):
        pass
