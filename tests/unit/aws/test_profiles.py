"""What the files below ~/.aws tell of each profile, without asking anybody."""

from __future__ import annotations

import hashlib
import json
import os
import socket
from pathlib import Path
from typing import Any

import pytest
from botocore.configloader import raw_config_parse
from botocore.exceptions import ConfigParseError
from botocore.utils import JSONFileCache
from hypothesis import given
from hypothesis import strategies as st

from trailview.aws.credentials.caches import ROLES, TOKENS, moment, read_entry, stamp, write_entry
from trailview.aws.credentials.config import AwsConfig, Sso, read_config
from trailview.aws.credentials.profiles import (
    Profile,
    ProfileKind,
    Readiness,
    find_profiles,
    need_of,
)
from trailview.errors import Need

NOW = 1_795_442_531.0
"""2026-11-23T14:02:11Z."""
LATER, BEFORE = "2026-11-23T15:00:00Z", "2026-11-23T13:00:00Z"

CONFIG = """
[default]
region = eu-west-3

[profile keys]
aws_access_key_id = AKIAEXAMPLE
aws_secret_access_key = s

[profile half]
aws_access_key_id = AKIAEXAMPLE

[profile "weird name"]
credential_process = /bin/false
s3 =
  max_concurrent_requests = 20

[profile role]
role_arn = arn:aws:iam::111122223333:role/Admin
source_profile = keys
region = sa-east-1

[profile role-by-sso]
role_arn = arn:aws:iam::111122223333:role/Admin
source_profile = sso

[profile mfa]
role_arn = arn:aws:iam::111122223333:role/Admin
source_profile = keys
mfa_serial = arn:aws:iam::111122223333:mfa/alice

[profile web]
role_arn = arn:aws:iam::444455556666:role/Pod
web_identity_token_file = ~/token

[sso-session acme]
sso_start_url = https://acme.awsapps.com/start
sso_region = eu-central-1
sso_registration_scopes = sso:account:access, codewhisperer:completions

[profile sso]
sso_session = acme
sso_account_id = 777788889999
sso_role_name = ReadOnly

[profile old-sso]
sso_start_url = https://old.awsapps.com/start
sso_region = us-east-1
sso_account_id = 777788889999
sso_role_name = ReadOnly

[profile broken-sso]
sso_session = nowhere
sso_account_id = 777788889999
sso_role_name = ReadOnly

[profile console]
login_session = arn:aws:iam::111122223333:user/alice
"""
SESSION = Sso(
    "https://acme.awsapps.com/start",
    "eu-central-1",
    "acme",
    ("sso:account:access", "codewhisperer:completions"),
)
OLD = Sso("https://old.awsapps.com/start", "us-east-1")


def write(name: str, text: str) -> Path:
    """Write a file below ~/.aws; where it is."""
    folder = Path(os.environ["HOME"], ".aws")
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)
    return folder / name


def token(expires: str, **more: str) -> dict[str, str]:
    return {"accessToken": "secret", "expiresAt": expires, **more}


RENEWAL = {
    "refreshToken": "r",
    "clientId": "c",
    "clientSecret": "s",
    "registrationExpiresAt": LATER,
}


def found(**environment: str) -> dict[str, Profile]:
    """All profiles, by name."""
    return {p.name: p for p in find_profiles(environment, NOW).profiles}


def states(**environment: str) -> dict[str, tuple[ProfileKind, Readiness]]:
    return {name: (p.kind, p.readiness) for name, p in found(**environment).items()}


