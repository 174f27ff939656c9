"""The screen on the double: nothing of the user's own settings is seen there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.aws_double.clock import Clock
from tests.aws_double.corpus import Corpus
from tests.aws_double.demo import environment, furnish, main
from tests.aws_double.fixture import running_double
from tests.make import record
from trailview.aws.credentials.profiles import ProfileKind
from trailview.compose.aws import access_of, settled
from trailview.compose.profiles import known_profiles
from trailview.context import Context
from trailview.demo.cast import PRODUCTION, STAGING
from trailview.settings.memory import Memory


def test_the_users_own_settings_lead_nowhere(tmp_path: Path) -> None:
    users = {
        "HOME": "/home/alice",
        "PATH": "/bin",
        "TERM": "xterm",
        "AWS_PROFILE": "prod",
        "AWS_SESSION_TOKEN": "secret",
        "AWS_REGION": "us-west-2",
        "XDG_CONFIG_HOME": "/home/alice/.config",
        "HTTPS_PROXY": "http://proxy:3128",
    }
    with running_double(Corpus([record(1)])) as running:
        made = environment(users, running, tmp_path)
        assert made == {
            "PATH": "/bin",
            "TERM": "xterm",
            "HTTPS_PROXY": "http://proxy:3128",
            "NO_PROXY": "127.0.0.1",
            "HOME": str(tmp_path),
            "TRAILVIEW_CONFIG_DIR": str(tmp_path / "trailview"),
            "TRAILVIEW_CACHE_DIR": str(tmp_path / "kept"),
            **running.environment(),
        }


def test_there_are_profiles_to_change_to(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    accounts = (PRODUCTION, STAGING)
    corpus = Corpus([record(n, recipientAccountId=account) for n, account in enumerate(accounts)])
    with running_double(corpus, clock=Clock()) as running:
        furnish(tmp_path, running)
        for name, value in environment({}, running, tmp_path).items():
            monkeypatch.setenv(name, value)
        memory = Memory()
        found = known_profiles(memory.settings)
        kinds = {entry.name: entry.kind for entry in found.profiles}
        assert (found.problems, memory.troubles) == ((), [])
        assert set(kinds.values()) == {
            ProfileKind.ENVIRONMENT,
            ProfileKind.KEYS,
            ProfileKind.SSO,
            ProfileKind.MFA,
        }
        contexts = {name: settled(Context((name,)), memory.settings) for name in kinds}
        told = {
            name: access_of(context, lambda text: "123456").account()
            for name, context in contexts.items()
            if kinds[name] is not ProfileKind.SSO
        }
        assert told == {
            "": PRODUCTION,
            "prod": PRODUCTION,
            "staging": STAGING,
            "prod-oncall": PRODUCTION,
            "prod-everywhere": PRODUCTION,
        }
        assert access_of(contexts["staging-sso"]).sso() is not None
        for name in kinds.keys() - {""}:
            bucket = contexts[name].text("athena_output").removeprefix("s3://").partition("/")[0]
            assert running.double.services.objects is not None
            assert running.double.services.objects.sizes(bucket) == {}


def test_wrong_usage_ends_it_with_trailviews_exit_code(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--no-such-option"]) == 2
    assert "--no-such-option" in capfd.readouterr().err
