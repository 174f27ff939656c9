"""Holding back the first frame until there is something to see in it.

Textual draws a screen as soon as it has laid it out, and again for each
change after that: over SSH that is several screens' worth of bytes before the
first events show. A screen with a `FirstFrame` keeps note of what is to be drawn,
and draws it once. What it takes for that is not part of Textual's public interface.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from textual.screen import Screen

from trailview.tui.frames import FrameClock

_PATIENCE: Final = 0.25
"""Seconds for which the first frame waits for the first rows, so that it is drawn once."""


class FirstFrame:
    """Whether a screen is drawn yet: its clock is not open while `is_held`."""

    def __init__(
        self, screen: Screen[Any], frames: FrameClock, shown: Callable[[], object]
    ) -> None:
        """`shown` is called once everything is on the screen that was there to show at once."""
        self._screen = screen
        self._frames = frames
        self._frames.is_open = False
        self._shown = shown
        self.is_held = True
        """Whether nothing is to be drawn."""

    def wait(self) -> None:
        """Show it before long, whatever has come until then."""
        self._screen.set_timer(_PATIENCE, self.show)

    def show(self) -> None:
        """Draw the whole screen, the first time this is called."""
        if self.is_held:
            self.is_held, self._frames.is_open = False, True
            self._screen.call_later(self._draw)

    def _draw(self) -> None:
        self._screen._repaint_required = False  # nothing has been drawn: all of it will be, once
        self._frames.draw_now()
        self._shown()
