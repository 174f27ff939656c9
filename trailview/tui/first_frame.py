"""Holding back the first frame until there is something to see in it.

Textual draws a screen as soon as it has laid it out, and again for each
change after that: over SSH that is several screens' worth of bytes before the
first events show. This screen keeps note of what is to be drawn, and draws it
once. What it takes for that is not part of Textual's public interface.
"""

from __future__ import annotations

from textual.screen import Screen


class HeldScreen(Screen[None]):
    """A screen that is not drawn before `show_first_frame`."""

    _is_held = True

    def show_first_frame(self) -> None:
        """Draw the whole screen, the first time this is called."""
        if self._is_held:
            self._is_held = False
            self.call_later(self._draw_first)

    def _draw_first(self) -> None:
        self._repaint_required = False  # nothing has been drawn: all of it will be, once
        self._on_timer_update()
        self._compositor_refresh()
        self.first_frame_shown()

    def first_frame_shown(self) -> None:
        """Everything is on the screen that was there to show at once."""

    def _compositor_refresh(self) -> None:
        if not self._is_held:
            super()._compositor_refresh()
