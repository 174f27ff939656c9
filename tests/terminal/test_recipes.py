"""The README's recipes, typed as written: on files, and on the double of AWS."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.terminal.tmux import Terminal, is_available

pytestmark = pytest.mark.terminal
ROOT = Path(__file__).parent.parent.parent
FRIDAY = 4


def working_afternoon() -> list[str]:
    """A time range in which the people of the demo trail are at work, whenever this runs."""
    day = datetime.now(UTC).date() - timedelta(days=1)
    while day.weekday() > FRIDAY:
        day -= timedelta(days=1)
    return ["--since", f"{day}T12:00Z", "--until", f"{day}T16:00Z"]


COMMANDS = {
    "files": ["-m", "trailview", "demo"],
    "aws": ["-m", "tests.aws_double.demo", *working_afternoon()],
}
_READ = re.compile(r"(?:files|window) read · ")
"""In the status line of an answer that is whole."""
_SOME = re.compile(r"\b[1-9][\d,]* match")
MOST_KEYS = 6
"""Beside the values that are typed; saying yes to more than 20 calls takes two of them."""
_PATIENCE = 120
"""Seconds for what event history is asked at its own pace."""


@pytest.fixture(params=COMMANDS)
def opened(request: pytest.FixtureRequest) -> Iterator[Terminal]:
    """The demo's trail on the screen: from files, or as AWS answers about it."""
    if not is_available():
        pytest.skip("tmux is not installed")
    command = [sys.executable, *COMMANDS[request.param]]
    with (
        TemporaryDirectory(prefix="tv-") as folder,
        Terminal(Path(folder), command, 160, 45, {"PYTHONPATH": str(ROOT)}) as terminal,
    ):
        terminal.wait_for(lambda screen: _READ.search(screen) is not None, timeout=_PATIENCE)
        yield terminal
        assert terminal.pressed <= MOST_KEYS


def ask(terminal: Terminal, question: str) -> None:
    """`/`, the question, Enter; and wait for an event of its answer."""
    top, status = _ends(terminal.screen())
    terminal.keys("/")
    terminal.wait_for(lambda screen: _ends(screen)[0] != top)
    terminal.type(question)
    terminal.wait_for(question)
    terminal.keys("Enter")

    def is_answered(screen: str) -> bool:
        """The terms stand in the sidebar, and the status tells of another answer's rows."""
        now = _ends(screen)[1]
        return "✕" in screen and now != status and _SOME.search(now) is not None

    terminal.wait_for(is_answered, timeout=_PATIENCE)


def _ends(screen: str) -> tuple[str, str]:
    """The question's line, and the status line."""
    lines = screen.splitlines()
    return lines[1], lines[-2]


def is_found_out(screen: str) -> bool:
    return "│ done" in screen or "│ incomplete" in screen


def test_who_is_behind_this_key(opened: Terminal) -> None:
    ask(opened, "key:ASIA* role:AuditRole")
    opened.keys("w")
    opened.wait_for(is_found_out, "AssumeRole", ":user/alice", timeout=_PATIENCE)


def test_what_did_this_person_do_through_all_their_roles(opened: Terminal) -> None:
    ask(opened, "user:alice type:IAMUser")
    opened.keys("W")
    screen = opened.wait_for(
        lambda screen: is_found_out(screen) or "Go on?" in screen, timeout=_PATIENCE
    )
    if "Go on?" in screen:
        opened.keys("j", "Enter")
    opened.wait_for(is_found_out, "AuditRole/alice", timeout=_PATIENCE)
    opened.keys("Enter")
    opened.wait_for("all of arn:aws:iam", "AuditRole/alice", timeout=_PATIENCE)


def test_what_happened_to_this_bucket(opened: Terminal) -> None:
    ask(opened, "resource:acme-production-data")
    opened.keys("w")
    opened.wait_for(is_found_out, timeout=_PATIENCE)
