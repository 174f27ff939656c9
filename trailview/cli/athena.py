"""`trailview athena ddl`: the statement that makes a trail's table, printed or run."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from trailview.backends.athena.target import split_name
from trailview.cli import exit_codes
from trailview.compose.aws import first_region
from trailview.errors import ServiceError, UsageError
from trailview.events.text import printable
from trailview.plans.athena.ddl import create_table
from trailview.plans.athena.documented import DATABASE, NAME
from trailview.plans.plan import ALL_REGIONS

if TYPE_CHECKING:
    from trailview.aws.asking import Caller
    from trailview.aws.credentials.sessions import Access
    from trailview.aws.discover import TrailInfo
    from trailview.compose.aws import Where


class _Place(NamedTuple):
    """Where a trail's files are."""

    bucket: str
    prefix: str
    accounts: tuple[str, ...]
    """None for those of an organization, which every question then has to name."""
    regions: tuple[str, ...]


def run_ddl(arguments: argparse.Namespace, where: Where) -> int:
    """Print the statement, and run it when told to; the exit code.

    `where` is where AWS is asked, and what the table is called. It is about
    the Regions that `arguments` name, and no fewer for those set for a profile.
    """
    from trailview.aws.asking import Caller

    access = where.access()
    caller = Caller(access, first_region(where))
    database, name = split_name(where.athena.table) if where.athena.table else ("", NAME)
    database, name = arguments.database or database, arguments.name or name
    place = _place(arguments, access, caller)
    sql = create_table(
        place.bucket,
        place.accounts,
        place.regions,
        prefix=place.prefix,
        organization=arguments.organization,
        name=name,
        database=database,
        since_year=arguments.since_year,
    )
    print(f"{sql};")
    if arguments.run:
        _run(sql, database or DATABASE, where, access, caller)
        made = f"{database or DATABASE}.{name}"
        print(f"trailview: the table {printable(made)} is there now", file=sys.stderr)
    return exit_codes.COMPLETE


def _listed(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in text.split(","))))


def _place(arguments: argparse.Namespace, access: Access, caller: Caller) -> _Place:
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
    return _Place(
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


def _run(sql: str, database: str, where: Where, access: Access, caller: Caller) -> None:
    from trailview.aws.athena.query import Statement, run_query
    from trailview.aws.calls import NEVER

    asked = where.athena
    statement = Statement(sql, database, workgroup=asked.workgroup, output=asked.output)
    for _ in run_query(access, caller, statement, NEVER):
        pass
