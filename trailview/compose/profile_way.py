"""The way to AWS as one profile, which is not made before somebody goes it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trailview.aws.credentials.sessions import Access


class ProfileWay:
    """Makes the way to AWS once. Safe from any thread."""

    def __init__(self, profile: str, make: Callable[[], Access]) -> None:
        """`profile` is as ~/.aws has it; empty for what the environment says."""
        self.profile = profile
        self._make = make
        self._lock = threading.Lock()
        self._made: Access | None = None

    def __call__(self) -> Access:
        """The way; always the same one."""
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made

    @property
    def made(self) -> Access | None:
        """The same, if anybody has needed it; None while nobody has."""
        return self._made
