"""The command line as a program: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import shlex
import signal
import subprocess
import time
from datetime import UTC
from pathlib import Path

import pytest

from tests.command_line import TRAILVIEW, run, run_program
from tests.make import record
from tests.processes import wait_until
from tests.trails import trail_file
from trailview.question.when import window


@pytest.fixture
def trail(tmp_path: Path) -> Path:
    folder = tmp_path / "trail"
    first = [record(n, eventName=f"E{n}", errorCode="AccessDenied") for n in range(3)]
    trail_file(folder, first, "20251122T1205Z")
    trail_file(folder, [record(n, eventName=f"E{n}") for n in range(3, 6)], "20251122T1210Z")
    return folder


def names(output: str) -> list[str]:
    return [json.loads(line)["eventName"] for line in output.splitlines()]


def test_newest_first_unless_oldest_first(trail: Path) -> None:
    query = ["query", "--path", str(trail), "--format", "ndjson", "--limit", "2"]
    assert names(run(*query).stdout) == ["E5", "E4"]
    assert names(run(*query, "--oldest-first").stdout) == ["E0", "E1"]


def test_question_and_window(trail: Path) -> None:
    done = run(
        "query",
        "is:denied",
        *("--path", str(trail), "--format", "ndjson"),
        *("--since", "2025-11-22T12:00:01Z", "--until", "2025-11-22T12:00:02Z"),
    )
    assert (names(done.stdout), done.stderr, done.returncode) == (["E1"], "", 0)


def test_standard_input_is_a_path_too() -> None:
    raw = "\n".join(json.dumps(record(n, eventName=f"E{n}")) for n in range(2)).encode()
    done = run_program("query", "event:E1", "--path", "-", "--format", "ndjson", stdin=raw)
    assert (names(done.stdout), done.returncode) == (["E1"], 0)


def test_output_file_is_whole_and_tells_its_format(trail: Path, tmp_path: Path) -> None:
    target = tmp_path / "found.json"
    done = run("query", "--path", str(trail), "--output", str(target))
    assert (done.stdout, done.returncode) == ("", 0)
    assert len(json.loads(target.read_text())) == 6
    assert sorted(path.name for path in tmp_path.iterdir()) == ["found.json", "trail"]
    done = run("query", "--path", str(trail), "--output", str(tmp_path))
    assert done.returncode == 1
    assert "is a folder" in done.stderr


def test_what_cannot_be_read_makes_it_incomplete(trail: Path) -> None:
    (trail / "broken.json").write_text('{"Records":[{"eventName":"X","eventTime"')
    done = run("query", "--path", str(trail), "--format", "ndjson")
    assert len(names(done.stdout)) == 6
    assert "broken.json" in done.stderr
    assert done.returncode == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "No terminal"),
        (["user:alice"], "No terminal"),
        (["qeury"], "Did you mean: trailview query?"),
        (["query", "--backend", "files"], "--path"),
        (["query", "usr:alice", "--path", "."], "usr:alice\n^\n"),
        (["query", "user:alice evnt:X", "--path", "."], "           ^\n"),
        (["query", "--path", ".", "--since", "yesterdya"], "yesterdya\n^"),
        (["query", "--path", ".", "--limit", "0"], "positive"),
        (["query", "--path", ".", "--columns", "time,nope"], "nope"),
        (["query", "--path", ".", "--time-zone", "Mars/Base"], "Mars/Base"),
        (["open", ".", "nowhere"], "--question"),
    ],
)
def test_wrong_usage_is_told_and_exits_with_2(words: list[str], said: str) -> None:
    done = run(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert said in done.stderr


@pytest.mark.parametrize(
    "since", ["yesterday 22:00", "mon 9:00", "2026-01-23 22:00", "2015", "2015-03"]
)
def test_times_are_written_as_people_write_them(since: str) -> None:
    done = run("explain", "--backend", "logs", "--log-group", "g", "--since", since)
    start = window(since, None, int(time.time()), UTC).since
    assert start is not None
    assert f"--start-time {start}000" in done.stdout, done.stdout


def test_missing_path_fails() -> None:
    done = run("query", "--path", "/no/such/place\x1b[31m")
    assert done.returncode == 1
    assert "No such file" in done.stderr
    assert "\x1b" not in done.stderr


def test_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    trail_file(tmp_path, [record(n, pad="x" * 500) for n in range(3000)], "20251122T1205Z")
    command = " ".join([*TRAILVIEW, "query", "--path", str(tmp_path), "--format", "ndjson"])
    done = subprocess.run(
        ["bash", "-c", f"{command} | head -1; echo ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
        check=True,
    )
    *lines, code = done.stdout.splitlines()
    assert (len(lines), code, done.stderr) == (1, "0", "")


def test_interrupt_stops_reading_and_exits_with_130() -> None:
    with subprocess.Popen(
        [*TRAILVIEW, "query", "--path", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        process.stdin.write(b"{")
        process.stdin.flush()
        wait_until_reading(process.pid)
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
        assert process.stderr is not None
        assert process.stderr.read() == b"trailview: interrupted\n"


def wait_until_reading(pid: int) -> None:
    """Until the program has started its first worker, and so waits for input."""
    import psutil

    process = psutil.Process(pid)
    wait_until(process.children, "a worker")


def test_explain_prints_the_plan() -> None:
    done = run("explain", "user:alice resource:x", "--path", "logs")
    assert done.returncode == 0
    assert "trailview query --path logs 'user:alice resource:x'" in done.stdout
    assert "pushed       user:alice" in done.stdout


def test_explain_asks_services_about_the_last_hours() -> None:
    done = run("explain", "event:X foo", "--backend", "logs", "--region", "eu-west-1")
    assert done.returncode == 0
    assert "pushed       event:X" in done.stdout
    assert "checked here foo" in done.stdout
    words = shlex.split(done.stdout.splitlines()[1])
    span = int(words[words.index("--end-time") + 1]) - int(words[words.index("--start-time") + 1])
    assert span == (4 * 3600 + 30 * 60) * 1000 - 1
    assert words[words.index("--region") + 1] == "eu-west-1"


def test_explain_takes_the_region_from_the_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    done = run("explain", "--backend", "history", "--since", "120d", "--profile", "audit")
    assert "--region eu-west-3 --profile audit" in done.stdout
    assert "out of reach" in done.stdout


def test_names_that_cannot_occur_are_told_and_not_refused(trail: Path) -> None:
    said = "`consolelogin` is not known as an event; the nearest is `ConsoleLogin`."
    done = run("explain", "event:consolelogin", "--path", "logs")
    assert (done.returncode, f"warning      {said}" in done.stdout.splitlines()) == (0, True)
    done = run("query", "event:consolelogin", "--path", str(trail), "--format", "ndjson")
    assert (done.stdout, done.returncode) == ("", 0)
    assert f"trailview: {said}" in done.stderr.splitlines()
