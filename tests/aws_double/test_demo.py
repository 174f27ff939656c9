"""The screen on the double: nothing of the user's own settings is seen there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.aws_double.corpus import Corpus
from tests.aws_double.demo import environment, main
from tests.aws_double.fixture import running_double
from tests.make import record


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
            **running.environment(),
        }


def test_wrong_usage_ends_it_with_trailviews_exit_code(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--no-such-option"]) == 2
    assert "--no-such-option" in capfd.readouterr().err
