"""Requests that are made at once, a few of them, while one thread waits for what comes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from typing import Final, TypeVar

from trailview.backends.base import Cancel

_T = TypeVar("_T")
AT_ONCE: Final = 8
"""Requests at once: what a client keeps connections for (botocore's limit is ten)."""
_LOOK: Final = 0.1
"""Seconds after which whoever waits is let tell how things are."""

Waiting = Generator[None, None, _T]
"""Something that is waited for: yields now and then, and returns it."""


class Until:
    """Ends requests when a read is cancelled or over (`trailview.aws.calls.Stop`)."""

    def __init__(self, cancel: Cancel) -> None:
        self._cancel = cancel
        self._over = threading.Event()

    @property
    def is_set(self) -> bool:
        """Whether to stop."""
        return self._over.is_set() or self._cancel.is_set

    def wait(self, seconds: float) -> bool:
        """Sleep, but no longer than until stopped. True when stopped."""
        return self._cancel.wait(0) or self._over.wait(seconds) or self._cancel.is_set

    def set(self) -> None:
        """The read is over."""
        self._over.set()


class Crew:
    """Threads that make requests, for one read."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="bucket")

    def start(self, work: Callable[[], _T]) -> Future[_T]:
        """Have something done as soon as a thread is free."""
        return self._threads.submit(work)

    def all(self, works: Sequence[Callable[[], _T]]) -> Waiting[list[_T]]:
        """What all of them return, in their order. Raises what the first of them raises."""
        futures = [self.start(work) for work in works]
        found = []
        try:
            for future in futures:
                while not is_done(future):
                    yield None
                found.append(future.result())
        finally:
            for future in futures:
                future.cancel()
        return found

    def close(self) -> None:
        """Begin nothing more."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def is_done(future: Future[_T]) -> bool:
    """Whether it has ended; waits a moment for that."""
    try:
        future.exception(timeout=_LOOK)
    except NotYet:
        return future.done()
    return True
