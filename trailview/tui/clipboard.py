"""Copying text out of the terminal.

Over SSH only the terminal itself reaches the user's clipboard, by the escape
sequence OSC 52. Elsewhere the desktop's own program is surer, as many
terminals ignore that sequence without a word.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Final

_SSH: Final = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")
_PROGRAMS: Final = (
    ("WAYLAND_DISPLAY", ("wl-copy",)),
    ("DISPLAY", ("xclip", "-selection", "clipboard")),
    ("DISPLAY", ("xsel", "--clipboard", "--input")),
    ("WSL_DISTRO_NAME", ("clip.exe",)),
)
_TIMEOUT: Final = 2.0


def is_remote(environment: Mapping[str, str]) -> bool:
    """Whether whoever types sits elsewhere, over SSH."""
    return any(environment.get(name) for name in _SSH)


def desktop_program(
    environment: Mapping[str, str], which: Callable[[str], str | None] = shutil.which
) -> tuple[str, ...] | None:
    """The command that sets the desktop's clipboard; None over SSH and where there is none."""
    if is_remote(environment):
        return None
    if sys.platform == "darwin":
        return ("pbcopy",) if which("pbcopy") else None
    for variable, command in _PROGRAMS:
        if environment.get(variable) and which(command[0]):
            return command
    return None


def copy_by_program(text: str, environment: Mapping[str, str] = os.environ) -> str | None:
    """Copy with the desktop's program. Its name, or None where that did not work. Blocks."""
    command = desktop_program(environment)
    if command is None:
        return None
    try:
        subprocess.run(  # noqa: S603 - one of the fixed commands above; the text is its input
            command,
            input=text.encode("utf-8", "surrogateescape"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_TIMEOUT,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return command[0]
