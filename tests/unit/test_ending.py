"""The whole program over files, ended by a signal, or by its terminal."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

import pytest

from tests.command_line import TRAILVIEW
from tests.make import record
from tests.processes import children, has_ended, headless, on_screen, wait_until
from tests.trails import trail_file
from trailview.cli import exit_codes

ENDS = [(signal.SIGTERM, exit_codes.TERMINATED), (signal.SIGHUP, exit_codes.HUNG_UP)]


@pytest.fixture
def trail(tmp_path: Path) -> Path:
    """A folder with some events."""
    trail_file(tmp_path, [record(n) for n in range(50)], "20251122T1205Z")
    return tmp_path


@pytest.mark.parametrize(("number", "code"), ENDS)
def test_a_read_that_waits_is_broken_off(number: int, code: int) -> None:
    with headless("query", "--path", "-") as process:
        wait_until(lambda: children(process.pid), "a worker reads")
        process.send_signal(number)
        assert process.wait(20) == code
        assert has_ended(process.pid)


@pytest.mark.parametrize(("number", "code"), ENDS)
def test_the_screen_over_files_leaves_no_worker(trail: Path, number: int, code: int) -> None:
    with on_screen("open", str(trail)) as screen:
        screen.wait_for("50 match")
        screen.process.send_signal(number)
        assert screen.process.wait(20) == code
        assert b"\x1b[?1049l" in screen.sent
        assert screen.attributes() == screen.before
        assert has_ended(screen.process.pid)


@pytest.mark.parametrize("ignores_hangup", [False, True])
def test_the_screen_ends_with_its_terminal(trail: Path, *, ignores_hangup: bool) -> None:
    with on_screen("open", str(trail), ignores_hangup=ignores_hangup) as screen:
        screen.wait_for("50 match")
        screen.close()
        assert screen.process.wait(20) == exit_codes.HUNG_UP
        assert has_ended(screen.process.pid)


def test_a_signal_during_the_setup_ends_it() -> None:
    with on_screen("config", "setup") as screen:
        screen.wait_for("\x1b[?1049h")
        screen.process.send_signal(signal.SIGTERM)
        assert screen.process.wait(20) == exit_codes.TERMINATED
        assert screen.attributes() == screen.before


def test_a_signal_that_is_ignored_stays_so() -> None:
    with subprocess.Popen(
        ["nohup", *TRAILVIEW, "query", "--path", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        wait_until(lambda: children(process.pid), "a worker reads")
        process.send_signal(signal.SIGHUP)
        out, err = process.communicate(json.dumps({"Records": [record(1)]}), timeout=20)
    assert process.returncode == exit_codes.COMPLETE, err
    assert len(out.splitlines()) == 2


SCRIPT = """
import os, signal, sys, time
from trailview.compose import ending

class Thing:
    def close(self):
        os.kill(os.getpid(), signal.SIGTERM)
        {while_closing}
        print("closed", flush=True)

ending.LONGEST = {longest}
try:
    with ending.listening():
        try:
            with ending.closing(Thing()):
                print("open", flush=True)
        except ending.Ended as ended:
            print(ended.word, flush=True)
            sys.exit(ended.exit_code)
finally:
    print("over", flush=True)
"""


def scripted(while_closing: str, longest: float) -> tuple[int, list[str]]:
    """The exit code of a program that is ended while it closes something, and what it printed."""
    script = SCRIPT.format(while_closing=while_closing, longest=longest)
    done = subprocess.run(
        [TRAILVIEW[0], "-c", script], capture_output=True, text=True, check=False, timeout=30
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.split()


def test_what_is_being_closed_is_closed_before_a_signal_counts() -> None:
    code, printed = scripted("time.sleep(0)", 20)
    assert (code, printed) == (exit_codes.TERMINATED, ["open", "closed", "terminated", "over"])


def test_what_does_not_close_is_left() -> None:
    assert scripted("time.sleep(60)", 0.2) == (exit_codes.TERMINATED, ["open"])
