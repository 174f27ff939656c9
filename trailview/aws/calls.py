"""Blocking calls that can be given up at once.

The AWS libraries cannot be interrupted: a call that hangs, hangs until its
timeout. So each is made in a thread of its own, and who asked waits for the
answer or for the request to stop, whichever comes first.
"""

from __future__ import annotations

import math
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
    def is_set(self) -> bool:
        """Whether to stop."""
        ...

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


class Running(Generic[_T]):
    """A blocking function in a thread of its own."""

    def __init__(self, work: Callable[[], _T], late: Callable[[_T], object] | None = None) -> None:
        """`late` is given the result that comes after the call was given up, to undo it."""
        self._work = work
        self._late = late
        self._done = threading.Event()
        self._lock = threading.Lock()
        self._is_given_up = False
        self._results: list[_T] = []
        self._error: BaseException | None = None
        threading.Thread(target=self._run, name="calling", daemon=True).start()

    def _run(self) -> None:
        try:
            result = self._work()
            with self._lock:
                self._results.append(result)
                is_late = self._is_given_up
            if is_late and self._late is not None:
                self._late(result)
        except BaseException as error:  # noqa: BLE001  (raised again where it is waited for)
            self._error = error
        finally:
            self._done.set()

    def wait(self, stop: Stop, seconds: float) -> bool:
        """Whether it has ended, after so many seconds at most. Raises Cancelled when stopped."""
        until = time.monotonic() + seconds
        while not self._done.wait(_LOOK):
            if stop.is_set:
                self.give_up()
                raise Cancelled
            if time.monotonic() >= until:
                return False
        return True

    def give_up(self) -> None:
        """Nobody waits any more; up to `GRACE` seconds are spent on undoing a late result."""
        with self._lock:
            self._is_given_up = True
            just_come = list(self._results)
        if self._late is not None:
            for result in just_come:
                self._late(result)
            self._done.wait(GRACE)

    def result(self) -> _T:
        """What it returned, once it has ended; raises what it raised."""
        if self._error is not None:
            raise self._error
        return self._results[0]


def call(work: Callable[[], _T], stop: Stop) -> _T:
    """What `work` returns or raises. Raises Cancelled as soon as `stop` is set."""
    if stop.wait(0):
        raise Cancelled
    running = Running(work)
    running.wait(stop, math.inf)
    return running.result()


def try_briefly(work: Callable[[], object]) -> None:
    """Call `work`, for `GRACE` seconds at most, whatever comes of it: a last word on leaving."""
    Running(work).wait(NEVER, GRACE)
