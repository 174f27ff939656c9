"""Text that is `dim` is as quiet as can be read on its ground, and no quieter."""

from __future__ import annotations

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from trailview.tui.contrast import Shown, readable, unchanged

_BACK = 0.34
"""How far dim text goes towards its ground, where that leaves enough contrast."""
_PLAIN = Style(dim=False)


class Quiet(LineFilter):
    """Gives dim text a colour, where both colours are known: of a terminal's own it is told so.

    Textual's own way of it goes as far on every ground, and so out of sight on some.
    """

    def __init__(self, shown: Shown = unchanged) -> None:
        """`shown` is how the terminal shows a colour."""
        super().__init__()
        self._quieted = lru_cache(1024)(self._quiet)
        self._shown = shown

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments of a line, those that were dim in their colours."""
        if not any(style is not None and style.dim for _, style, _ in segments):
            return segments
        return [
            Segment(text, self._quieted(style, background), control)
            if style is not None and style.dim
            else Segment(text, style, control)
            for text, style, control in segments
        ]

    def _quiet(self, style: Style, background: Color) -> Style:
        if style.color is None or style.color.triplet is None:
            return style
        ground = background
        if style.bgcolor is not None and style.bgcolor.triplet is not None:
            ground = Color(*style.bgcolor.triplet)
        if ground.ansi is not None:
            return style
        quieter = Color(*style.color.triplet).blend(ground, _BACK, 1.0)
        quieter = readable(quieter, (self._shown(ground),), self._shown)
        return style + Style(color=quieter.rich_color) + _PLAIN
