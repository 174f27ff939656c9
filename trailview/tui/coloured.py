"""Lines that wear the colour of a profile, so that nobody takes one account for another."""

from __future__ import annotations

from textual.color import Color
from textual.widget import Widget

from trailview.tui.contrast import black_or_white


class ColouredLine(Widget):
    """A line that takes a colour as its background, and a text colour to be read on it."""

    DEFAULT_CSS = """
    ColouredLine { height: 1; }
    """

    def wear(self, colour: str) -> None:
        """Take a colour, by name or as `#rrggbb`; empty for the usual one."""
        background = Color.parse(colour) if colour else None
        self.styles.background = background
        self.styles.color = black_or_white(background) if background else None
