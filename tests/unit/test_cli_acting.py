"""What `[by]` in the settings adds, from the command line: to columns, and where workers read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.command_line import run_program
from tests.make import record
from tests.trails import trail_file
from tests.unit.test_cli import names

RECORDS = [
    record(0, eventName="E0", userIdentity={"type": "IAMUser", "userName": "alice"}),
    record(1, eventName="E1", userIdentity={"type": "IAMUser", "userName": "deploy"}),
    record(2, eventName="E2", userAgent="terraform/1.9", userIdentity={"type": "IAMUser"}),
    record(
        3, eventName="E3", userIdentity={"type": "AWSService", "invokedBy": "ec2.amazonaws.com"}
    ),
]


@pytest.fixture
def settings() -> Path:
    """The file of settings."""
    folder = Path(os.environ["TRAILVIEW_CONFIG_DIR"])
    folder.mkdir()
    return folder / "config.toml"


@pytest.fixture
def trail(tmp_path: Path) -> str:
    trail_file(tmp_path / "trail", RECORDS, "20251122T1205Z")
    return str(tmp_path / "trail")


@pytest.mark.parametrize(
    ("question", "without", "having"),
    [
        ("by:automation", ["E2"], ["E2", "E1"]),
        ("by:person", ["E1", "E0"], ["E0"]),
        ("by:service", ["E3"], ["E3"]),
        # A term beside it that takes the record is settled by a worker, and so is the group.
        ("(by:automation $.eventVersion:* or is:service)", ["E3", "E2"], ["E3", "E2", "E1"]),
        ("-(by:automation $.eventVersion:*)", ["E3", "E1", "E0"], ["E3", "E0"]),
    ],
)
def test_own_terms_hold_everywhere(
    settings: Path, trail: str, question: str, without: list[str], having: list[str]
) -> None:
    ask = ("query", "--path", trail, "--format", "ndjson", question)
    assert names(run_program(*ask).stdout) == without
    settings.write_text('[by]\nautomation = ["user:deploy"]\n')
    done = run_program(*ask)
    assert (names(done.stdout), done.stderr) == (having, "")


def test_a_term_that_cannot_tell_is_a_complaint_and_stops_nothing(
    settings: Path, trail: str
) -> None:
    settings.write_text('[by]\nautomation = ["usr:x"]\nworkload = ["resource:x"]\nperson = ["a"]\n')
    done = run_program("query", "by:automation", "--path", trail, "--format", "ndjson")
    assert names(done.stdout) == ["E2"]
    assert "by.automation: 'usr:x' cannot tell who acts." in done.stderr
    assert "by.workload: 'resource:x' cannot tell who acts." in done.stderr
    assert "There is no setting 'person' here" in done.stderr
