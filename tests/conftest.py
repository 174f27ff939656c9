"""Every test runs in the same surroundings, whatever the machine's are."""

from __future__ import annotations

import gc
import os
import socket
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from botocore.loaders import JSONFileLoader, Loader, create_loader

from tests.examples import load_profile

load_profile()
gc.set_threshold(50_000)  # as the product's own: with Python's 700 a third of the time went there


def pytest_collection_finish() -> None:
    """Modules and tests stay to the end: no collection looks at them again."""
    gc.freeze()


_CLEARED = (
    "NO_COLOR",
    "COLORTERM",
    "COLORFGBG",
    "COLUMNS",
    "LINES",
    "TEXTUAL",
    "SSH_TTY",
    "SSH_CONNECTION",
)
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


@pytest.fixture(scope="session", autouse=True)
def models_read_once() -> Iterator[None]:
    """Botocore's models are looked for and parsed once a process, and not for each session.

    That is most of what a client costs. Nothing writes to them: a session's clients share them.
    """
    read = cache(JSONFileLoader().load_file)
    listed = cache(create_loader().list_available_services)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(JSONFileLoader, "load_file", lambda self, path: read(path))
        patch.setattr(Loader, "list_available_services", lambda self, type_name: listed(type_name))
        yield


@pytest.fixture(scope="session", autouse=True)
def nobody_looks() -> Iterator[None]:
    """No pauses between two steps of an answer, which are there for somebody to see them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trailview.search.search._PAUSE", 0.002)
        patch.setattr("trailview.search.reading.records._DRAWING", 0.002)
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real trails and odd records, where they lie beside the project; else the test is skipped."""
    folder = Path(__file__).parent.parent.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("../shared/data is not here")
    return folder
