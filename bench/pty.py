"""Drives a program in a pseudo-terminal and measures when it draws, and how many bytes.

While measuring, output is only stored with the time it came; what the screen
looked like at each moment is worked out afterwards, by replaying it. The
program is forked from here, so its memory begins as a copy of ours: measure
that from `exec` on, by the kernel's own mark of the most it ever held.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import tempfile
import termios
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import psutil
import pyte

COLS: Final = 200
ROWS: Final = 50

DOWN: Final = b"\x1b[B"
UP: Final = b"\x1b[A"
PAGE_DOWN: Final = b"\x1b[6~"

_ANSWERS: Final = (
    (re.compile(rb"\x1b\[\?2026\$p"), b"\x1b[?2026;2$y"),  # synchronized output: supported
    (re.compile(rb"\x1b\[\?2048\$p"), b"\x1b[?2048;0$y"),
    (re.compile(rb"\x1b\[0?c"), b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\[>0?c"), b"\x1b[>1;4000;0c"),
    (re.compile(rb"\x1b\[6n"), b"\x1b[1;1R"),
    (re.compile(rb"\x1b\[\?u"), b"\x1b[?0u"),
    (re.compile(rb"\x1b\]10;\?(?:\x07|\x1b\\)"), b"\x1b]10;rgb:ffff/ffff/ffff\x1b\\"),
    (re.compile(rb"\x1b\]11;\?(?:\x07|\x1b\\)"), b"\x1b]11;rgb:0000/0000/0000\x1b\\"),
)
_UNKNOWN_TO_PYTE: Final = re.compile(
    rb"\x1bP.*?\x1b\\|\x1b\[[<>=?][0-9;:]*[^hlm0-9;:]|\x1b\[\?[0-9;]*\$p"
    rb"|\x1b\[>[0-9;]*m|\x1b\[4:[0-9]m|\x1b\[58[:;][0-9:;]*m",
    re.DOTALL,
)
_BURST: Final = 0.01
"""Seconds that pieces of one frame are apart at most."""
_UNFINISHED: Final = re.compile(rb"\x1b[^\x1b]{0,40}\Z")
_FINISHED: Final = re.compile(rb"\x1b(?:\[[0-9;:?<>=$]*[A-Za-z]|[^\[P\]])", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Stroke:
    """What one key did."""

    first: float
    """Seconds to the first byte back."""
    last: float
    """Seconds to the last byte of what it caused."""
    bytes: int


@dataclass(frozen=True, slots=True)
class Painted:
    """When a program showed something."""

    seconds: float
    bytes: int
    """Output until then."""
    peak: int
    """The most memory its own process, without children, had held until then, in bytes."""


class Screen:
    """A terminal's screen, as far as text goes."""

    def __init__(self) -> None:
        self._screen = pyte.Screen(COLS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self._held = b""

    def feed(self, data: bytes) -> None:
        data = self._held + data
        self._held = b""
        tail = _UNFINISHED.search(data)
        if tail is not None and not _FINISHED.match(tail.group()):
            data, self._held = data[: tail.start()], tail.group()
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", data))

    @property
    def text(self) -> str:
        return "\n".join(self._screen.display)


class Program:
    """A running program, its output, and its keys."""

    def __init__(self, command: Sequence[str], cwd: str | None = None) -> None:
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("NO_COLOR", "COLUMNS", "LINES")
        }
        environment |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
        # What one program remembers, such as which panes show, would change what the next one does.
        self._home = tempfile.TemporaryDirectory(
            prefix="trailview-bench-", ignore_cleanup_errors=True
        )
        environment |= own_places(self._home.name)
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLS, 0, 0))
        self._screen, self._fed = Screen(), 0
        self.output: list[tuple[float, bytes]] = []
        """Each piece with the time it came, as `time.perf_counter` gives it."""
        self._held: list[int] = []
        self.peaks: dict[int, int] = {}
        """The most memory that each process of its tree held when looked at, in bytes."""
        self.has_ended = False
        self.began = time.perf_counter()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.login_tty(theirs) if hasattr(os, "login_tty") else _take_terminal(theirs)
                if cwd is not None:
                    os.chdir(cwd)
                os.execvpe(command[0], list(command), environment)
            finally:
                os._exit(127)
        os.close(theirs)
        os.set_blocking(ours, False)
        self._terminal = ours

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    # -- output

    def _read(self, timeout: float) -> bool:
        """Take in what is there; False when nothing came within `timeout` seconds."""
        ready, _, _ = select.select([self._terminal], [], [], max(timeout, 0))
        if not ready:
            return False
        try:
            data = os.read(self._terminal, 1 << 20)
        except BlockingIOError:
            return False
        except OSError:  # how Linux says that the other side is closed
            data = b""
        if not data:
            self.has_ended = True
            return False
        self.output.append((time.perf_counter(), data))
        self._held.append(most_held(self.pid))
        if b"\x1b" in data:
            for query, answer in _ANSWERS:
                for _ in query.finditer(data):
                    os.write(self._terminal, answer)
        return True

    def settle(self, quiet: float, limit: float) -> None:
        """Read until nothing comes for `quiet` seconds, but no longer than `limit`."""
        end = time.perf_counter() + limit
        while time.perf_counter() < end and not self.has_ended and self._read(quiet):
            pass

    def wait_painted(self, is_there: Callable[[str], bool], limit: float = 60) -> Painted:
        """When the frame was whole in which the screen first satisfied a test.

        Raises TimeoutError.
        """
        screen = Screen()
        fed = 0
        end = self.began + limit
        while True:
            self.settle(0.4, 1.5)
            size = sum(len(data) for _, data in self.output[:fed])
            while fed < len(self.output):
                moment, data = self.output[fed]
                peak = self._held[fed]
                fed += 1
                size += len(data)
                screen.feed(data)
                if is_there(screen.text):
                    for later, piece in self.output[fed:]:
                        if later - moment > _BURST:
                            break
                        moment, size = later, size + len(piece)
                    return Painted(moment - self.began, size, peak)
            if self.has_ended or time.perf_counter() > end:
                raise TimeoutError(f"not shown; the screen was:\n{screen.text}")

    def screen(self) -> str:
        """The screen as it is now."""
        while self._fed < len(self.output):
            self._screen.feed(self.output[self._fed][1])
            self._fed += 1
        return self._screen.text

    def idle(self, seconds: float) -> float:
        """Bytes of output a second while nothing is typed."""
        before = len(self.output)
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self._read(min(left, 0.05))
        return sum(len(data) for _, data in self.output[before:]) / seconds

    # -- keys

    def press(
        self, key: bytes, quiet: float = 0.06, limit: float = 10, patience: float = 1
    ) -> Stroke | None:
        """Type a key and wait until it is drawn; None when nothing came for `patience` seconds."""
        while self._read(0):
            pass
        before = len(self.output)
        start = time.perf_counter()
        os.write(self._terminal, key)
        if not self._read(patience):
            return None
        self.settle(quiet, limit)
        caused = self.output[before:]
        size = sum(len(data) for _, data in caused)
        return Stroke(caused[0][0] - start, caused[-1][0] - start, size)

    def press_while_busy(self, key: bytes) -> float | None:
        """Type a key while output comes anyway: seconds to the first byte after it."""
        while self._read(0):
            pass
        start = time.perf_counter()
        os.write(self._terminal, key)
        return self.output[-1][0] - start if self._read(2.0) else None

    def strokes(self, key: bytes, count: int, warm: int = 3) -> list[Stroke]:
        """A key, typed again and again, each time when the last one has been drawn."""
        for _ in range(warm):
            self.press(key)
        return [stroke for _ in range(count) if (stroke := self.press(key)) is not None]

    # -- the process

    def peak(self) -> int:
        """The most memory that the program and its children held so far, in bytes."""
        note_peaks(self.pid, self.peaks)
        return sum(self.peaks.values())

    def close(self) -> None:
        """End it, if it has not ended yet, and all that it started."""
        processes = tree(self.pid)
        for process in processes:
            try:
                process.send_signal(signal.SIGTERM)
            except psutil.NoSuchProcess:
                continue
        _, alive = psutil.wait_procs(processes[1:], timeout=2)
        for process in alive:
            process.kill()
        deadline = time.monotonic() + 2
        while os.waitpid(self.pid, os.WNOHANG) == (0, 0):
            self._read(0.02)
            if time.monotonic() > deadline:
                os.kill(self.pid, signal.SIGKILL)
        os.close(self._terminal)
        self._home.cleanup()


