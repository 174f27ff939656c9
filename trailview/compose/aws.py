"""Wires the services: who asks, which Regions, and the sources a session can put questions to."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from trailview.aws.credentials.config import named_profile
from trailview.backends.base import Backend, Cancel
from trailview.compose.athena import AthenaWishes, athena_source
from trailview.plans.plan import ALL_REGIONS, Plan, Scope
from trailview.question.query import Question
from trailview.search.session import Session
from trailview.search.source import Shard, Source

if TYPE_CHECKING:
    from trailview.aws.credentials.sessions import Access
    from trailview.aws.regions import Regions
    from trailview.plans.history import Beside
    from trailview.settings.config import Settings

SERVICES: Final = ("history", "logs", "insights", "athena")
_OF_ONE_REGION: Final = ("logs", "insights")
"""Services that hold the events of all Regions in one place: only one Region is asked."""


@dataclass(frozen=True, slots=True)
class Where:
    """As whom and where AWS is to be asked."""

    profile: str = ""
    """As the user calls it; empty for the credentials of the surroundings."""
    regions: tuple[str, ...] = ()
    """Empty for the one of the surroundings or the profile; `all` for those enabled."""
    log_group: str = ""
    """Empty for the one that a trail writes to."""
    athena: AthenaWishes = field(default_factory=AthenaWishes)
    aws_profile: str = ""
    """The profile's name in ~/.aws, where that is another one."""

    @property
    def title(self) -> str:
        """For the header: the profile and the Regions."""
        profile = self.profile or named_profile() or "environment"
        regions = ", ".join(self.regions) or surrounding_region()
        return " · ".join(filter(None, (profile, regions)))

    @property
    def name(self) -> str:
        """The AWS profile that is meant, as the AWS tools call it."""
        return self.aws_profile or self.profile

    def access(self, prompt: Callable[[str], str] | None = None) -> Access:
        """A way to AWS as that profile; `prompt` is asked for MFA codes."""
        from trailview.aws.credentials.sessions import Access

        return Access(self.name, name=self.profile, prompt=prompt)


def said_by(arguments: argparse.Namespace) -> Where:
    """Where a command line says, and nothing beyond that."""

    def said(option: str) -> str:
        text: str = getattr(arguments, option, "")
        return text

    athena = AthenaWishes(
        said("athena_table"),
        said("athena_workgroup"),
        said("athena_output"),
        allows_full_scan=getattr(arguments, "allow_full_scan", False),
        reuse_minutes=getattr(arguments, "athena_reuse", 0),
    )
    named = filter(None, map(str.strip, said("region").split(",")))
    regions = tuple(dict.fromkeys(named))
    return Where(said("profile"), regions, said("log_group"), athena)


def where_of(arguments: argparse.Namespace, settings: Settings) -> Where:
    """Where a command line and the settings say."""
    return settled(said_by(arguments), settings)


def settled(said: Where, settings: Settings) -> Where:
    """What is said, and beyond that what is set for the profile that it names."""
    known = settings.profiles.get(said.profile)
    if known is None:
        return said
    athena = said.athena._replace(
        table=said.athena.table or known.athena_table,
        workgroup=said.athena.workgroup or known.athena_workgroup,
        output=said.athena.output or known.athena_output,
    )
    return Where(
        said.profile,
        said.regions or known.regions,
        said.log_group or known.log_group,
        athena,
        known.aws_profile,
    )


def surrounding_region() -> str:
    """The Region of the surroundings, as the AWS CLI takes it; empty where they say none."""
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION", "")


def open_services(where: Where, first: str) -> Session:
    """A session that can ask every service, `first` unless another is chosen."""
    access = where.access()
    names = sorted(SERVICES, key=lambda name: name != first)
    return Session(*(service_source(name, where, access) for name in names))


def service_source(name: str, where: Where, access: Access) -> Source:
    """A service as one profile asks it."""
    region = first_region(where)
    if name == "athena":
        source = athena_source(where.title, region, where.athena, access)
        return replace(source, profile=where.profile, regions=where.regions)
    return Source(
        name,
        where.title,
        plan=partial(_plan, name, where, access, region),
        shards=partial(_shards, name, where, access),
        profile=where.profile,
        regions=where.regions,
    )


def first_region(where: Where) -> str:
    """The Region that is asked where only one is; empty for the profile's own."""
    named = [region for region in where.regions if region != ALL_REGIONS]
    return named[0] if named else surrounding_region()


def _plan(name: str, where: Where, access: Access, region: str, question: Question) -> Plan:
    """The plan, with what earlier questions have found out of the log group."""
    from trailview.plans.catalog import planner

    scope = scope_of(name, where, region, int(time.time()))
    if access.log_groups:
        from trailview.backends.log_group.group import known_facts

        scope = replace(scope, group=known_facts(access, region, where.log_group))
    return planner(name)(question, scope)


def scope_of(name: str, where: Where, region: str, now: int) -> Scope:
    """What the planner of a service is told about one Region; Athena's knows more."""
    regions = where.regions if name == "history" else ()
    return Scope(now, (), where.name, "", region, where.log_group, regions=regions)


def _shards(
    name: str, where: Where, access: Access, question: Question, cancel: Cancel
) -> Sequence[Shard]:
    """One shard for each Region that is asked; none where it is cancelled. Raises TrailviewError.

    Event history has the events of global services in one Region, which is added where they
    are meant.
    """
    from trailview.aws.calls import Cancelled

    try:
        regions = _regions(name, where, access, cancel)
    except Cancelled:
        return []
    more = _beside(name, where, regions, question)
    notes = tuple(filter(None, (regions.note, *more.notes)))

    def shard(region: str) -> Shard:
        made = replace(_plan(name, where, access, region, question), place=region)
        return Shard(made, _backend(name, access), notes)

    shards = [shard(region) for region in regions.names]
    if more.region:
        shards.append(shard(more.region)._replace(added=more.region))
    return shards


def _beside(name: str, where: Where, regions: Regions, question: Question) -> Beside:
    """What is asked beside the Regions meant; nothing where none could be found out."""
    from trailview.plans.history import Beside, beside

    if name != "history" or not all(regions.names):
        return Beside()
    return beside(question, (*where.regions, *regions.names))


def _regions(name: str, where: Where, access: Access, cancel: Cancel) -> Regions:
    """The Regions to ask, by name. Raises Cancelled, TrailviewError."""
    from trailview.aws.asking import Caller, wait_for
    from trailview.aws.regions import Regions, usable_regions

    caller = Caller(access, first_region(where))
    if name in _OF_ONE_REGION or not where.regions:
        return Regions((wait_for(caller.find_region(cancel)),))
    if ALL_REGIONS in where.regions:
        return wait_for(usable_regions(caller, cancel))
    return Regions(where.regions)


def _backend(name: str, access: Access) -> Backend:
    if name == "history":
        from trailview.backends.history import HistoryBackend

        return HistoryBackend(access)
    if name == "logs":
        from trailview.backends.log_group.patterns import LogsBackend

        return LogsBackend(access)
    from trailview.backends.log_group.insights import InsightsBackend

    return InsightsBackend(access)
