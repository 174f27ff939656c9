"""Every test runs in the same surroundings, whatever the machine's are."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.load_profile("steady")

_CLEARED = ("NO_COLOR", "COLORTERM", "COLUMNS", "LINES", "TEXTUAL", "SSH_TTY", "SSH_CONNECTION")
_LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home of its own, UTC, plain locale, no AWS settings, no network but loopback."""
    home = tmp_path_factory.mktemp("home")
    patch = pytest.MonkeyPatch()
    for name in list(os.environ):
        if name.startswith(("AWS_", "XDG_", "TRAILVIEW_")) or name in _CLEARED:
            patch.delenv(name)
    patch.setenv("HOME", str(home))
    patch.setenv("TRAILVIEW_CONFIG_DIR", str(home / "trailview"))
    patch.setenv("TRAILVIEW_CACHE_DIR", str(home / "kept"))
    patch.setenv("TZ", "UTC")
    patch.setenv("LC_ALL", "C.UTF-8")
    patch.setenv("TERM", "xterm-256color")
    patch.setenv("COLORTERM", "truecolor")
    time.tzset()
    for name in ("connect", "connect_ex"):
        patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
    yield
    patch.undo()
    time.tzset()


def _guarded(connect: Callable[[socket.socket, Any], Any]) -> Callable[[socket.socket, Any], Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        host = address[0] if isinstance(address, tuple) else ""
        if host and not str(host).startswith(_LOOPBACK):
            raise OSError(f"tests do not talk to {host}")
        return connect(self, address)

    return guarded


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real trails and odd records, where they lie beside the project; else the test is skipped."""
    folder = Path(__file__).parent.parent.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("../shared/data is not here")
    return folder
