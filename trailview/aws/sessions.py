"""One AWS profile: its session, its clients, and whose account it is.

The AWS libraries are imported with the first client and never before. Their
sessions are not safe to share between threads, their clients are: a session
is only touched under a lock, and clients are kept.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from trailview import __version__
from trailview.errors import CredentialsError

if TYPE_CHECKING:
    import boto3
    from botocore.config import Config


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


def _ask_nobody(prompt: str) -> str:
    raise CredentialsError(
        "MFA code needed", prompt.strip().rstrip(":"), "Log in where a code can be typed."
    )


class Access:
    """A profile's way to AWS. Safe from any thread.

    All methods may block: on files, on a `credential_process`, on the
    network. Call them through `trailview.aws.calls.call`. They raise what
    the AWS libraries raise; `trailview.aws.failures` puts it into words.
    """

    def __init__(
        self,
        profile: str = "",
        *,
        prompt: Callable[[str], str] = _ask_nobody,
        timeouts: Timeouts = Timeouts(),  # noqa: B008  (it is frozen)
    ) -> None:
        """`profile` is empty for what the environment says (`AWS_PROFILE`, or keys in it).

        `prompt` is asked for MFA codes, in the thread that needs one.
        """
        self.profile = profile
        self._prompt = prompt
        self.timeouts = timeouts
        self._lock = threading.RLock()
        self._session: boto3.Session | None = None
        self._clients: dict[tuple[str, str], Any] = {}
        self._account = ""

    @contextmanager
    def session(self) -> Iterator[boto3.Session]:
        """The boto3 session, for as long as nobody else may touch it."""
        with self._lock:
            if self._session is None:
                self._session = self._make_session()
            yield self._session

    def client(self, service: str, region: str = "") -> Any:  # boto3's clients have no types
        """A client, the same one each time. An empty region is the profile's own."""
        key = (service, region)
        with self.session() as session:
            if key not in self._clients:
                self._clients[key] = session.client(
                    service, region_name=region or self.region() or None, config=self.config()
                )
            return self._clients[key]

    def region(self) -> str:
        """The region to ask where none is given; empty where nothing says one.

        `AWS_REGION` comes first, as for the AWS CLI; boto3 does not look at it.
        """
        with self.session() as session:
            return os.environ.get("AWS_REGION") or session.region_name or ""

    def account(self) -> str:
        """The account's number, asked once (sts:GetCallerIdentity needs no permission)."""
        if not self._account:
            # Any region knows; without one at all, STS has its global endpoint.
            client = self.client("sts", self.region() or "us-east-1")
            self._account = str(client.get_caller_identity()["Account"])
        return self._account

    def renew(self) -> None:
        """Forget session, clients and account: credentials are looked for again."""
        with self._lock:
            self._session = None
            self._clients.clear()
            self._account = ""

    def _make_session(self) -> boto3.Session:
        import boto3
        import botocore.session
        from botocore.credentials import JSONFileCache

        inner = botocore.session.Session(profile=self.profile or None)
        provider = inner.get_component("credential_provider").get_provider("assume-role")
        # Private, but the AWS CLI relies on both; the cache is the one that it shares.
        provider._prompter = self._prompt
        provider.cache = JSONFileCache(str(Path("~/.aws/cli/cache").expanduser()))
        return boto3.Session(botocore_session=inner)

    def config(self) -> Config:
        """How clients connect and wait; they make each call once."""
        from botocore.config import Config

        return Config(
            connect_timeout=self.timeouts.connect,
            read_timeout=self.timeouts.read,
            # Calls are made again by `trailview.aws.asking`, which can be seen and stopped.
            retries={"mode": "standard", "total_max_attempts": 1},
            user_agent_extra=f"trailview/{__version__}",
            user_agent_appid="trailview",
        )