def test_every_kind_is_told_in_the_order_of_the_files() -> None:
    write("config", CONFIG)
    write("credentials", "[keys]\nregion = eu-north-1\n[more]\naws_access_key_id = A\n")
    unknown, needs_login = Readiness.UNKNOWN, Readiness.NEEDS_LOGIN
    assert states() == {
        "default": (ProfileKind.NONE, unknown),
        "keys": (ProfileKind.KEYS, Readiness.READY),
        "half": (ProfileKind.KEYS, unknown),
        "weird name": (ProfileKind.PROCESS, unknown),
        "role": (ProfileKind.ROLE, Readiness.READY),
        "role-by-sso": (ProfileKind.ROLE, needs_login),
        "mfa": (ProfileKind.MFA, needs_login),
        "web": (ProfileKind.WEB_IDENTITY, unknown),
        "sso": (ProfileKind.SSO, needs_login),
        "old-sso": (ProfileKind.SSO, needs_login),
        "broken-sso": (ProfileKind.SSO, unknown),
        "console": (ProfileKind.LOGIN, needs_login),
        "more": (ProfileKind.KEYS, unknown),
    }
    assert list(found()) == list(states())
    assert find_profiles({}, NOW).problems == ()


def test_region_account_and_source_are_told() -> None:
    write("config", CONFIG)
    write("credentials", "[keys]\nregion = eu-north-1\n[more]\n")
    profiles = found()
    assert {name: profiles[name].region for name in ("default", "keys", "role", "mfa")} == {
        "default": "eu-west-3",
        "keys": "eu-north-1",
        "role": "sa-east-1",
        "mfa": "",
    }
    around = found(AWS_DEFAULT_REGION="us-west-2")
    assert {entry.region for entry in around.values()} == {"us-west-2"}, "as for the AWS CLI"
    accounts = {name: p.account for name, p in profiles.items() if p.account}
    assert accounts["web"] == "444455556666"
    assert accounts["sso"] == "777788889999"
    assert "keys" not in accounts
    assert profiles["keys"].source == "~/.aws/config"
    assert profiles["more"].source == "~/.aws/credentials"


def test_logins_hold_as_long_as_their_token() -> None:
    write("config", CONFIG)
    write_entry(TOKENS, SESSION.cache_key, token(LATER))
    write_entry(TOKENS, OLD.cache_key, token(BEFORE, **RENEWAL))
    profiles = found()
    assert (profiles["sso"].readiness, profiles["sso"].detail) == (
        Readiness.READY,
        "until 2026-11-23 15:00 UTC",
    )
    assert profiles["role-by-sso"].detail == "sso: until 2026-11-23 15:00 UTC"
    assert profiles["old-sso"].readiness is Readiness.EXPIRED, "the older form is never renewed"
    write_entry(TOKENS, SESSION.cache_key, token(BEFORE))
    assert found()["sso"].readiness is Readiness.EXPIRED
    write_entry(TOKENS, SESSION.cache_key, token(BEFORE, **RENEWAL))
    assert found()["sso"].readiness is Readiness.READY
    old_client = {**RENEWAL, "registrationExpiresAt": BEFORE}
    write_entry(TOKENS, SESSION.cache_key, token(BEFORE, **old_client))
    assert found()["sso"].readiness is Readiness.EXPIRED


@pytest.mark.parametrize("content", ["{", "[]", '"x"', "{}", '{"accessToken": "a"}', "\x00"])
def test_a_cache_that_cannot_be_read_is_no_login(content: str) -> None:
    write("config", CONFIG)
    write_entry(TOKENS, SESSION.cache_key, {})
    (Path(TOKENS).expanduser() / f"{SESSION.cache_key}.json").write_text(content)
    assert found()["sso"].readiness is Readiness.NEEDS_LOGIN


def test_temporary_keys_hold_as_long_as_the_profile_says() -> None:
    keys = "aws_access_key_id = ASIA\naws_secret_access_key = s\naws_session_token = t\n"
    write(
        "credentials",
        f"[a]\n{keys}[b]\n{keys}x_security_token_expires = {LATER}\n"
        f"[c]\n{keys}aws_expiration = {BEFORE}\n",
    )
    assert {name: readiness for name, (_, readiness) in states().items()} == {
        "a": Readiness.UNKNOWN,
        "b": Readiness.READY,
        "c": Readiness.EXPIRED,
    }


