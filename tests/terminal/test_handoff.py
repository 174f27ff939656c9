"""Five marked events as a Markdown timeline, typed in one burst up to the name of the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.processes import wait_until
from tests.terminal.conftest import Start

pytestmark = pytest.mark.terminal


def test_five_marked_events_as_markdown_take_seven_keys(start: Start, tmp_path: Path) -> None:
    terminal = start("demo", cols=120, rows=40)
    terminal.wait_for(lambda screen: screen.count(":") > 20 and "files read" in screen)
    target = tmp_path / "found.md"
    terminal.keys(*"mmmmm", "e")
    terminal.wait_for("5 marked events of")
    terminal.type(str(target))
    terminal.keys("Enter")
    wait_until(target.exists, "the file is written")
    text = target.read_text("utf-8")
    assert text.startswith("# marks: 5 marked events")
    assert text.count("\n- event ID: ") == 5
    assert "complete: all of it was read" in text
    terminal.wait_for("Wrote 5 events to", lambda screen: screen.count("★") >= 5)
