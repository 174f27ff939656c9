"""What a command line prints, and the exit code it ends with."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from types import MappingProxyType
from typing import Final, NamedTuple
from unittest.mock import patch

from trailview.cli import main

TRAILVIEW: Final = (sys.executable, "-m", "trailview")


class Ran(NamedTuple):
    """A command line that has ended."""

    returncode: int
    stdout: str
    stderr: str


def run(*words: str, environment: Mapping[str, str] = MappingProxyType({})) -> Ran:
    """A command line in this process, which costs no start of Python; nobody sits at it."""
    stdout, stderr, stdin = _text(), _text(), io.StringIO()
    with (
        redirect_stdout(stdout),
        redirect_stderr(stderr),
        patch.object(sys, "stdin", stdin),
        patch.dict(os.environ, environment),
    ):
        code = main.run(words)
    return Ran(code, _written(stdout), _written(stderr))


def run_program(*words: str, stdin: bytes = b"") -> Ran:
    """The same as a program, with something at its standard input."""
    done = subprocess.run([*TRAILVIEW, *words], input=stdin, capture_output=True, check=False)
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def _text() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace", write_through=True)


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    raw = stream.buffer
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue().decode()