def test_the_environment_comes_first() -> None:
    write("config", CONFIG)
    write("token", "")
    profiles = found(AWS_ACCESS_KEY_ID="AKIA", AWS_SECRET_ACCESS_KEY="s", AWS_REGION="eu-west-1")
    assert list(profiles)[:2] == ["", "default"]
    assert profiles[""] == Profile(
        "", ProfileKind.ENVIRONMENT, "eu-west-1", "", "AWS_ACCESS_KEY_ID", Readiness.READY
    )
    around = found(
        AWS_WEB_IDENTITY_TOKEN_FILE="~/.aws/token", AWS_ROLE_ARN="arn:aws:iam::1111:role/Pod"
    )[""]
    assert (around.account, around.readiness) == ("1111", Readiness.READY)
    container = found(AWS_CONTAINER_CREDENTIALS_RELATIVE_URI="/x")[""]
    assert container.readiness is Readiness.UNKNOWN
    assert "" not in found()


def test_other_files_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "c").write_text("[profile a]\n")
    (tmp_path / "k").write_text("[b]\n")
    named = {
        "AWS_CONFIG_FILE": str(tmp_path / "c"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "k"),
    }
    assert list(found(**named)) == ["a", "b"]


def test_a_broken_file_costs_only_itself() -> None:
    write("config", "region = no section\n")
    write("credentials", "[b]\n")
    everything = find_profiles({}, NOW)
    assert [p.name for p in everything.profiles] == ["b"]
    assert len(everything.problems) == 1
    assert "config" in everything.problems[0]


def test_sections_that_aws_tools_pass_over_are_problems() -> None:
    write("config", '[profile weird name]\n[profile "open]\n[profiles x]\n[profile ok]\n')
    everything = find_profiles({}, NOW)
    assert [p.name for p in everything.profiles] == ["ok"]
    assert len(everything.problems) == 2
    assert '[profile "NAME"]' in everything.problems[0]


_LINES = st.sampled_from(
    [
        "[default]", "[profile a]", "[profile b]", "[DEFAULT]", "[services s]", "region = x",
        "Region=y", "region", "s3 =", "  signature_version = s3v4", "  broken", "# said", "; said",
        "  # said", "a: b", "key = v ; w", "key = %(x)s", "", "\t", "=", "ü = ü", "[", "  more",
    ]
)  # fmt: skip


@given(st.lists(_LINES, max_size=8), st.sampled_from(["\n", "\r\n"]))
def test_files_are_read_as_the_aws_library_reads_them(lines: list[str], end: str) -> None:
    path = write("config", end.join(lines))
    try:
        expected = raw_config_parse(str(path))
    except ConfigParseError:
        expected = {}
    config = read_config({})
    sections = {name: each for name, each in expected.items() if name in ("default", "profile a")}
    told = {name.removeprefix("profile "): each for name, each in sections.items()}
    assert {name: config.profiles[name] for name in config.profiles if name != "b"} == told
    assert config.services.get("s") == expected.get("services s")


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_no_file_is_too_broken(text: str) -> None:
    write("config", text)
    profiles, problems = find_profiles({}, NOW)
    assert all(isinstance(p, Profile) for p in profiles)
    assert all("\n" not in problem for problem in problems)


