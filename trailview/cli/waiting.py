"""What a command is waiting for, on standard error, where no line shows it all the time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from trailview.cli.said import say_all

if TYPE_CHECKING:
    from trailview.aws.asking import Setback, Silence
    from trailview.search.progress import Progress

_SOON: Final = 5.0
"""Seconds of waiting from which on it is told."""
_AGAIN: Final = 30.0
"""Seconds after which it is told once more."""


class Waiting:
    """Tells of a search's waits, each after some seconds and then now and again."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._told: dict[str, float] = {}
        """When it was told last, by the place that is waited for."""

    def tell(self, progress: Progress) -> None:
        """Say what each part of a search waits for, where that is due."""
        for shard in progress.shards:
            if shard.tally.waiting < _SOON:
                self._told.pop(shard.place, None)
            elif self._clock() - self._told.get(shard.place, -_AGAIN) >= _AGAIN:
                self._told[shard.place] = self._clock()
                say_all([": ".join(filter(None, (shard.place, shard.tally.phase)))])


def tell_call(service: str, news: Setback | Silence) -> None:
    """Say what happens to a call that a command waits for."""
    say_all([f"{service}: {news}"])
