"""Wires who asks: profiles to choose from, Regions, whose account it is, and logging in."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from trailview.backends.base import Cancel
from trailview.compose_aws import SERVICES, Where, first_region, login_flow, service_source
from trailview.search.session import Session
from trailview.search.source import Source, Standing, together
from trailview.tui.identities import Choice, Discovering, Flow, Wanted

if TYPE_CHECKING:
    from trailview.aws.sessions import Access
    from trailview.settings.config import Settings


class Identities:
    """The profiles of one session (`trailview.tui.identities.Identities`). Safe from any thread."""

    def __init__(self, where: Where, settings: Settings) -> None:
        """`where` is what the command line says, `settings` what is set for other profiles."""
        self._where = where
        self._settings = settings
        self._lock = threading.Lock()
        self._accesses: dict[str, Access] = {}
        self._show: Callable[[Wanted], object] | None = None

    @property
    def standing(self) -> Standing:
        """The one that the command line names."""
        return Standing((self._where.profile,), self._where.regions)

    def sources(self, standing: Standing, first: str) -> Sequence[Source]:
        """Every service for a standing, `first` before the others."""
        names = sorted(SERVICES, key=lambda name: name != first)
        wheres = [self._where_of(profile, standing) for profile in standing.profiles]
        return [
            together([service_source(name, where, self._access(where)) for where in wheres])
            for name in names
        ]

    def _where_of(self, profile: str, standing: Standing) -> Where:
        """What is said for a profile: by the command line, else by its settings."""
        if profile == self._where.profile:
            return replace(self._where, regions=standing.regions or self._where.regions)
        known = self._settings.profiles.get(profile)
        if known is None:
            return Where(profile, standing.regions)
        athena = self._where.athena._replace(
            table=known.athena_table, workgroup=known.athena_workgroup, output=known.athena_output
        )
        regions = standing.regions or known.regions
        return Where(known.aws_profile or profile, regions, known.log_group, athena)

    def _access(self, where: Where) -> Access:
        from trailview.aws.prompting import Prompter
        from trailview.aws.sessions import Access

        with self._lock:
            if where.profile not in self._accesses:
                access = Access(where.profile, prompt=Prompter(self._ask_for_code))
                self._accesses[where.profile] = access
            return self._accesses[where.profile]

    def _ask_for_code(self, wanted: Wanted) -> None:
        if self._show is None:
            wanted.cancel()
        else:
            self._show(wanted)

    def prompt_with(self, show: Callable[[Wanted], object]) -> None:
        """Have MFA codes asked for by `show`, which returns at once."""
        self._show = show

    def profiles(self) -> Choice:
        """All profiles there are. Reads files: not for the UI thread."""
        from trailview.aws.profiles import find_profiles

        found = find_profiles()
        return Choice(tuple(found.profiles), tuple(map(str, found.problems)))

    def regions(self, standing: Standing, cancel: Cancel) -> Choice:
        """The Regions that can be asked. Blocks. Raises TrailviewError."""
        from trailview.aws.asking import Caller, wait_for
        from trailview.aws.regions import usable_regions

        where = self._where_of(standing.profiles[0], standing)
        caller = Caller(self._access(where), first_region(where))
        found = wait_for(usable_regions(caller, cancel))
        return Choice(found.names, tuple(filter(None, (found.note,))))

    def identify(self, standing: Standing) -> str:
        """Whose accounts they are, for the header. Blocks. Raises TrailviewError."""
        return " + ".join(self._identify(profile, standing) for profile in standing.profiles)

    def _identify(self, profile: str, standing: Standing) -> str:
        from trailview.aws.asking import Caller, wait_for
        from trailview.aws.calls import NEVER
        from trailview.errors import ServiceError

        caller = Caller(self._access(self._where_of(profile, standing)))
        identity = wait_for(caller.identity(NEVER))
        name = identity.arn.rpartition(":")[2].partition("/")[2] or "root"
        try:
            answer = wait_for(caller.ask("iam", "list_account_aliases", {}, NEVER))
        except ServiceError:
            return f"{identity.account} {name}"  # an alias is nice to have, and no more
        return " ".join((identity.account, *answer.get("AccountAliases", ()), name))

    def discovery(self) -> Discovering:
        """What a setup looks with, which begins anew."""
        from trailview.compose_setup import Discovery

        return Discovery()

    def login_flow(self, profile: str) -> Flow:
        """How a profile logs in through the browser."""
        return login_flow(profile)


def open_as_anybody(where: Where, first: str, settings: Settings) -> tuple[Session, Identities]:
    """A session that can ask every service as any profile; `first` unless another is chosen."""
    identities = Identities(where, settings)
    standing = identities.standing
    session = Session(
        *identities.sources(standing, first),
        standing=standing,
        elsewhere=lambda other: identities.sources(other, first),
    )
    return session, identities