def own_places(home: str) -> dict[str, str]:
    """The variables that keep a program's settings and what it keeps below a folder."""
    return {
        "TRAILVIEW_CONFIG_DIR": os.path.join(home, "config"),  # noqa: PTH118  (a text is wanted)
        "TRAILVIEW_CACHE_DIR": os.path.join(home, "cache"),  # noqa: PTH118  (a text is wanted)
    }


def _take_terminal(terminal: int) -> None:
    """Make a pseudo-terminal our controlling terminal, and standard input and output."""
    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    for stream in (0, 1, 2):
        os.dup2(terminal, stream)
    if terminal > 2:
        os.close(terminal)


def tree(pid: int) -> list[psutil.Process]:
    """A process and all that descend from it; nothing when it is gone."""
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def note_peaks(pid: int, peaks: dict[int, int]) -> None:
    """Write down the most memory that each process of a tree has held."""
    for process in tree(pid):
        peaks[process.pid] = max(peaks.get(process.pid, 0), most_held(process.pid))


def most_held(pid: int) -> int:
    """The most memory that a process has held, in bytes; what it holds where none keeps count."""
    try:
        found = re.search(rb"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_bytes())
        return int(found.group(1)) * 1024 if found else 0
    except OSError:
        try:
            return int(psutil.Process(pid).memory_info().rss)
        except psutil.NoSuchProcess:
            return 0
