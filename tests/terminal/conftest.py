"""What the tests in a terminal have in common."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.terminal.tmux import Terminal, is_available

ROOT = Path(__file__).parent.parent.parent

Start = Callable[..., Terminal]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts trailview with some arguments in a terminal: `start("demo", cols=80, rows=24)`."""
    if not is_available():
        pytest.skip("tmux is not installed")
    with ExitStack() as stack:

        def started(*arguments: str, cols: int = 120, rows: int = 40) -> Terminal:
            command = [sys.executable, "-m", "trailview", *arguments]
            # A socket's path may have no more than about 100 characters.
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="tv-")))
            env = {"PYTHONPATH": str(ROOT)}
            return stack.enter_context(Terminal(folder, command, cols, rows, env))

        yield started
