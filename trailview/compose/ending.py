"""The end of the program by a signal: what runs is stopped and tidied up, within some seconds.

Ctrl-C, SIGTERM and SIGHUP become an exception in the main thread, `Ended`, so that whatever is
open is closed on the way out; the screen takes them itself, as it has a terminal to give back.
What does not come to its end in `LONGEST` is left. A second signal ends at once.

A signal that is ignored when the program starts (`nohup`, a script's background) stays ignored.
"""

from __future__ import annotations

import _thread
import os
import select
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final, Protocol

LONGEST: Final = 8.0
"""Seconds that tidying up may take. Stopping a service's queries takes 5 at most."""
_IMPATIENT: Final = 0.5
"""Seconds after which another signal is meant: `timeout` sends the same one twice at once."""
_WORDS: Final = {
    signal.SIGINT: "interrupted",
    signal.SIGTERM: "terminated",
    signal.SIGHUP: "hung up",
}


class Ended(KeyboardInterrupt):
    """A signal has come that ends the program."""

    def __init__(self, number: int) -> None:
        self.number = number
        """The signal's."""
        super().__init__(self.word)

    @property
    def word(self) -> str:
        """What has happened, in a word or two."""
        return _WORDS[signal.Signals(self.number)]

    @property
    def exit_code(self) -> int:
        """What a shell calls a program that such a signal has ended."""
        return 128 + self.number


class _Signals:
    """What has come, and who takes it. Only the main thread comes here, as signals do."""

    def __init__(self) -> None:
        self._first: Ended | None = None
        self._came_at = 0.0
        self._held = 0
        self._taker: Callable[[], None] | None = None

    @contextmanager
    def listening(self) -> Iterator[None]:
        heard = [number for number in _WORDS if signal.getsignal(number) is not signal.SIG_IGN]
        for number in heard:
            signal.signal(number, self._take)
        try:
            yield
        finally:
            for number in heard:
                signal.signal(number, signal.SIG_DFL)

    def _take(self, number: int, frame: FrameType | None) -> None:
        del frame
        if self._first is not None:
            # A terminal that closes tells it more than once, and nobody waits at it any more.
            if number != signal.SIGHUP and time.monotonic() - self._came_at > _IMPATIENT:
                signal.signal(number, signal.SIG_DFL)
                signal.raise_signal(number)
            return
        self._first, self._came_at = Ended(number), time.monotonic()
        # A handler may interrupt anything: it takes no lock, as `threading.Thread` would.
        _thread.start_new_thread(_end_late, (self._first.exit_code,))
        if self._taker is not None:
            self._taker()
        elif not self._held:
            raise self._first

    def _raise_late(self) -> None:
        if self._first is not None and not self._held and self._taker is None:
            raise self._first

    @contextmanager
    def holding(self) -> Iterator[None]:
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1
        self._raise_late()

    @contextmanager
    def taken_by(self, taker: Callable[[], None]) -> Iterator[None]:
        before = signal.getsignal(signal.SIGHUP)
        signal.signal(signal.SIGHUP, self._take)
        self._taker = taker
        try:
            yield
        finally:
            self._taker = None
            signal.signal(signal.SIGHUP, before)
        self._raise_late()


_SIGNALS: Final = _Signals()


def _end_late(exit_code: int) -> None:
    time.sleep(LONGEST)
    os._exit(exit_code)


@contextmanager
def listening() -> Iterator[None]:
    """Let signals end what runs in the block as said above; for a whole program's main thread.

    Behind the block nothing is left to tidy up, and a signal ends the program at once.
    """
    with _SIGNALS.listening():
        yield


class Closing(Protocol):
    """What has to be closed."""

    def close(self) -> None:
        """Let go of everything."""
        ...


@contextmanager
def closing(thing: Closing) -> Iterator[None]:
    """Close `thing` at the block's end; a signal that comes meanwhile waits for that."""
    try:
        yield
    finally:
        with _SIGNALS.holding():
            thing.close()


@contextmanager
def taken_by(end: Callable[[], None]) -> Iterator[None]:
    """Let a signal call `end` within the block, in the main thread; raises Ended behind it.

    The block is a screen's: that its terminal has gone counts as a SIGHUP, also where that
    signal is not sent, or was ignored.
    """
    with _SIGNALS.taken_by(end):
        threading.Thread(target=_watch_terminal, name="terminal", daemon=True).start()
        yield


def _watch_terminal() -> None:
    """Wait until the terminal at standard input has gone, and tell it as a signal."""
    poll = select.poll()
    poll.register(0, 0)  # that it hangs up is told unasked
    for _, happened in poll.poll():
        if happened & select.POLLHUP:
            os.kill(os.getpid(), signal.SIGHUP)
