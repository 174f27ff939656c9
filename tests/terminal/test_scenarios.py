"""Ten things one wants to know, typed as docs/KEYS.md says, and the right answer on the screen."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.aws_double.clock import Clock
from tests.aws_double.sso import Decision
from tests.processes import wait_until
from tests.terminal import incident, scenarios
from tests.terminal.incident import BREAK_GLASS, NIGHT_ROLE
from tests.terminal.scenarios import play, return_to_start, rows_shown
from tests.terminal.scene import Scene, playing
from tests.terminal.tmux import Terminal, is_available
from tests.trails import trail_file
from trailview.demo.cast import PRODUCTION, STAGING

pytestmark = pytest.mark.terminal


@pytest.fixture
def scene() -> Iterator[Scene]:
    """The double of AWS about two accounts, and a home that has one's records as files too."""
    if not is_available():
        pytest.skip("tmux is not installed")
    records = incident.happened(int(time.time()))
    with playing(records, Clock()) as made:
        made.set({("profiles", "prod", "colour"): "red"})
        here = [record for record in records if record["recipientAccountId"] == PRODUCTION]
        trail_file(made.home / "trail", here, time.strftime("%Y%m%dT%H%MZ", time.gmtime()))
        yield made


def test_nine_questions_are_answered_from_files(scene: Scene) -> None:
    terminal = scene.open("open", str(scene.home / "trail"), cols=120, rows=40)
    terminal.wait_for(lambda screen: len(rows_shown(screen)) > 10)
    for scenario, shows in ANSWERS.items():
        try:
            play(terminal, scenario, VALUES)
            terminal.wait_for(shows)
            return_to_start(terminal)
        except (AssertionError, TimeoutError) as error:
            error.add_note(f"in: {scenario.wanted}")
            raise
    _hands_five_on(terminal, scene.home / "found.md")
    _quit(terminal)


def test_the_same_question_is_answered_in_the_other_account(scene: Scene) -> None:
    scene.sso.usual = Decision.ALLOWED
    scene.sso.interval = 1
    terminal = scene.open("--profile", "prod", "--since", "1d", cols=120, rows=40)
    terminal.wait_for("window read")
    play(terminal, scenarios.ELSEWHERE, {"PROFILE": "staging"})
    there = [("mallory", name) for name in ("GetRole", "CreateUser", "ListGroups")]
    terminal.wait_for(
        are_rows(*there),
        lambda screen: STAGING in screen.splitlines()[0],
        lambda screen: "Shown here" not in screen,
    )
    _quit(terminal)


def _quit(terminal: Terminal) -> None:
    """End the program, which writes into the home that goes with the scene."""
    terminal.keys("q")
    assert terminal.exit_code() == 0


def _hands_five_on(terminal: Terminal, target: Path) -> None:
    play(terminal, scenarios.HANDED_ON, {"FILE.md": str(target)})
    wait_until(target.exists, "the file is written")
    text = target.read_text("utf-8")
    assert text.startswith("# marks: 5 marked events")
    told = re.findall(r"(\w+) tried to [^\n]* in (\w+)", text)
    refused = {("gina", "iam"), *(("mallory", s) for s in ("iam", "s3", "kms", "secretsmanager"))}
    assert len(told) == 5
    assert set(told) == refused


def are_rows(*rows: tuple[str, str]) -> Callable[[str], bool]:
    """Whether these, and no others, are the rows of the table."""
    return lambda screen: rows_shown(screen) == list(rows)


def is_dmitri_behind_it(screen: str) -> bool:
    return "│ done" in screen and "AssumeRole" in screen and ":user/dmitri" in screen


def are_denials_counted(screen: str) -> bool:
    """Whether actors are crossed with errors, those with most of them first."""
    counts = re.findall(r"^[ ▌](\w+|  AccessDenied) +[█-▏]+ +(\d+)\b", screen, re.MULTILINE)
    return counts == [
        ("mallory", "4"),
        ("  AccessDenied", "4"),
        ("gina", "1"),
        ("  AccessDenied", "1"),
    ]


VALUES = {
    "BUCKET": incident.BUCKET,
    "AKIA…": incident.LEAKED,
    "ASIA…": incident.SESSION_KEY,
    "ROLE": NIGHT_ROLE,
}
"""What is typed in place of the page's examples."""
ANSWERS = {
    scenarios.BUCKET_POLICY: are_rows(("carol", "DeleteBucketPolicy"), ("bob", "PutBucketPolicy")),
    scenarios.LONG_TERM_KEY: are_rows(
        ("ci-deploy", "CreateAccessKey"),
        ("ci-deploy", "CreateUser"),
        ("ci-deploy", "GetCallerIdentity"),
    ),
    scenarios.SESSION_KEY: is_dmitri_behind_it,
    scenarios.CHANGES: are_rows(("farid", "StopInstances"), ("esther", "ModifyDBInstance")),
    scenarios.LAST_NIGHT: are_rows(
        (f"{NIGHT_ROLE}/export", "DescribeBackup"),
        (f"{NIGHT_ROLE}/export", "DescribeDBSnapshots"),
    ),
    scenarios.DENIED: are_denials_counted,
    scenarios.WITHOUT_MFA: are_rows(("heidi", "ConsoleLogin")),
    scenarios.AROUND: are_rows(
        ("alice", "DescribeInstances"),
        (f"{BREAK_GLASS}/oncall", "DescribeVolumes"),
        (f"{BREAK_GLASS}/oncall", "DeleteDBInstance"),
        ("dmitri", "AssumeRole"),
        ("alice", "DescribeInstances"),
    ),
}
"""What shows at the end of each that is asked about files."""
