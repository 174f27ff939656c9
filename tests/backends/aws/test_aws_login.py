"""Profiles of `aws login`: credentials that the AWS CLI keeps, in memory of a browser login."""

from __future__ import annotations

import hashlib
import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.aws_double.fixture import SECRET
from tests.aws_double.identities import key_of
from tests.backends.aws.identities import configure
from tests.backends.aws.site import ACCOUNT, REGION, OpenSite
from tests.make import record
from trailview.aws.credentials.profiles import ProfileKind, Readiness, find_profiles
from trailview.cli.main import run

SESSION = f"arn:aws:iam::{ACCOUNT}:user/alice"
CONFIG = f"[profile console]\nlogin_session = {SESSION}\nregion = {REGION}\n"


@pytest.fixture
def cache(open_site: OpenSite, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the credentials of the profile's session are kept, beside a double of AWS."""
    open_site([record()])
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name)
    configure(monkeypatch, CONFIG)
    monkeypatch.setenv("AWS_LOGIN_CACHE_DIRECTORY", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path / f"{hashlib.sha256(SESSION.encode()).hexdigest()}.json"


def keep(cache: Path, seconds: float, **more: str) -> None:
    """Keep credentials that last so long, as the AWS CLI does."""
    until = datetime.fromtimestamp(time.time() + seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    token = {
        "accessKeyId": key_of(ACCOUNT),
        "secretAccessKey": SECRET,
        "sessionToken": "token",
        "accountId": ACCOUNT,
        "expiresAt": until,
    }
    cache.write_text(json.dumps({"accessToken": token, "clientId": "cli", "dpopKey": "k", **more}))


def test_kept_credentials_work_as_installed(
    cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(cache, 900, refreshToken="r")
    assert run(["login", "console"]) == 0
    said = capsys.readouterr().out
    assert f"Account {ACCOUNT}" in said
    assert "then: aws login --profile console (the AWS CLI 2.32 or later" in said


def test_without_any_it_says_exactly_what_to_type(
    cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del cache
    assert run(["login", "console"]) == 4
    printed = capsys.readouterr()
    assert "Log in: aws login --profile console" in printed.err


@pytest.mark.parametrize(
    ("seconds", "more", "readiness"),
    [
        (900, {"refreshToken": "r"}, Readiness.READY),
        (-60, {"refreshToken": "r"}, Readiness.UNKNOWN),
        (-60, {}, Readiness.NEEDS_LOGIN),
    ],
)
def test_it_is_shown_as_what_it_is(
    cache: Path, seconds: float, more: dict[str, str], readiness: Readiness
) -> None:
    keep(cache, seconds, **more)
    (profile,) = [p for p in find_profiles().profiles if p.name == "console"]
    assert (profile.kind, profile.readiness) == (ProfileKind.LOGIN, readiness)
    assert str(profile.kind) == "aws login"
