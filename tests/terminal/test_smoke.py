"""The whole program, opened, looked at and closed as a person would."""

from __future__ import annotations

import os
import signal

import pytest

from tests.processes import children, has_ended, wait_until
from tests.terminal.conftest import Start

pytestmark = pytest.mark.terminal


@pytest.mark.parametrize(("cols", "rows"), [(80, 24), (160, 45)])
def test_the_demo_opens_shows_events_helps_and_quits(start: Start, cols: int, rows: int) -> None:
    terminal = start("demo", cols=cols, rows=rows)
    terminal.wait_for(lambda screen: screen.count(":") > 20 and "demo trail" in screen)
    terminal.keys("?")
    terminal.wait_for("Help")
    terminal.keys("Escape")
    terminal.wait_for(lambda screen: "Help" not in screen)
    terminal.keys("q")
    assert terminal.exit_code() == 0


def test_control_c_quits(start: Start) -> None:
    terminal = start("demo")
    terminal.wait_for("demo trail")
    terminal.keys("C-c")
    assert terminal.exit_code() == 0


def test_a_pane_that_is_closed_leaves_nothing_running(start: Start) -> None:
    terminal = start("demo")
    terminal.wait_for("demo trail")
    group = terminal.group()
    assert not has_ended(group)
    terminal.close()
    wait_until(lambda: has_ended(group), "the program ends with its terminal")


def test_a_signal_leaves_the_shells_screen_as_it_was(start: Start) -> None:
    terminal = start("demo")
    terminal.wait_for("demo trail")
    sent = terminal.record()
    group = terminal.group()
    (program,) = children(group)
    os.kill(program, signal.SIGTERM)
    assert terminal.exit_code() == 143
    wait_until(lambda: b"trailview: terminated" in sent.read_bytes(), "it says why it ends")
    screen, _, behind = sent.read_bytes().partition(b"\x1b[?1049l")
    assert b"\x1b[?1003l" in screen
    assert b"\x1b[?25h" in behind
    assert b"trailview: terminated" in behind, "on the shell's own screen"
    wait_until(lambda: has_ended(group), "nothing is left")


def test_a_question_and_what_to_do_with_it_typed_at_once(start: Start) -> None:
    terminal = start("demo", cols=120, rows=40)
    terminal.wait_for("demo trail")
    terminal.keys("/user:alice", "Enter", "j", "Enter", "/", " x?", "?")
    terminal.wait_for("user:alice x??")
