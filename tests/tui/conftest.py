"""What all tests of the screen have in common."""

from __future__ import annotations

import pytest
from textual.notifications import Notification


@pytest.fixture(autouse=True)
def haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual looks sooner whether the app has come to rest: after every key, several times."""
    monkeypatch.setattr("textual._wait.SLEEP_GRANULARITY", 0.004)


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A notice stands until a test has seen it, also where the machine is busy for seconds."""
    monkeypatch.setattr(Notification, "time_left", property(lambda _: 600.0))
