"""A whole program in a terminal that tests can type into and look at: a private tmux."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeAlias

_POLL: Final = 0.03
_PATIENCE: Final = 60.0
"""Seconds after which something has not come, on a machine that is busy with other tests."""
_CALL: Final = 20.0
"""Seconds after which a tmux command itself counts as hung."""


Wanted: TypeAlias = str | Callable[[str], bool]
"""What a screen shall show: a text, or what a test of it holds for."""


def is_available() -> bool:
    return shutil.which("tmux") is not None


def _shows(screen: str, wanted: Wanted) -> bool:
    return wanted in screen if isinstance(wanted, str) else wanted(screen)


class Terminal:
    """A program run in a terminal of `cols` × `rows`, with a tmux server of its own.

    The server lives as long as the `with` block; its socket and the exit code
    of the program are kept in `folder`.
    """

    def __init__(
        self,
        folder: Path,
        command: Sequence[str],
        cols: int = 120,
        rows: int = 40,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self._socket = folder / "tmux"
        self._exit_code = folder / "exit-code"
        self._command = command
        self._cols = cols
        self._rows = rows
        self._env = dict(env or {})
        self.pressed = 0
        """Keys so far, beside what was typed."""

    def __enter__(self) -> Self:
        program = f"{shlex.join(self._command)}; echo $? > {shlex.quote(str(self._exit_code))}.new"
        program += (
            f"; mv {shlex.quote(str(self._exit_code))}.new {shlex.quote(str(self._exit_code))}"
        )
        # The pane outlives the program, so that its last screen can be looked at.
        config = self._socket.with_suffix(".conf")
        config.write_text(
            "set -g remain-on-exit on\n"
            "set -g status off\n"
            "set -g set-clipboard on\n"
            "set -g default-terminal tmux-256color\n"
            "set -g escape-time 0\n"
            "set -g default-shell /bin/sh\n"
        )
        size = ("-x", str(self._cols), "-y", str(self._rows))
        self._tmux("-f", str(config), "new-session", "-d", "-s", "main", *size, program)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is not None:
            error.add_note(f"the terminal showed:\n{self.screen()}")
        self._tmux("kill-server")

    def keys(self, *names: str) -> None:
        """Press keys by their tmux names: `Enter`, `C-d`, `PageDown`, or one character."""
        self.pressed += len(names)
        self._tmux("send-keys", "-t", "main", "--", *names)

    def type(self, text: str) -> None:
        """Type text as it stands."""
        self._tmux("send-keys", "-t", "main", "-l", "--", text)

    def resize(self, cols: int, rows: int) -> None:
        self._tmux("resize-window", "-t", "main", "-x", str(cols), "-y", str(rows))

    def screen(self, *, colours: bool = False) -> str:
        """What the terminal shows, line by line; whole lines with colour codes if asked for."""
        options = ("-e", "-N") if colours else ()
        return self._tmux("capture-pane", "-p", *options, "-t", "main")

    def record(self) -> Path:
        """A file to which everything is written that the program sends from now on."""
        sent = self._socket.with_suffix(".sent")
        self._tmux("pipe-pane", "-t", "main", f"cat >> {shlex.quote(str(sent))}")
        return sent

    def clipboard(self) -> str:
        """What the program copied last by OSC 52; empty for nothing."""
        return self._tmux("show-buffer") if self._tmux("list-buffers") else ""

    def wait_for(self, *wanted: Wanted, timeout: float = _PATIENCE) -> str:
        """The screen, once it shows all that is wanted. Raises TimeoutError.

        The parts of a screen are painted one by one: what is to be seen at one
        time has to be waited for in one call.
        """
        end = time.monotonic() + timeout
        while True:
            screen = self.screen()
            missing = [part for part in wanted if not _shows(screen, part)]
            if not missing:
                return screen
            if time.monotonic() > end:
                what = [part if isinstance(part, str) else "a state" for part in missing]
                raise TimeoutError(f"not seen within {timeout} s: {what}")
            time.sleep(_POLL)

    def exit_code(self, timeout: float = _PATIENCE) -> int:
        """The program's exit code, once it has ended. Raises TimeoutError."""
        end = time.monotonic() + timeout
        while not self._exit_code.exists():
            if time.monotonic() > end:
                raise TimeoutError(f"the program did not end within {timeout} s")
            time.sleep(_POLL)
        return int(self._exit_code.read_text())

    def group(self) -> int:
        """The process group that the program runs in."""
        return int(self._tmux("display-message", "-p", "-t", "main", "#{pane_pid}"))

    def close(self) -> None:
        """Close the pane under the program, as a person does who has had enough of it."""
        self._tmux("set-option", "-g", "remain-on-exit", "off")
        self._tmux("new-window", "-d")  # the server lives on
        self._tmux("kill-pane", "-t", "main")

    def _tmux(self, *arguments: str) -> str:
        environment = os.environ | {"TERM": "xterm-256color"} | self._env
        environment.pop("TMUX", None)
        done = subprocess.run(
            ["tmux", "-S", str(self._socket), *arguments],
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_CALL,
            check=True,
        )
        return done.stdout
