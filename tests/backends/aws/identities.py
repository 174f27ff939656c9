"""Profiles whose credentials a double gives: by SSO, and by an MFA code."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.aws_double.fixture import SECRET
from tests.aws_double.identities import key_of
from tests.aws_double.sso import Decision, Sso
from tests.aws_double.sts import Sts
from tests.backends.aws.site import ACCOUNT, REGION, DoubleClock, OpenSite, Site
from tests.make import record
from trailview.aws.credentials.config import read_config
from trailview.aws.credentials.login import DeviceCode, LoggedIn, log_in
from trailview.aws.credentials.sessions import Access
from trailview.aws.pacing import Clock
from trailview.backends.base import Cancel

START_URL = "https://acme.awsapps.com/start"
KEYS = {"Version": 1, "AccessKeyId": key_of(ACCOUNT), "SecretAccessKey": SECRET}
CONFIG = f"""
[sso-session acme]
sso_start_url = {START_URL}
sso_region = {REGION}
sso_registration_scopes = sso:account:access

[profile sso]
sso_session = acme
sso_account_id = {ACCOUNT}
sso_role_name = ReadOnly
region = {REGION}

[profile old-sso]
sso_start_url = {START_URL}
sso_region = {REGION}
sso_account_id = {ACCOUNT}
sso_role_name = ReadOnly
region = {REGION}

[profile oncall]
role_arn = arn:aws:iam::{ACCOUNT}:role/Admin
mfa_serial = arn:aws:iam::{ACCOUNT}:mfa/alice
credential_source = Environment
region = {REGION}

[profile keys]
aws_access_key_id = {key_of(ACCOUNT)}
aws_secret_access_key = {SECRET}
region = {REGION}

[profile role]
role_arn = arn:aws:iam::{ACCOUNT}:role/Reader
source_profile = keys
region = {REGION}

[profile helper]
credential_process = echo '{json.dumps(KEYS)}'
region = {REGION}
"""
AGES = 100 * 365 * 86_400.0
"""Seconds by which the double is ahead of the clock that botocore reads: what it gives holds."""


def configure(monkeypatch: pytest.MonkeyPatch, text: str = CONFIG) -> None:
    """Write ~/.aws/config, and have botocore look for tokens in this test's home."""
    folder = Path(os.environ["HOME"], ".aws")
    folder.mkdir(exist_ok=True)
    (folder / "config").write_text(text)
    cache = str(folder / "sso" / "cache")  # botocore has looked for its home when it was imported
    for owner in ("credentials.SSOProvider", "tokens.SSOTokenProvider"):
        monkeypatch.setattr(f"botocore.{owner}._SSO_TOKEN_CACHE_DIR", cache)


def sso_of(site: Site) -> Sso:
    return site.running.service(Sso)


def sts_of(site: Site) -> Sts:
    return site.running.service(Sts)


class Login:
    """A login as a user goes through it: asks, confirms in the browser, waits."""

    def __init__(self, site: Site, profile: str = "sso", clock: Clock | None = None) -> None:
        self.site = site
        self.clock = clock or DoubleClock(site.clock)
        self.cancel = Cancel()
        self.codes: list[DeviceCode] = []
        sso = read_config().sso(profile)
        assert sso is not None
        self.sso = sso
        self.profile = profile

    def run(
        self, decision: Decision = Decision.ALLOWED, looks_before: int = 0, *, renew: bool = True
    ) -> LoggedIn:
        """To its end. Raises what it raises."""
        for step in self.steps(renew=renew):
            if isinstance(step, LoggedIn):
                return step
            self.codes.append(step)
            sso_of(self.site).decide(step.code, decision, looks_before)
        raise AssertionError("it has no end")

    def steps(self, *, renew: bool = True) -> Iterator[DeviceCode | LoggedIn]:
        return log_in(
            self.sso,
            Access(self.profile),
            self.cancel,
            renew=renew,
            clock=self.clock,
            now=self.site.clock.now,
        )


@pytest.fixture
def identities(open_site: OpenSite, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A double far ahead in time, and the profiles above."""
    site = open_site([record()])
    site.clock.advance(AGES)
    configure(monkeypatch)
    return site
