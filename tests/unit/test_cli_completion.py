"""What a shell is told when somebody types and asks what can stand next."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from trailview.cli import exit_codes, main

ASKED = "_ARGCOMPLETE"
"""The environment variable by which a shell asks."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "aws").write_text("[profile prod]\nregion = eu-west-1\n[profile stage]\n")
    (tmp_path / "config.toml").write_text('[profiles.oncall]\naws_profile = "prod"\n')
    return tmp_path


def offered(home: Path, line: str) -> list[str]:
    """What is offered behind the words of a line, in the way that a shell asks for it."""
    answer = home / "answer"
    environment = os.environ | {
        ASKED: "1",
        "_ARGCOMPLETE_IFS": "\n",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
        "_ARGCOMPLETE_SUPPRESS_SPACE": "1",
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
        "COMP_TYPE": "9",
        "TRAILVIEW_CONFIG_DIR": str(home),
        "AWS_CONFIG_FILE": str(home / "aws"),
        "AWS_SHARED_CREDENTIALS_FILE": str(home / "none"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "trailview"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert not done.stderr
    return answer.read_text().split("\n")


@pytest.mark.parametrize(
    ("line", "some"),
    [
        ("trailview ", ["query", "completion", "who"]),
        ("trailview que", ["query"]),
        ("trailview cache ", ["info", "clear", "verify"]),
        ("trailview marks ex", ["export"]),
        ("trailview query --ba", ["--backend"]),
        ("trailview query --backend ins", ["insights"]),
        ("trailview query --profile ", ["prod", "stage", "oncall"]),
        ("trailview query --profile prod,st", ["prod,stage"]),
        ("trailview query --region eu-central-", ["eu-central-1", "eu-central-2"]),
        ("trailview query --saved den", ["denied", "denied-for"]),
        ("trailview query --columns time,res", ["time,resource"]),
        ("trailview saved den", ["denied", "denied-for"]),
        ("trailview use", ["user:"]),
        ("trailview user:x --prof", ["--profile"]),
        ("trailview --profile st", ["stage"]),
        ("trailview --profile stage -age", ["-agent:"]),
        ("trailview -is:wr", ["-is:write"]),
        ("trailview query -is:den", ["-is:denied"]),
        ("trailview query 'user:x -resource-t", ["user:x -resource-type:"]),
        ("trailview query 'is:read,wr", ["is:read,write"]),
        ("trailview query '(event:DeleteTrai", ["(event:DeleteTrail"]),
    ],
)
def test_what_can_stand_next_is_offered(home: Path, line: str, some: list[str]) -> None:
    found = offered(home, line)
    assert set(some) <= {word.strip() for word in found}
    assert all(word for word in found)


def test_what_there_is_nothing_for_offers_nothing(home: Path) -> None:
    assert offered(home, "trailview query nofield:x") == [""]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_text(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["completion", shell]) == exit_codes.COMPLETE
    text = capsys.readouterr().out
    assert "trailview" in text
    assert ASKED in text


def test_another_shell_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["completion", "cmd"]) == exit_codes.USAGE
    assert "choose from" in capsys.readouterr().err
