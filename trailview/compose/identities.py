"""Wires who asks: profiles to choose from, Regions, whose account it is, and logging in."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from trailview.backends.base import Cancel
from trailview.compose.aws import SERVICES, Where, first_region, service_source, settled
from trailview.context import Context
from trailview.errors import CredentialsError
from trailview.search.session import Session
from trailview.search.source import Source, together
from trailview.tui.identities import Choice, Discovering, Flow, Wanted

if TYPE_CHECKING:
    from trailview.aws.credentials.login import DeviceCode
    from trailview.aws.credentials.profiles import Profile as Entry
    from trailview.aws.credentials.profiles import Profiles
    from trailview.aws.credentials.sessions import Access
    from trailview.settings.config import Profile, Settings

_SESSION_BY_LIBRARY: Final = re.compile(r"/botocore-session-\d+$")


class Identities:
    """The profiles of one session (`trailview.tui.identities.Identities`). Safe from any thread."""

    def __init__(self, said: Where, settings: Callable[[], Settings]) -> None:
        """`said` is what the command line says, `settings` gives what is set by now."""
        self._said = said
        self._settings = settings
        self._lock = threading.Lock()
        self._accesses: dict[str, Access] = {}
        self._show: Callable[[Wanted], object] | None = None

    @property
    def context(self) -> Context:
        """The one that the command line names."""
        return Context((self._said.profile,), self._said.regions)

    def sources(self, context: Context, first: str) -> Sequence[Source]:
        """Every service for a context, `first` before the others."""
        names = sorted(SERVICES, key=lambda name: name != first)
        wheres = [self._where_of(profile, context) for profile in context.profiles]
        return [
            together([service_source(name, where, self._access(where)) for where in wheres])
            for name in names
        ]

    def _where_of(self, profile: str, context: Context) -> Where:
        """What holds for a profile.

        What the command line says of places is about the profile that it names.
        """
        said = self._said
        if profile != said.profile:
            athena = said.athena._replace(table="", workgroup="", output="")
            said = Where(profile, athena=athena)
        return settled(replace(said, regions=context.regions), self._settings())

    def _access(self, where: Where) -> Access:
        from trailview.aws.credentials.prompting import Prompter

        with self._lock:
            if where.profile not in self._accesses:
                self._accesses[where.profile] = where.access(Prompter(self._ask_for_code))
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
        found = known_profiles(self._settings())
        return Choice(tuple(found.profiles), tuple(map(str, found.problems)))

    def regions(self, context: Context, cancel: Cancel) -> Choice:
        """The Regions that can be asked. Blocks. Raises TrailviewError."""
        from trailview.aws.asking import Caller, wait_for
        from trailview.aws.regions import usable_regions

        where = self._where_of(context.profiles[0], context)
        caller = Caller(self._access(where), first_region(where))
        found = wait_for(usable_regions(caller, cancel))
        return Choice(found.names, tuple(filter(None, (found.note,))))

    def regions_named(self, context: Context) -> tuple[str, ...]:
        """Those that are asked: named by the context, or else set for its profile."""
        return self._where_of(context.profiles[0], context).regions

    def identify(self, context: Context) -> str:
        """Whose accounts they are, for the header. Blocks. Raises TrailviewError."""
        return " + ".join(self._identify(profile, context) for profile in context.profiles)

    def _identify(self, profile: str, context: Context) -> str:
        from trailview.aws.asking import Caller, wait_for
        from trailview.aws.calls import NEVER
        from trailview.errors import ServiceError

        caller = Caller(self._access(self._where_of(profile, context)))
        identity = wait_for(caller.identity(NEVER))
        name = called(identity.arn)
        try:
            answer = wait_for(caller.ask("iam", "list_account_aliases", {}, NEVER))
        except ServiceError:
            return f"{identity.account} {name}"  # an alias is nice to have, and no more
        return " ".join((identity.account, *answer.get("AccountAliases", ()), name))

    def discovery(self) -> Discovering:
        """What a setup looks with, which begins anew."""
        from trailview.setup.discovery import Discovery

        return Discovery(settings=self._settings())

    def login_flow(self, profile: str) -> Flow:
        """How a profile logs in through the browser."""
        return login_flow(settled(Where(profile), self._settings()))


def called(arn: str) -> str:
    """The user, or the role and session, that an ARN of STS names.

    A session that the AWS libraries have named says no more than the role.
    """
    name = arn.rpartition(":")[2].partition("/")[2] or "root"
    return _SESSION_BY_LIBRARY.sub("", name)


def login_flow(where: Where) -> Flow:
    """How a profile logs in through the browser."""
    return partial(_log_in, where)


def _log_in(where: Where, cancel: Cancel, came: Callable[[DeviceCode], None]) -> None:
    """Log a profile in to IAM Identity Center; `came` is told the code to confirm.

    Returns when it is done or cancelled. Raises TrailviewError.
    """
    from trailview.aws.calls import Cancelled
    from trailview.aws.credentials.login import DeviceCode, log_in

    access = where.access()
    sso = access.sso()
    if sso is None:
        raise CredentialsError("No login", f"Profile {access.name} does not log in with SSO.")
    try:
        for step in log_in(sso, access, cancel):
            if isinstance(step, DeviceCode):
                came(step)
    except Cancelled:
        return


def known_profiles(settings: Settings) -> Profiles:
    """All profiles: those of ~/.aws, and those that settings give a name of their own. Blocks."""
    from trailview.aws.credentials.profiles import find_profiles

    found = find_profiles()
    there_are = {entry.name: entry for entry in found.profiles}
    named = (_as_set(known, there_are) for known in settings.profiles.values())
    own = {entry.name: entry for entry in named if entry is not None}
    return found._replace(profiles=tuple({**there_are, **own}.values()))


def _as_set(known: Profile, there_are: Mapping[str, Entry]) -> Entry | None:
    """A profile of the settings; None where it is about files, and stands for no AWS profile."""
    from trailview.aws.credentials.profiles import Kind, Readiness
    from trailview.aws.credentials.profiles import Profile as Entry

    other, regions = known.aws_profile, known.regions
    entry = there_are.get(other or known.name)
    if entry is None:
        if not other:
            return None
        entry = Entry("", Kind.NONE, "", "", "", Readiness.UNKNOWN, "there is no such AWS profile")
    more = f" +{len(regions) - 1}" if len(regions) > 1 else ""
    return replace(
        entry,
        name=known.name,
        region=f"{regions[0]}{more}" if regions else entry.region,
        detail=": ".join(filter(None, (other, entry.detail))),
    )


def open_as_anybody(
    said: Where, first: str, settings: Callable[[], Settings]
) -> tuple[Session, Identities]:
    """A session that can ask every service as any profile; `first` unless another is chosen.

    `settings` gives what is set by now: profiles may be added while the session lasts.
    """
    identities = Identities(said, settings)
    context = identities.context
    session = Session(
        *identities.sources(context, first),
        context=context,
        elsewhere=lambda other: identities.sources(other, first),
    )
    return session, identities
