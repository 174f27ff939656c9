"""Standard output and error that are closed, full, or read by nobody, for every command."""

from __future__ import annotations

import subprocess
from itertools import product
from pathlib import Path

import pytest

from tests.command_line import TRAILVIEW
from tests.make import record
from tests.trails import trail_file
from trailview.cli.commands import COMMANDS

COMMAND_LINES = {
    "--help": "--help",
    "--version": "--version",
    "query": "query --path TRAIL",
    "query as csv": "query --path TRAIL --format csv",
    "query as ndjson": "query --path TRAIL --format ndjson",
    "explain": "explain user:alice --path TRAIL",
    "who": "who --forward alice --path TRAIL",
    "history": "history --format json",
    "saved": "saved",
    "config": "config show",
}
EACH = pytest.mark.parametrize("words", COMMAND_LINES.values(), ids=list(COMMAND_LINES))
USUAL: dict[str, subprocess.CompletedProcess[str]] = {}
"""How each ends where nothing is in its way."""


@pytest.fixture(scope="module")
def trail(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with some events."""
    folder = tmp_path_factory.mktemp("trail")
    trail_file(folder, [record(n) for n in range(50)], "20251122T1205Z")
    return folder


def run(words: str, trail: Path, tail: str) -> subprocess.CompletedProcess[str]:
    """A command line in a shell, with something behind it."""
    command = " ".join([*TRAILVIEW, words.replace("TRAIL", str(trail)), tail])
    return subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60
    )


def usual(words: str, trail: Path) -> subprocess.CompletedProcess[str]:
    """The same with nothing behind it, run once."""
    if words not in USUAL:
        USUAL[words] = run(words, trail, "")
    return USUAL[words]


@pytest.mark.parametrize(
    ("words", "tail"),
    [
        *product(COMMAND_LINES.values(), (">/dev/full", ">&-")),
        *((f"{name} --help", ">/dev/full") for name in COMMANDS),
    ],
)
def test_results_that_cannot_be_written_are_an_error(words: str, tail: str, trail: Path) -> None:
    done = run(words, trail, tail)
    assert done.returncode == 1
    assert "trailview: Cannot write: standard output: " in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.parametrize("tail", ["2>/dev/full", "2>&-"])
@EACH
def test_messages_that_cannot_be_written_hold_up_no_result(
    words: str, tail: str, trail: Path
) -> None:
    done, expected = run(words, trail, tail), usual(words, trail)
    assert (done.returncode, done.stdout) == (expected.returncode, expected.stdout)
    assert done.stderr == ""


@EACH
def test_a_reader_that_has_had_enough_is_no_error(words: str, trail: Path) -> None:
    done = run(words, trail, "| true; exit ${PIPESTATUS[0]}")
    assert done.returncode == usual(words, trail).returncode
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


def test_what_the_answer_lacks_is_told_to_a_reader_that_has_gone(tmp_path: Path) -> None:
    trail_file(tmp_path, [record(n) for n in range(50)], "20251122T1205Z")
    (tmp_path / "broken.json").write_text('{"Records":[{"eventName":"X","eventTime"')
    done = run("query --path TRAIL", tmp_path, "| true; exit ${PIPESTATUS[0]}")
    assert done.returncode == 3
    assert "broken.json" in done.stderr


def test_a_file_is_written_where_the_standard_streams_are_closed(
    trail: Path, tmp_path: Path
) -> None:
    done = run(f"query --path TRAIL --output {tmp_path}/found.csv", trail, "<&- >&- 2>&-")
    assert done.returncode == 0
    assert len((tmp_path / "found.csv").read_text().splitlines()) == 51
