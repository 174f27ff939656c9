"""Compiled modules, before anything is measured: compiling is no part of any figure."""

from __future__ import annotations

import compileall
import os
import sysconfig
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).parent.parent
_OURS: Final = ("trailview", "bench", "tests")


def compile_all() -> None:
    """Compile the program and all that is installed beside it, and have children keep it so.

    Raises OSError where our own modules cannot be compiled.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    compileall.compile_dir(sysconfig.get_paths()["purelib"], quiet=2, workers=0)
    for name in _OURS:
        if not compileall.compile_dir(_ROOT / name, quiet=1, workers=0):
            raise OSError(f"{name} cannot be compiled")
