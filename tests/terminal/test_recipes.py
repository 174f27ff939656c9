"""What people ask first about a key and a person, typed over the demo in a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.terminal.tmux import Terminal, is_available

pytestmark = pytest.mark.terminal
ROOT = Path(__file__).parent.parent.parent
COMMAND = [sys.executable, "-m", "trailview", "demo"]
_PATIENCE = 60
"""Seconds for what is looked for in all files."""


@pytest.fixture
def opened() -> Iterator[Terminal]:
    """The demo's trail on the screen."""
    if not is_available():
        pytest.skip("tmux is not installed")
    with (
        TemporaryDirectory(prefix="tv-") as folder,
        Terminal(Path(folder), COMMAND, 160, 45, {"PYTHONPATH": str(ROOT)}) as terminal,
    ):
        terminal.wait_for(lambda screen: screen.count(":") > 20, _PATIENCE)
        yield terminal


def ask(terminal: Terminal, question: str) -> None:
    """`/`, the question, Enter; and wait for its own answer."""
    before, status = terminal.screen().splitlines()[1], terminal.screen().splitlines()[-1]
    terminal.keys("/")
    terminal.wait_for(lambda screen: screen.splitlines()[1] != before)
    terminal.type(question)
    terminal.wait_for(question)
    terminal.keys("Enter")

    def is_answered(screen: str) -> bool:
        last = screen.splitlines()[-1]
        return last != status and " match" in last and "/ question" in last

    terminal.wait_for(is_answered, _PATIENCE)


def is_found_out(screen: str) -> bool:
    return "│ done" in screen or "│ incomplete" in screen


def test_who_is_behind_this_key(opened: Terminal) -> None:
    ask(opened, "key:ASIA* role:AuditRole")
    opened.keys("w")
    screen = opened.wait_for(is_found_out, _PATIENCE)
    assert "AssumeRole" in screen
    assert ":user/alice" in screen


def test_what_did_this_person_do_through_all_their_roles(opened: Terminal) -> None:
    ask(opened, "user:alice type:IAMUser")
    opened.keys("W")
    screen = opened.wait_for(lambda screen: is_found_out(screen) or "Go on?" in screen, _PATIENCE)
    if "Go on?" in screen:
        opened.keys("j", "Enter")
        screen = opened.wait_for(is_found_out, _PATIENCE)
    assert "AuditRole/alice" in screen
    opened.keys("Enter")
    screen = opened.wait_for(lambda screen: "all of arn:aws:iam" in screen, _PATIENCE)
    opened.wait_for("AuditRole/alice", _PATIENCE)
