"""Blocking calls that can be given up at once.

The AWS libraries cannot be interrupted: a call that hangs, hangs until its
timeout. So each is made in a thread of its own, and who asked waits for the
answer or for the request to stop, whichever comes first.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final, Generic, Protocol, TypeVar

_T = TypeVar("_T")

_LOOK: Final = 0.05
"""Seconds after which a request to stop is seen."""
GRACE: Final = 5.0
"""Seconds that tidying up may take after a request to stop."""


class Stop(Protocol):
    """A request to stop, as `trailview.backends.base.Cancel` is one."""

    @property
    def is_set(self) -> bool: ...

    def wait(self, seconds: float) -> bool:
        """Sleep, but no longer than until stopped. True when stopped."""
        ...


class _Never:
    """Nobody will ask to stop."""

    is_set = False

    def wait(self, seconds: float) -> bool:
        time.sleep(seconds)
        return False


NEVER: Final[Stop] = _Never()


class Cancelled(Exception):  # noqa: N818  (no error: somebody asked for it)
    """A wait has ended because somebody asked to stop."""


class _Running(Generic[_T]):
    """A blocking function in a daemon thread."""

    def __init__(self, work: Callable[[], _T], late: Callable[[_T], object] | None) -> None:
        self.done = threading.Event()
        self._work = work
        self._late = late
        self._lock = threading.Lock()
        self._abandoned = False
        self._result: list[_T] = []
        self._error: BaseException | None = None
        threading.Thread(target=self._run, name="calling", daemon=True).start()

    def _run(self) -> None:
        try:
            result = self._work()
            with self._lock:
                self._result.append(result)
                is_late = self._abandoned
            if is_late and self._late is not None:
                self._late(result)
        except BaseException as error:  # noqa: BLE001  (raised again where it is waited for)
            self._error = error
        finally:
            self.done.set()

    def abandon(self) -> None:
        """Nobody waits any more; a result that comes, or has just come, goes to `late`."""
        with self._lock:
            self._abandoned = True
            result = list(self._result)
        if self._late is None:
            return
        for value in result:
            self._late(value)
        self.done.wait(GRACE)

    def result(self) -> _T:
        if self._error is not None:
            raise self._error
        return self._result[0]


def call(work: Callable[[], _T], stop: Stop, late: Callable[[_T], object] | None = None) -> _T:
    """What `work` returns or raises. Raises Cancelled as soon as `stop` is set.

    A call that is given up runs on in its thread. `late` is given the result
    that then still comes, to undo what it stands for; up to `GRACE` seconds
    are spent on that.
    """
    if stop.wait(0):
        raise Cancelled
    running = _Running(work, late)
    while not running.done.wait(_LOOK):
        if stop.is_set:
            running.abandon()
            raise Cancelled
    return running.result()


def try_briefly(work: Callable[[], object]) -> None:
    """Call `work`, for `GRACE` seconds at most, whatever comes of it: a last word on leaving."""
    _Running(work, None).done.wait(GRACE)
