"""Looking at a search from outside, as the screen does."""

from __future__ import annotations

import threading
from collections.abc import Callable

from trailview.search.progress import Progress
from trailview.search.search import Search


class Watch:
    """Waits for a search to have come to some state."""

    def __init__(self) -> None:
        self._changed = threading.Condition()

    def __call__(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def until(self, search: Search, holds: Callable[[Progress], bool]) -> Progress:
        with self._changed:
            assert self._changed.wait_for(lambda: holds(search.progress), timeout=60)
            return search.progress