def test_a_role_is_as_ready_as_what_it_is_taken_with() -> None:
    role = "role_arn = arn:aws:iam::111122223333:role/R\n"
    mfa = f"{role}mfa_serial = arn:aws:iam::111122223333:mfa/alice\n"
    write(
        "config",
        f"[profile env]\n{role}credential_source = Environment\n"
        f"[profile instance]\n{role}credential_source = Ec2InstanceMetadata\n"
        f"[profile nothing]\n{role}"
        f"[profile mfa-by-sso]\n{mfa}source_profile = old-sso\n{CONFIG}",
    )
    profiles = found()
    details = {
        "env": (Readiness.UNKNOWN, "no keys in the environment"),
        "instance": (Readiness.UNKNOWN, "by Ec2InstanceMetadata"),
        "nothing": (Readiness.UNKNOWN, "names no source_profile"),
        "mfa-by-sso": (Readiness.NEEDS_LOGIN, "old-sso"),
        "mfa": (Readiness.NEEDS_LOGIN, "asks for an MFA code"),
    }
    assert {name: (profiles[name].readiness, profiles[name].detail) for name in details} == details
    keys = {"AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s"}
    assert found(**keys)["env"].readiness is Readiness.READY
    write_entry(TOKENS, OLD.cache_key, token(BEFORE))
    assert found()["mfa-by-sso"].readiness is Readiness.EXPIRED


def test_a_circle_of_profiles_ends() -> None:
    role = "role_arn = arn:aws:iam::111122223333:role/R\n"
    write("config", f"[profile a]\n{role}source_profile = b\n[profile b]\n{role}source_profile = a")
    assert found()["a"].readiness is Readiness.UNKNOWN
    assert need_of(read_config({}), "a") is Need.OTHER


def test_what_a_profile_needs_is_what_it_builds_on() -> None:
    write("config", CONFIG)
    config = read_config({})
    needs = {name: need_of(config, name) for name in ("keys", "mfa", "sso", "role-by-sso", "nope")}
    assert needs == {
        "keys": Need.OTHER,
        "mfa": Need.MFA,
        "sso": Need.SSO,
        "role-by-sso": Need.SSO,
        "nope": Need.OTHER,
    }
    assert (config.sso("role-by-sso"), config.sso("old-sso")) == (SESSION, OLD)
    assert config.sso("broken-sso") is None
    assert AwsConfig().sso("any") is None


def test_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any) -> None:
        raise AssertionError("asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr("subprocess.Popen", refuse)
    write("config", CONFIG)
    assert len(found()) == 12


def test_what_is_kept_is_for_nobody_else_and_whole() -> None:
    write_entry(TOKENS, "a", {"x": 1})
    folder = Path(TOKENS).expanduser()
    assert (folder / "a.json").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    write_entry(TOKENS, "a", {"x": 2})
    assert read_entry(TOKENS, "a") == {"x": 2}
    assert [path.name for path in folder.iterdir()] == ["a.json"], "no draft is left"
    with pytest.raises(TypeError):
        write_entry(TOKENS, "a", {"x": object()})
    assert read_entry(TOKENS, "a") == {"x": 2}
    assert [path.name for path in folder.iterdir()] == ["a.json"]


def test_times_are_read_as_all_tools_write_them() -> None:
    assert moment(stamp(NOW)) == NOW
    assert moment("2026-11-23T14:02:11UTC") == NOW
    assert moment("2026-11-23T15:02:11+01:00") == NOW
    assert (moment("soon"), moment(None), moment(5)) == (None, None, None)


def test_a_role_kept_by_the_library_is_found() -> None:
    """The key is botocore's; `test_sessions` has it write one by itself."""
    write("config", CONFIG)
    secrets = {"AccessKeyId": "ASIA", "SecretAccessKey": "s", "SessionToken": "t"}
    kept = {"Credentials": {**secrets, "Expiration": LATER}}
    arguments = {
        "RoleArn": "arn:aws:iam::111122223333:role/Admin",
        "SerialNumber": "arn:aws:iam::111122223333:mfa/alice",
    }
    key = hashlib.sha1(json.dumps(arguments, sort_keys=True).encode()).hexdigest()
    JSONFileCache(str(Path(ROLES).expanduser()))[key] = kept
    assert found()["mfa"].readiness is Readiness.READY
    assert found()["mfa"].detail == "until 2026-11-23 14:45 UTC", "a code is asked for from then on"
    assert found()["role"].detail != found()["mfa"].detail
