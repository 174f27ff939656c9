"""Profiles, clients and whose account it is."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import botocore.session
import pytest
from botocore.exceptions import ProfileNotFound
from botocore.utils import JSONFileCache

from tests.backends.aws.site import ACCOUNT, REGION, OpenSite
from tests.make import record
from trailview import __version__
from trailview.aws.credentials.sessions import Access
from trailview.errors import CredentialsError


def configure(text: str) -> None:
    """Write `~/.aws/config`."""
    folder = Path(os.environ["HOME"], ".aws")
    folder.mkdir(exist_ok=True)
    (folder / "config").write_text(text)


def access_key(access: Access) -> str:
    """The key that calls would be signed with."""
    with access.session() as session:
        key: str = session.get_credentials().access_key
        return key


def test_region_is_the_argument_then_the_environments_then_the_profiles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    configure("[default]\nregion = eu-west-3\n[profile prod]\nregion = sa-east-1\n")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    assert (Access().region(), Access("prod").region()) == ("eu-west-3", "sa-east-1")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ca-central-1")
    assert Access("prod").region() == "ca-central-1"
    monkeypatch.setenv("AWS_REGION", "ap-south-1")
    assert Access("prod").region() == "ap-south-1"
    assert Access().client("logs").meta.region_name == "ap-south-1"
    assert Access().client("logs", "us-east-2").meta.region_name == "us-east-2"


def test_a_profile_that_is_named_beats_keys_in_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    configure("[profile prod]\naws_access_key_id = AKIAPROD\naws_secret_access_key = s\n")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    assert access_key(Access("prod")) == "AKIAPROD"
    monkeypatch.setenv("AWS_PROFILE", "prod")
    assert access_key(Access()) == "AKIAENVIRONMENT"


def test_an_unknown_profile_is_told_when_it_is_used() -> None:
    with pytest.raises(ProfileNotFound):
        Access("nope").client("cloudtrail", REGION)


def test_threads_share_one_client(open_site: OpenSite) -> None:
    site = open_site([record()])
    start = threading.Barrier(4)

    def client() -> object:
        start.wait()
        return site.access.client("cloudtrail", REGION)

    with ThreadPoolExecutor(4) as pool:
        clients = [future.result() for future in [pool.submit(client) for _ in range(4)]]
    assert len(set(map(id, clients))) == 1


def test_clients_are_impatient_and_say_who_they_are(open_site: OpenSite) -> None:
    client = open_site([record()]).access.client("cloudtrail", REGION)
    config = client.meta.config
    assert (config.connect_timeout, config.read_timeout) == (5, 5)
    assert config.retries == {"mode": "standard", "total_max_attempts": 1}
    assert f"trailview/{__version__}" in config.user_agent
    assert "app/trailview" in config.user_agent
    usual = Access().client("cloudtrail", REGION).meta.config
    assert usual.connect_timeout + 5 <= 10
    assert usual.read_timeout < 10


def test_the_account_is_asked_once(open_site: OpenSite) -> None:
    site = open_site([record()])
    assert [site.access.account(), site.access.account()] == [ACCOUNT, ACCOUNT]
    assert len(site.asked("GetCallerIdentity")) == 1


def test_renewing_looks_for_credentials_again(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = "444455556666"
    site = open_site([record(), record(1, recipientAccountId=other)])
    assert site.access.account() == ACCOUNT
    for name, value in site.running.environment(other).items():
        monkeypatch.setenv(name, value)
    assert site.access.account() == ACCOUNT
    site.access.renew()
    assert site.access.account() == other


MFA = f"""
[profile oncall]
role_arn = arn:aws:iam::{ACCOUNT}:role/Admin
mfa_serial = arn:aws:iam::{ACCOUNT}:mfa/alice
credential_source = Environment
region = {REGION}
"""


def test_mfa_codes_are_asked_for_where_there_is_somebody(open_site: OpenSite) -> None:
    site = open_site([record()])
    site.clock.advance(100 * 365 * 86_400)  # sessions of our own time have long expired
    configure(MFA)
    prompts = []

    def prompt(text: str) -> str:
        prompts.append(text)
        return "123456"

    assert Access("oncall", prompt=prompt).account() == ACCOUNT
    assert site.asked("AssumeRole")[0]["TokenCode"] == "123456"
    assert len(prompts) == 1
    assert Access("oncall").account() == ACCOUNT, "the role's session is kept where the CLI has it"


def test_nobody_to_ask_for_a_code_is_an_error(open_site: OpenSite) -> None:
    open_site([record()])
    configure(MFA)
    with pytest.raises(CredentialsError, match="MFA code"):
        Access("oncall").account()


def test_a_roles_session_is_kept_as_the_aws_cli_keeps_it(open_site: OpenSite) -> None:
    site = open_site([record()])
    site.clock.advance(100 * 365 * 86_400)
    configure(MFA)
    access = Access("oncall", prompt=lambda text: "123456")
    assert access.account() == ACCOUNT
    folder = Path(os.environ["HOME"], ".aws", "cli", "cache")
    asked = {
        "RoleArn": f"arn:aws:iam::{ACCOUNT}:role/Admin",
        "SerialNumber": f"arn:aws:iam::{ACCOUNT}:mfa/alice",
    }
    name = hashlib.sha1(json.dumps(asked, sort_keys=True).encode()).hexdigest()
    (kept,) = folder.iterdir()
    assert kept.name == f"{name}.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert {stat.S_IMODE(x.stat().st_mode) for x in (folder, folder.parent)} == {0o700}
    held = json.loads(kept.read_bytes())["Credentials"]
    assert held.keys() >= {"AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"}

    cli = botocore.session.Session(profile="oncall")
    provider = cli.get_component("credential_provider").get_provider("assume-role")
    provider.cache = JSONFileCache(str(folder))
    assert cli.get_credentials().get_frozen_credentials().access_key == held["AccessKeyId"]
    assert len(site.asked("AssumeRole")) == 1


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"Credentials": {"AccessKeyId": "A"}}'])
def test_what_cannot_be_read_of_a_session_is_not_there(open_site: OpenSite, content: str) -> None:
    site = open_site([record()])
    site.clock.advance(100 * 365 * 86_400)
    configure(MFA)
    prompts: list[str] = []

    def prompt(text: str) -> str:
        prompts.append(text)
        return "123456"

    Access("oncall", prompt=prompt).account()
    (kept,) = Path(os.environ["HOME"], ".aws", "cli", "cache").iterdir()
    kept.write_text(content)
    assert Access("oncall", prompt=prompt).account() == ACCOUNT
    assert len(prompts) == 2


def test_a_session_that_cannot_be_kept_holds_all_the_same(open_site: OpenSite) -> None:
    open_site([record()]).clock.advance(100 * 365 * 86_400)
    configure(MFA)
    Path(os.environ["HOME"], ".aws", "cli").write_text("in the way")
    assert Access("oncall", prompt=lambda text: "123456").account() == ACCOUNT


def test_errors_have_the_name_that_the_user_gave(open_site: OpenSite) -> None:
    open_site([record()])
    configure(MFA)
    with pytest.raises(CredentialsError, match="MFA code") as raised:
        Access("oncall", name="prod").account()
    assert (raised.value.profile, raised.value.hint) == (
        "prod",
        "Log in first: trailview login prod",
    )
    asked = Access("oncall", name="prod").asked("logs", "StartQuery", REGION)
    assert (asked.profile, asked.aws_profile) == ("prod", "oncall")
