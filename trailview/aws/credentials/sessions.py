"""One AWS profile: its session, its clients, and whose account it is.

The AWS libraries are imported with the first client and never before. Their
sessions are not safe to share between threads, their clients are: a session
is only touched under a lock, and clients are kept.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from trailview import __version__
from trailview.aws.answers import look_at_answers
from trailview.aws.credentials.caches import RoleCache
from trailview.aws.credentials.config import Sso, read_config
from trailview.aws.credentials.endpoints import endpoint_of
from trailview.aws.credentials.environment import credential_source, surrounding_profile
from trailview.aws.credentials.profiles import need_of
from trailview.aws.failures.told import FailedCall, known_errors, login_command
from trailview.errors import CredentialsError, Need

if TYPE_CHECKING:
    import boto3
    from botocore.config import Config

    from trailview.aws.log_group import LogGroup


_ALWAYS_ENABLED: Final = "us-east-1"
"""A Region that every account of the usual partition has."""
_USUAL_PARTITION: Final = "aws"


class Timeouts(NamedTuple):
    """Seconds that are waited for an answer."""

    connect: float = 5.0
    """Until a connection counts as not to be had."""
    read: float = 9.0
    """Until a silent connection counts as hung. Pages come within a few seconds: the services
    bound the work for one, and hand out a token for the rest."""
    notice: float = 8.0
    """Until silence is told, whatever causes it: names that do not resolve, a
    `credential_process` that hangs."""
    whole: float = 120.0
    """Until an answer that has not come to its end is given up: one that drips is never silent."""


class CallerIdentity(NamedTuple):
    """Who calls are made as, in STS's words."""

    account: str
    arn: str


