"""Wires what is kept on disk: where it lies, how much, and whose account a profile is of."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from trailview.aws.credentials.environment import credential_source
from trailview.backends.base import Cancel
from trailview.compose.backend_options import NO_CACHE
from trailview.compose.row import HeldIn
from trailview.compose.surroundings import first_region, own_region
from trailview.context import Context
from trailview.frozen import replace
from trailview.plans.plan import ALL_REGIONS, Scope
from trailview.settings.paths import cache_folder

if TYPE_CHECKING:
    from trailview.aws.credentials.config import AwsConfig
    from trailview.compose.profile_way import ProfileWay
    from trailview.compose.row import BackendRow
    from trailview.question.query import Question
    from trailview.search.source import Shard, Source
    from trailview.store.disk.kept import DiskStore, Limits

_SERVICES: Final = ("cloudtrail", "logs", "athena")
"""The services whose answers are kept."""


def source_of(row: BackendRow, context: Context, way: ProfileWay) -> Source:
    """What a session puts questions to: what is kept first, unless that is not wanted."""
    made = row.source(row, context, way)
    coverage = row.coverage
    if coverage is None or context.number(NO_CACHE.name):
        return made
    owner = cache(lambda: ProfileOwner(way, disk_store()))

    def shards(question: Question, cancel: Cancel) -> Sequence[Shard]:
        from trailview.search.kept.shards import kept_shards  # SQLite, not before the first frame

        return kept_shards(made.shards(question, cancel), coverage(), disk_store(), owner())

    def at_hand(question: Question) -> Sequence[Shard]:
        if ALL_REGIONS in context.regions or not (context.regions or own_region(context, way)):
            return ()  # which they are, somebody has to be asked
        unasked = made.unasked
        found = made.shards(question, Cancel()) if unasked is None else unasked(question)
        if not found:
            return ()
        from trailview.search.kept.whole import whole_shards

        return whole_shards(found, coverage(), disk_store(), owner())

    return replace(made, shards=shards, at_hand=at_hand)


def outlook_of(
    row: BackendRow, context: Context, way: ProfileWay, question: Question, at: int
) -> str:
    """How many calls a question takes at `at`, and how much is here already; nobody is asked.

    Empty where that is not known: Regions have to be named, and a log group.
    """
    if row.coverage is None or question.raw or ALL_REGIONS in context.regions:
        return ""
    from trailview.plans.gaps import outlook
    from trailview.search.kept.ahead import ahead_of_plan

    several = row.held_in is HeldIn.EACH and len(context.regions) > 1
    store, scopes = disk_store(), list[Scope]()
    for named in context.regions if several else (first_region(context),):
        scope = row.recall(context, way, row.scope(context, named, at))
        if scope is None:
            return ""
        scopes.append(scope if named else replace(scope, region=own_region(context, way)))
    if not all(scope.region for scope in scopes):
        return ""
    owner = None if context.number(NO_CACHE.name) else ProfileOwner(way, store)
    plans = [row.planner(question, scope) for scope in scopes]
    told = [ahead_of_plan(plan, row.coverage(), store, owner) for plan in plans]
    return outlook([part for part in told if part is not None])


def endpoint_of_profile(
    profile: str, services: Sequence[str], config: AwsConfig | None = None
) -> str:
    """Where services are asked, where that is not at AWS: what is kept of it is kept apart."""
    from trailview.aws.credentials.config import read_config
    from trailview.aws.credentials.endpoints import endpoint_of
    from trailview.aws.credentials.environment import surrounding_profile

    profile, settings = profile or surrounding_profile(), config or read_config()
    found = [endpoint_of(service, profile, settings) for service in services]
    return " ".join("" if one is None else one.url for one in found).strip()


def disk_store() -> DiskStore:
    """What is kept in the user's folder; always the same one."""
    return _store_in(cache_folder())


@cache
def _store_in(folder: Path) -> DiskStore:
    from trailview.store.disk.kept import DiskStore

    return DiskStore(folder, cache(limits))


def limits() -> Limits:
    """How much is kept, as the settings say."""
    from trailview.settings.memory import Memory
    from trailview.store.disk.kept import Limits

    settings = Memory().settings
    return Limits(settings.cache_bytes, settings.cache_days)


class ProfileOwner:
    """The account of one profile (`trailview.search.kept.owner.Owner`). Safe from any thread."""

    def __init__(self, way: ProfileWay, store: DiskStore) -> None:
        """`way` is the profile's way to AWS; what was seen of it is kept in `store`."""
        self._way = way
        self._source = credential_source(way.profile)
        self._store = store
        self._remembered = ""
        """What is known to be in the store."""

    @property
    def proven(self) -> str:
        """The account, as STS has told it; kept for when nobody can be asked."""
        account = self._known_account
        if account and account != self._remembered and self.profile:
            self._store.remember_owner(self.profile, account)
            self._remembered = account
        return account

    @cached_property
    def endpoint(self) -> str:
        """Where its services are asked, where that is not at AWS."""
        return endpoint_of_profile(self._way.profile, _SERVICES, self._config)

    def known(self) -> str:
        """The account, as STS, the profile's settings or an earlier answer have told it."""
        from trailview.aws.credentials.whose import account_of

        return (
            self.proven
            or account_of(self._config, self._source)
            or (self._store.owner(self.profile) if self.profile else "")
        )

    def find(self, region: str, cancel: Cancel) -> str:
        """The account, for which STS is asked; empty where it cannot tell, or on `cancel`.

        Raises TrailviewError for want of credentials.
        """
        from trailview.aws.asking import Caller, wait_for
        from trailview.aws.calls import Cancelled

        try:
            wait_for(Caller(self._way(), region).find_account(cancel))
        except Cancelled:
            return ""
        return self.proven

    def was_wrong(self) -> None:
        """The profile is of another account than was known: its settings are read again."""
        self._remembered = ""
        for name in ("_config", "profile", "endpoint"):
            self.__dict__.pop(name, None)
        if self.profile:
            self._store.remember_owner(self.profile, self._known_account)

    @property
    def _known_account(self) -> str:
        """What STS has told this program; empty where it was not asked."""
        access = self._way.made
        return "" if access is None else access.known_account

    @cached_property
    def _config(self) -> AwsConfig:
        from trailview.aws.credentials.config import read_config

        return read_config()

    @cached_property
    def profile(self) -> str:
        """What stands for the profile, as it is set now."""
        from trailview.aws.credentials.whose import fingerprint

        return fingerprint(self._config, self._source)
