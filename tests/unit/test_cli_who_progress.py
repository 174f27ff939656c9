"""`trailview who`: how far it is, on standard error."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from tests.sessions import ACCOUNTS, Story, user
from tests.trails import trail_file
from trailview.cli import exit_codes, main


class Terminal(io.StringIO):
    """Standard error that somebody sees."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def key(tmp_path: Path) -> str:
    """The last key of a chain of two hops."""
    story = Story()
    first = story.assume(user("alice"), "Audit", "alice")
    second = story.assume(first, "Read", "alice-x", account=ACCOUNTS[1])
    story.call(second)
    trail_file(tmp_path, story.records, "20251122T1205Z")
    found: str = second["accessKeyId"]
    return found


def test_each_hop_is_told_as_it_is_found(
    key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    seen = Terminal()
    monkeypatch.setattr(sys, "stderr", seen)
    assert main.run(["who", key, "--path", str(tmp_path)]) == exit_codes.COMPLETE
    told = seen.getvalue()
    assert f"1 hop found, 0 calls: {key}" in told
    assert told.index("1 hop found") < told.index("2 hops found")
    assert ":user/alice" in capfd.readouterr().out


def test_nothing_is_told_where_nobody_sees_it(
    key: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main.run(["who", key, "--path", str(tmp_path)]) == exit_codes.COMPLETE
    assert "hop" not in capfd.readouterr().err
