"""What all tests of the screen have in common."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual looks sooner whether the app has come to rest: after every key, several times."""
    monkeypatch.setattr("textual._wait.SLEEP_GRANULARITY", 0.004)
