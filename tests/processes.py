"""The whole program as a process of its own, with everything that it starts."""

from __future__ import annotations

import fcntl
import os
import pty
import signal
import subprocess
import termios
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Final

from tests.command_line import TRAILVIEW

_ROOT: Final = Path(__file__).parents[1]
_LONGEST: Final = 60.0
_POLL: Final = 0.03


def wait_until(holds: Callable[[], object], what: str) -> None:
    """Until something holds. Raises TimeoutError."""
    end, pause = time.monotonic() + _LONGEST, threading.Event()
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {_LONGEST} s")
        pause.wait(_POLL)


def has_ended(group: int) -> bool:
    """Whether no process of a group runs: one whose parent has not asked for its end does not."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    listed = subprocess.run(
        ["ps", "-eo", "pgid=,stat="], capture_output=True, text=True, check=True
    ).stdout
    states = [state for place, state in map(str.split, listed.splitlines()) if place == str(group)]
    return all(state.startswith("Z") for state in states)


def children(process: int) -> list[int]:
    """The processes that a process has started and that have not ended."""
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True, check=False
    )
    return [int(word) for word in listed.stdout.split()]


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(_ROOT), "TERM": "xterm-256color"}


@contextmanager
def headless(*words: str) -> Iterator[subprocess.Popen[str]]:
    """trailview without a terminal, in a process group of its own, until the block ends."""
    with subprocess.Popen(
        [*TRAILVIEW, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=_environment(),
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, 9)


class Screen:
    """trailview in a terminal that shows nothing, and keeps all that was sent to it."""

    def __init__(self, words: tuple[str, ...], *, ignores_hangup: bool) -> None:
        self._master, terminal = pty.openpty()
        termios.tcsetwinsize(terminal, (40, 120))
        self.before = termios.tcgetattr(terminal)
        self.process = subprocess.Popen(
            [*TRAILVIEW, *words],
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            env=_environment(),
            start_new_session=True,
            preexec_fn=partial(_take_terminal, ignores_hangup),
        )
        self._terminal = terminal
        self.sent = b""
        self._is_closed = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        with suppress(OSError):
            while sent := os.read(self._master, 1 << 16):
                self.sent += sent

    def wait_for(self, text: str) -> None:
        """Until the program has sent it. Raises TimeoutError."""
        wait_until(lambda: text.encode() in self.sent, text)

    def attributes(self) -> list[object]:
        """How the terminal is set."""
        return list(termios.tcgetattr(self._terminal))

    def close(self) -> None:
        """Close the terminal, as a window or a connection is closed."""
        if not self._is_closed:
            self._is_closed = True
            os.close(self._terminal)
            os.close(self._master)


def _take_terminal(ignores_hangup: bool) -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    if ignores_hangup:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)


@contextmanager
def on_screen(*words: str, ignores_hangup: bool = False) -> Iterator[Screen]:
    """trailview in a terminal of its own, until the block ends; as below `nohup`, if asked."""
    screen = Screen(words, ignores_hangup=ignores_hangup)
    try:
        yield screen
    finally:
        with suppress(ProcessLookupError):
            os.killpg(screen.process.pid, 9)
        screen.process.wait()
        screen.close()
