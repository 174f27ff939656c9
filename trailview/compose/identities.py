"""Wires what the screen asks about who asks: profiles, Regions, accounts, logging in."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from trailview.backends.base import Cancel
from trailview.compose import first_run, services
from trailview.compose.aws import access_of, settled, without_places
from trailview.compose.kept import source_of
from trailview.compose.profile_way import ProfileWay
from trailview.compose.profiles import known_profiles, login_flow
from trailview.compose.surroundings import first_region
from trailview.context import Context
from trailview.search.session import Session
from trailview.search.source import Source, together
from trailview.setup.steps import Flow, Wanted
from trailview.tui.identities import Candidates, Discovering

if TYPE_CHECKING:
    from trailview.aws.asking import Caller
    from trailview.aws.credentials.sessions import Access
    from trailview.settings.config import Settings

_SESSION_BY_LIBRARY: Final = re.compile(r"/botocore-session-\d+$")


class AwsIdentities:
    """The profiles of one session (`trailview.tui.identities.Identities`). Safe from any thread."""

    def __init__(self, said: Context, settings: Callable[[], Settings]) -> None:
        """`said` is what the command line says, `settings` gives what is set by now."""
        self._said = said
        self._settings = settings
        self._lock = threading.Lock()
        self._accesses: dict[str, Access] = {}
        self._show: Callable[[Wanted], object] | None = None

    @property
    def context(self) -> Context:
        """The one that the command line names."""
        return Context(self._said.profiles, self._said.regions)

    def sources(self, context: Context, first: str) -> Sequence[Source]:
        """Every service for a context, `first` before the others."""
        rows = sorted(services.services(), key=lambda row: row.name != first)
        each = [self._of_profile(profile, context) for profile in context.profiles]
        ways = [ProfileWay(one.aws_name, partial(self._access, one)) for one in each]
        return [
            together([source_of(row, one, way) for one, way in zip(each, ways, strict=True)])
            for row in rows
        ]

    def open_session(self, first: str) -> Session:
        """A session that can ask every service as any profile; `first` unless told otherwise."""
        return Session(
            *self.sources(self.context, first),
            context=self.context,
            elsewhere=lambda other: self.sources(other, first),
        )

    def _of_profile(self, profile: str, context: Context) -> Context:
        """What holds for a profile of a context.

        What the command line says of places is about the profile that it names; what the
        context itself says comes before it.
        """
        said = self._said
        if profile != said.profile:
            said = replace(without_places(said), profiles=(profile,))
        said = replace(said, regions=context.regions).told(dict(context.options))
        return settled(said, self._settings())

    def _access(self, context: Context) -> Access:
        from trailview.aws.credentials.prompting import Prompter

        with self._lock:
            if context.profile not in self._accesses:
                prompter = Prompter(self._ask_for_code)
                self._accesses[context.profile] = access_of(context, prompter)
            return self._accesses[context.profile]

    def _ask_for_code(self, wanted: Wanted) -> None:
        if self._show is None:
            wanted.cancel()
        else:
            self._show(wanted)

    def prompt_with(self, show: Callable[[Wanted], object]) -> None:
        """Have MFA codes asked for by `show`, which returns at once."""
        self._show = show

    def profiles(self) -> Candidates:
        """All profiles there are. Reads files: not for the UI thread."""
        found = known_profiles(self._settings())
        return Candidates(tuple(found.profiles), tuple(map(str, found.problems)))

    def regions(self, context: Context, cancel: Cancel) -> Candidates:
        """The Regions that can be asked. Blocks. Raises TrailviewError."""
        from trailview.aws.asking import Caller, wait_for
        from trailview.aws.regions import usable_regions

        one = self._of_profile(context.profile, context)
        caller = Caller(self._access(one), first_region(one))
        found = wait_for(usable_regions(caller, cancel))
        return Candidates(found.names, tuple(filter(None, (found.note,))))

    def regions_named(self, context: Context) -> tuple[str, ...]:
        """Those that are asked: named by the context, or else set for its profile."""
        return self._of_profile(context.profile, context).regions

    def identify(self, context: Context) -> str:
        """Whose accounts they are, for the header. Blocks. Raises TrailviewError."""
        return " + ".join(self._identify(profile, context) for profile in context.profiles)

    def _identify(self, profile: str, context: Context) -> str:
        from trailview.aws.asking import Caller, wait_for
        from trailview.aws.calls import NEVER
        from trailview.errors import ServiceError

        caller = Caller(self._access(self._of_profile(profile, context)))
        identity = wait_for(caller.identity(NEVER))
        name = called(identity.arn)
        try:
            answer = wait_for(caller.ask("iam", "list_account_aliases", {}, NEVER))
        except ServiceError:
            return f"{identity.account} {name}"  # an alias is nice to have, and no more
        return " ".join((identity.account, *answer.get("AccountAliases", ()), name))

    def caller(self, profile: str) -> Caller:
        """Who calls services as a profile, in its own Region."""
        from trailview.aws.asking import Caller

        return Caller(self._access(self._of_profile(profile, self.context)))

    def discovery(self) -> Discovering:
        """What a setup looks with, which begins anew."""
        return first_run.discovery(self._settings())

    def login_flow(self, profile: str) -> Flow:
        """How a profile logs in through the browser."""
        return login_flow(settled(Context((profile,)), self._settings()))


def called(arn: str) -> str:
    """The user, or the role and session, that an ARN of STS names.

    A session that the AWS libraries have named says no more than the role.
    """
    name = arn.rpartition(":")[2].partition("/")[2] or "root"
    return _SESSION_BY_LIBRARY.sub("", name)


def open_as_anybody(
    said: Context, first: str, settings: Callable[[], Settings]
) -> tuple[Session, AwsIdentities]:
    """A session that can ask every service as any profile; `first` unless another is chosen.

    `settings` gives what is set by now: profiles may be added while the session lasts.
    """
    identities = AwsIdentities(said, settings)
    return identities.open_session(first), identities
