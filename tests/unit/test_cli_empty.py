"""`trailview query` without an answer: why, on standard error and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.make import record
from tests.trails import trail_file
from trailview.cli import exit_codes, main


@pytest.fixture
def trail(tmp_path: Path) -> str:
    made = [record(n, eventName="ConsoleLogin") for n in range(3)]
    trail_file(tmp_path / "logs", made, "20251122T1205Z")
    return str(tmp_path / "logs")


@pytest.mark.parametrize(
    ("form", "written"), [("ndjson", ""), ("json", "[]\n"), ("csv", "time,"), ("table", "TIME")]
)
def test_why_is_said_beside_the_answer(
    trail: str, capfd: pytest.CaptureFixture[str], form: str, written: str
) -> None:
    asked = ["query", "event:consolelogin", "--path", trail, "--format", form]
    assert main.run(asked) == exit_codes.COMPLETE
    out, err = capfd.readouterr()
    assert out.startswith(written)
    assert "trailview" not in out
    assert out.count("\n") <= 2, "nothing but what every answer has"
    begin = next(n for n, line in enumerate(err.splitlines()) if "0 match" in line)
    assert err.splitlines()[begin + 2 : begin + 4] == [
        "trailview: event:consolelogin occurs nowhere; ConsoleLogin occurs 3 times "
        "(in other capitals): event:ConsoleLogin or event:~consolelogin.",
        "trailview: event:ConsoleLogin: 3 match",
    ]


def test_much_is_read_once_more_only_when_that_is_wanted(
    trail: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trailview.cli.emptiness.MOST_READ_AGAIN", 10)
    words = ["query", "event:consolelogin", "--path", trail]
    assert main.run(words) == exit_codes.COMPLETE
    assert capfd.readouterr().err.splitlines()[1:] == [
        f"trailview: 0 match for event:consolelogin, in files ({trail}).",
        "trailview: --explain-empty reads 1 file once more, to say why.",
    ]
    assert main.run([*words, "--explain-empty"]) == exit_codes.COMPLETE
    assert "ConsoleLogin occurs 3 times" in capfd.readouterr().err


def test_an_answer_needs_no_explaining(trail: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main.run(["query", "event:ConsoleLogin", "--path", trail]) == exit_codes.COMPLETE
    assert capfd.readouterr().err == ""


def test_times_are_in_the_zone_asked_for(trail: str, capfd: pytest.CaptureFixture[str]) -> None:
    asked = ["query", "--path", trail, "--since", "2015-01-01", "--until", "2015-02-01"]
    assert main.run([*asked, "--time-zone", "Europe/Berlin"]) == exit_codes.COMPLETE
    err = capfd.readouterr().err
    assert "0 match, 2015-01-01 00:00:00 to 2015-02-01 00:00:00, in files" in err
    assert "2025-11-22 13:00:00 to 2025-11-22 13:00:02" in err
    assert "All of it is from after the time that was asked for." in err
    assert "without the time range: 3 match" in err