class Access:
    """A profile's way to AWS. Safe from any thread.

    All methods may block: on files, on a `credential_process`, on the
    network. Call them through `trailview.aws.calls.call`. They raise what
    the AWS libraries raise; `trailview.aws.failures.told` puts it into words.
    """

    def __init__(
        self,
        profile: str = "",
        *,
        name: str = "",
        prompt: Callable[[str], str] | None = None,
        timeouts: Timeouts = Timeouts(),  # noqa: B008  (it is frozen)
    ) -> None:
        """`profile` is empty for what the environment says (`AWS_PROFILE`, or keys in it).

        `name` is what the user calls it, where that is something else.
        `prompt` is asked for MFA codes, in the thread that needs one; who else
        needs credentials meanwhile waits, and shares what comes of it. It
        raises CredentialsError where there is no code to be had. None is where
        there is nobody to ask.
        """
        self.profile = profile
        """As ~/.aws has it."""
        self.name = name or profile
        """As errors have it."""
        self._prompt = prompt
        self.timeouts = timeouts
        self._lock = threading.RLock()
        self._session: boto3.Session | None = None
        self._clients: dict[tuple[str, str], Any] = {}
        self._identity: CallerIdentity | None = None
        self.enabled_regions: tuple[str, ...] | None = None
        """Those of the account, once they have been asked for (`trailview.aws.regions`)."""
        self.log_groups: dict[tuple[str, str], LogGroup | None] = {}
        """By Region and name or ARN, what has been asked for of them (`trailview.aws.groups`)."""
        self.is_prompting = False
        """Whether somebody is being asked for an MFA code."""
        self._refusal: CredentialsError | None = None
        """The last prompt that was answered with no code."""

    @contextmanager
    def session(self) -> Iterator[boto3.Session]:
        """The boto3 session, for as long as nobody else may touch it."""
        with self._lock:
            if self._session is None:
                self._session = self._make_session()
            yield self._session

    def client(self, service: str, region: str = "") -> Any:  # boto3's clients have no types
        """A client, the same one each time. An empty region is the profile's own."""
        key, refusal = (service, region), self._refusal
        with self.session() as session:
            if key not in self._clients:
                if self._refusal is not refusal and self._refusal is not None:
                    raise self._refused(self._refusal)  # while this caller was waiting
                _settle(session)
                self._clients[key] = session.client(
                    service, region_name=region or self.region() or None, config=self.config()
                )
            return self._clients[key]

    def region(self) -> str:
        """The region to ask where none is given; empty where nothing says one.

        `AWS_REGION` comes first, as for the AWS CLI; boto3 does not look at it.
        """
        named = os.environ.get("AWS_REGION")
        if named:
            return named
        with self.session() as session:
            return session.region_name or ""

    def identity(self, region: str = "") -> CallerIdentity:
        """Who calls are made as, asked once (sts:GetCallerIdentity needs no permission).

        Any Region that is enabled knows; an empty one is the profile's own.
        """
        if self._identity is None:
            client = self.client("sts", region or self.region() or _ALWAYS_ENABLED)
            told = client.get_caller_identity()
            self._identity = CallerIdentity(str(told["Account"]), str(told["Arn"]))
        return self._identity

    @property
    def known_account(self) -> str:
        """The account's number, where it has been asked for; else empty. Nobody is asked."""
        identity = self._identity
        return identity.account if identity is not None else ""

    def account(self, region: str = "") -> str:
        """The account's number."""
        return self.identity(region).account

    def is_accepted_beside(self, region: str) -> bool:
        """Whether another Region accepts the keys that this one refuses; STS is asked anew."""
        for other in self._others(region):
            try:
                self.client("sts", other).get_caller_identity()
            except known_errors():
                continue
            return True
        return False

    def _others(self, region: str) -> Sequence[str]:
        """Regions of the same partition that are likely to be enabled."""
        own = self.region() or _ALWAYS_ENABLED
        with self.session() as session:
            is_usual = session.get_partition_for_region(own) == _USUAL_PARTITION
        others = (own, _ALWAYS_ENABLED) if is_usual else (own,)
        return [other for other in dict.fromkeys(others) if other != region]

    def need(self) -> Need:
        """What it takes to have credentials again, by what the configuration says."""
        return need_of(read_config(), self.source) if self.source else Need.OTHER

    def sso(self) -> Sso | None:
        """The CallerIdentity Center that it logs in to; None for credentials of another kind."""
        return read_config().sso(self.source) if self.source else None

    @property
    def source(self) -> str:
        """The profile that credentials come from; empty where keys in the environment do."""
        return credential_source(self.profile)

    def asked(self, service: str, operation: str, region: str) -> FailedCall:
        """A call, for what is said of it when it fails."""

        def endpoint() -> str:
            found = endpoint_of(service, self.profile or surrounding_profile(), read_config())
            return "" if found is None else f"{found.setting} has it asked at {found.url}"

        return FailedCall(service, operation, region, self.name, self.need, self.profile, endpoint)

    def renew(self) -> None:
        """Forget session, clients, identity and Regions: credentials are looked for again."""
        with self._lock:
            self._session = None
            self._clients.clear()
            self._identity = None
            self.enabled_regions = None
            self.log_groups.clear()

    def config(self) -> Config:
        """How clients connect and wait; they make each call once."""
        return client_config(self.timeouts)

    def _make_session(self) -> boto3.Session:
        import boto3
        import botocore.session

        inner = botocore.session.Session(profile=self.profile or None)
        look_at_answers(inner)
        provider = inner.get_component("credential_provider").get_provider("assume-role")
        # Private, but the AWS CLI relies on both; the cache is the one that it shares.
        provider._prompter = self._ask
        provider.cache = RoleCache()
        return boto3.Session(botocore_session=inner)

    def _ask(self, prompt: str) -> str:
        if self._prompt is None:
            hint = f"Log in first: {login_command(self.name)}"
            whose = prompt.strip().rstrip(":")
            raise CredentialsError("MFA code needed", whose, hint, Need.MFA, self.name)
        self.is_prompting = True
        try:
            return self._prompt(prompt)
        except CredentialsError as error:
            self._refusal = error
            raise self._refused(error) from error
        finally:
            self.is_prompting = False

    def _refused(self, error: CredentialsError) -> CredentialsError:
        return CredentialsError(error.title, error.message, error.hint, Need.MFA, self.name)


def client_config(timeouts: Timeouts, **more: object) -> Config:
    """How all our clients behave; `more` is botocore's."""
    from botocore.config import Config

    return Config(
        connect_timeout=timeouts.connect,
        read_timeout=timeouts.read,
        # Calls are made again by `trailview.aws.asking`, which can be seen and stopped.
        retries={"mode": "standard", "total_max_attempts": 1},
        user_agent_extra=f"trailview/{__version__}",
        user_agent_appid="trailview",
        **more,
    )


def _settle(session: boto3.Session) -> None:
    """Get the credentials now, under the session's lock, and not with the first signature.

    Else each client of a session would ask for an MFA code by itself, were
    the first one mistyped.
    """
    credentials = session.get_credentials()
    if credentials is not None:
        credentials.get_frozen_credentials()
