"""How trailview was installed, and what to type to add a library to just that installation.

A `pip install` reaches the environment of the shell, which is not that of a
program which pipx or uv has installed for itself. Markers are theirs:
`pipx_metadata.json` and `uv-receipt.toml` lie in the environments that they
make; `uvx` runs from an archive in uv's cache.
"""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Final

_NAME: Final = "trailview"
_PIPX: Final = "pipx_metadata.json"
_UV_TOOL: Final = "uv-receipt.toml"
_UVX: Final = "archive-v0"
_UV_VENV: Final = "pyvenv.cfg"


def command_to_add(extra: str, prefix: str = "", executable: str = "") -> str:
    """What to type to have an extra of trailview (`parquet`) in this installation.

    Without an extra, it is trailview with all that it needs. `prefix` is the
    environment's folder and `executable` its Python; empty for those that run.
    Looks at a few files.
    """
    place, python = Path(prefix or sys.prefix), executable or sys.executable
    wanted = f"{_NAME}[{extra}]" if extra else _NAME
    if (place / _PIPX).is_file():
        words = ["pipx", "install", "--force", wanted]
    elif (place / _UV_TOOL).is_file():
        words = ["uv", "tool", "install", *(["--reinstall"] * (not extra)), wanted]
    elif _UVX in place.parts:
        words = ["uvx", "--from", wanted, _NAME]
    elif _is_of_uv(place):
        words = ["uv", "pip", "install", "--python", python, wanted]
    else:
        words = [python, "-m", "pip", "install", wanted]
    return shlex.join(words)


def _is_of_uv(place: Path) -> bool:
    """Whether uv has made the environment, which then has no pip."""
    try:
        lines = (place / _UV_VENV).read_text("utf-8", "replace").splitlines()
    except OSError:
        return False
    return any(line.partition("=")[0].strip() == "uv" for line in lines)
