"""Keys that come before what they are meant for: held in order, and handed on one at a time.

A key can open a bar or a dialog, which is laid out and focused by messages of its own. The
key behind it is handed on when those have been handled, and so goes to what was opened.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from time import monotonic
from typing import Any, Final, Protocol, runtime_checkable

from textual.app import App
from textual.dom import DOMNode
from textual.events import Callback, Key, Paste
from textual.timer import Timer

from trailview.tui.escape_keys import meant

_ROUNDS: Final = 4
"""Rounds in which neither screen nor focus changes, after which what a key did is done: a
message that a widget answers with another takes one more, and choosing in a dialog takes
three."""
_LONGEST: Final = 10.0
"""Seconds that keys wait for what a thread finds."""
_LOOK: Final = 0.02
"""Seconds between two looks whether a key can be taken."""
_ROWS_WITHIN: Final = 2.0
"""Seconds in which keys that can do nothing without rows wait for the first one."""
_BEHIND: Final = 0.005
"""Seconds after a key before its end is looked for, where no other waits for that: what it draws
goes first."""


class TakesKeys(Protocol):
    """What keys are handed to."""

    async def take_key(self, event: Key | Paste) -> bool:
        """Hand it to what has the focus now; whether all that it does is done."""
        ...

    def awaits(self, event: Key | Paste) -> bool:
        """Whether it can do nothing yet, and will be able to before long."""
        ...

    def give_up_keys(self, number: int, why: str) -> None:
        """Tell that so many keys were dropped."""
        ...


class Hold:
    """A command under way in a thread, which opens something: keys behind it wait for that."""

    def __init__(self, ended: Callable[[Hold], None], *, is_there: bool = False) -> None:
        self._ended = ended
        self.is_there = is_there
        """Whether what the keys are for shows already, and only reads: Escape goes to it, too."""
        self.is_left = False
        """Whether it was given up: nothing shall open any more."""

    def end(self) -> None:
        """It has opened what it opens, or has failed. On the UI thread."""
        self._ended(self)


@runtime_checkable
class HoldsKeys(Protocol):
    """An app that can let keys wait."""

    def hold_keys(self, *, is_there: bool = False) -> Hold:
        """Let them wait until what is given back ends; `is_there` as `Hold` has it."""
        ...


class TypedAhead:
    """Hands keys and pasted text to an app, each when the one before it is wholly done."""

    def __init__(self, app: App[Any], taker: TakesKeys) -> None:
        self._app = app
        self._taker = taker
        self._held: deque[Key | Paste] = deque()
        self._is_busy = False
        self._rounds = 0
        self._walk = 0
        """The number of the walk behind a key: one that was begun before leads no further, as two
        at once would go half the rounds each."""
        self._place: tuple[object, object] = (None, None)
        self._hold: Hold | None = None
        self._limit: Timer | None = None
        self._looks = False
        self._later: asyncio.TimerHandle | None = None
        """The way behind a key that is not begun."""

    @property
    def is_busy(self) -> bool:
        """Whether a key is being carried out, or waits."""
        return self._is_busy

    async def take(self, event: Key | Paste) -> None:
        """Hand on a key, or hold it until those before it are done."""
        for each in self._meant(event) if self._waits else (event,):
            await self._take(each)

    async def _take(self, event: Key | Paste) -> None:
        key = event.key if isinstance(event, Key) else ""
        if key == "ctrl+c":
            self._drop()
            await self._taker.take_key(event)
        elif key == "escape" and self._waits:
            closes = self._hold is not None and self._hold.is_there
            self._escape()
            if closes:
                self._held.append(event)
        else:
            self._held.append(event)
            if not self._is_busy:
                await self._next()
            elif self._later is not None:
                self._begin()

    def hold(self, *, is_there: bool = False) -> Hold:
        """Let keys wait until this ends: Escape, or a long time, gives it up."""
        self._end_limit()
        self._hold = hold = Hold(self._ended, is_there=is_there)
        self._is_busy = True
        self._limit = self._app.set_timer(_LONGEST, self._took_too_long)
        return hold

    @property
    def _waits(self) -> bool:
        """Whether keys wait for something other than the key before them."""
        return self._hold is not None or self._looks

    def _escape(self) -> None:
        """Give up what is waited for, and with it the keys that were typed for it."""
        number = len(self._held)
        self._held.clear()
        if self._hold is None:
            self._taker.give_up_keys(number, "Escape was pressed")
            return
        self._hold.is_left = True
        self._taker.give_up_keys(number, "what they were typed for was left")
        self._ended(self._hold)

    def _drop(self) -> None:
        self._held.clear()
        if self._hold is not None:
            self._hold.is_left = True
            self._ended(self._hold)

    def _took_too_long(self) -> None:
        if self._hold is None:
            return
        number = len(self._held)
        self._held.clear()
        if number:
            self._taker.give_up_keys(number, "what they were typed for took too long")
        self._ended(self._hold)

    def _ended(self, hold: Hold) -> None:
        if hold is self._hold:
            self._hold = None
            self._end_limit()
            self._follow()

    def _end_limit(self) -> None:
        if self._limit is not None:
            self._limit.stop()
            self._limit = None

    async def _next(self) -> None:
        """Hand on the key that is held longest, if it can be taken, and all that need not wait."""
        self._is_busy = bool(self._held)
        while self._held and self._app.is_running:
            self._looks = self._taker.awaits(self._held[0])
            if self._looks:
                self._app.set_timer(_LOOK, self._next)
                return
            event, *behind = self._meant(self._held.popleft())
            self._held.extendleft(reversed(behind))
            if not await self._taker.take_key(event):
                self._follow()
                return
        self._is_busy = bool(self._held) or self._hold is not None

    def _meant(self, event: Key | Paste) -> Sequence[Key | Paste]:
        """What was typed, where it can be read in two ways: as what has the focus takes it."""
        return meant(event, self._app) if isinstance(event, Key) else (event,)

    # Behind a key

    def _follow(self) -> None:
        """Go the way that a key goes, behind it and behind what it has posted."""
        if self._later is not None:
            self._later.cancel()
        self._later = asyncio.get_running_loop().call_later(_BEHIND, self._begin)
        if self._held:
            self._begin()

    def _begin(self) -> None:
        if self._later is not None:
            self._later.cancel()
            self._later = None
        self._rounds, self._place = 0, (None, None)
        self._walk += 1
        self._round(self._walk)

    def _round(self, walk: int) -> None:
        if not self._app.is_running:  # no screen is left to hand keys to
            return
        target: DOMNode = self._app.focused or self._app.screen
        self._hop(iter([*target.ancestors_with_self]), walk)

    def _hop(self, way: Iterator[DOMNode], walk: int) -> None:
        """Wait for each on the way to handle what it was sent before."""
        for node in way:
            if node is self._app:
                break
            if node.post_message(Callback(_Step(self._hop, way, walk))):
                return
        if not self._app.post_message(Callback(_Step(self._arrived, walk))):
            self._is_busy = False

    async def _arrived(self, walk: int) -> None:
        if walk != self._walk or self._hold is not None or not self._app.is_running:
            return
        screen = self._app.screen
        place = screen, self._app.focused
        is_same = place == self._place and screen.is_mounted
        self._rounds, self._place = self._rounds + 1 if is_same else 0, place
        if self._rounds < _ROUNDS:
            self._round(walk)
        else:
            await self._next()


class _Step:
    """A step of the way, without what `call_later` finds out about each callback's parameters."""

    _param_count = 0

    def __init__(self, do: Callable[..., object], *given: object) -> None:
        self._do = do
        self._given = given

    def __call__(self) -> Any:
        return self._do(*self._given)


class Patience:
    """For how long keys wait for the first row of an answer."""

    def __init__(self, seconds: float = _ROWS_WITHIN) -> None:
        self._seconds = seconds
        self._since = 0.0

    def begin(self) -> None:
        """A question was asked."""
        self._since = monotonic()

    @property
    def is_over(self) -> bool:
        """Whether they wait no longer."""
        return monotonic() - self._since > self._seconds
