"""Whole scenarios typed in one go while their folder is still read: as if typed slowly.

`TRAILVIEW_BURST` is how many events are read beside them: with it, all nine scenarios are typed.
"""

from __future__ import annotations

import os
import re
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.terminal import bulk, incident, scenarios
from tests.terminal.conftest import Start
from tests.terminal.scenarios import Scenario, presses
from tests.terminal.test_scenarios import ANSWERS, VALUES
from trailview.demo.cast import PRODUCTION
from trailview.settings.memory import Memory

pytestmark = pytest.mark.terminal

ROWS = int(os.environ.get("TRAILVIEW_BURST", "0"))
FEWEST = 40_000
BACK = ("[",)
TYPED: tuple[tuple[Scenario, tuple[str, ...]], ...] = (
    (scenarios.BUCKET_POLICY, BACK),
    (scenarios.LONG_TERM_KEY, BACK),
    (scenarios.SESSION_KEY, ("Escape", "g", *BACK)),
    (scenarios.CHANGES, BACK),
    (scenarios.LAST_NIGHT, (*BACK, *BACK)),
    (scenarios.DENIED, ("Escape", "Escape", "g", *BACK)),
    (scenarios.WITHOUT_MFA, BACK),
    (scenarios.HANDED_ON, BACK),
    (scenarios.AROUND, ()),
)
"""Scenarios, and what leads from the end of each back to where the next one begins."""


ASKED = {
    scenarios.BUCKET_POLICY: [f"resource:{VALUES['BUCKET']} event:*BucketPolicy is:write"],
    scenarios.LONG_TERM_KEY: [f"key:{VALUES['AKIA…']}"],
    scenarios.SESSION_KEY: [f"key:{VALUES['ASIA…']}"],
    scenarios.CHANGES: ["by:person is:write"],
    scenarios.LAST_NIGHT: [f"role:{VALUES['ROLE']}"] * 3,
    scenarios.DENIED: ["is:denied"],
    scenarios.WITHOUT_MFA: ["event:ConsoleLogin $.responseElements.ConsoleLogin:Success -is:mfa"],
    scenarios.HANDED_ON: ["is:denied"],
    scenarios.AROUND: ["event:DeleteDBInstance"],
}
"""The questions that each asks, in order; those about all events have no text."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    now = int(time.time())
    records = [r for r in incident.happened(now) if r["recipientAccountId"] == PRODUCTION]
    bulk.folder_of(tmp_path / "trail", records, ROWS or FEWEST, now)
    return tmp_path / "trail"


def test_scenarios_typed_at_once_while_a_folder_is_read(
    start: Start, folder: Path, tmp_path: Path
) -> None:
    target = tmp_path / "found.md"
    values = {**VALUES, "FILE.md": str(target)}
    terminal = start("open", str(folder), cols=120, rows=40)
    terminal.wait_for("reading")
    played = TYPED if ROWS else TYPED[-3:]
    terminal.keys(*(key for each, back in played for key in (*presses(each, values), *back)))
    terminal.wait_for(ANSWERS[scenarios.AROUND], timeout=60 + ROWS / 5_000)
    told = re.findall(r"(\w+) tried to [^\n]* in (\w+)", target.read_text("utf-8"))
    assert len(told) == len(set(told)) == 5
    terminal.keys("q")
    assert terminal.exit_code() == 0
    asked = [kept.entry.text for kept in reversed(Memory().history.search())]
    typed = [text for each, _ in played for text in ASKED[each]]
    # They are kept as they end, side by side, and one that would have to wait for others is not.
    assert Counter(filter(None, asked)) <= Counter(typed), "nothing else was asked"
    assert typed[-1] in asked
