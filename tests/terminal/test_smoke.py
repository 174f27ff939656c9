"""The whole program, opened, looked at and closed as a person would."""

from __future__ import annotations

import pytest

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
