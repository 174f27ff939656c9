"""The lines of a widget that has nothing but lines, remembered until it says that one is another.

Textual looks at every line for borders, padding, tint and opacity. A widget with this in place of
Textual's own memory has none of them: its lines are as it draws them, as wide as it is. What it
takes for that is not part of Textual's public interface.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual._styles_cache import StylesCache
from textual.color import TRANSPARENT
from textual.filter import LineFilter
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

_REMEMBERED: Final = 500
"""Lines whose styles are."""
_Looks = tuple[Style | None, ...]
"""The styles of a line's runs."""


class BareLines(StylesCache):
    """Lines by number, and which of them are to be drawn anew."""

    def __init__(self) -> None:
        super().__init__()
        self._filters: Sequence[LineFilter] = ()
        self._ground = TRANSPARENT
        self._filtered: dict[_Looks, _Looks] = {}
        """What filters make of styles: they look at nothing else of a line."""

    def render_widget(self, widget: Widget, crop: Region) -> list[Strip]:
        """The widget's lines in a part of it, as they are sent."""
        width, filters = widget.region.width, widget.get_line_filters()
        ground = widget.background_colors[1]
        if (width, filters, ground) != (self._width, self._filters, self._ground):
            self.clear()
            self._filtered.clear()
            self._width, self._filters, self._ground = width, filters, ground
        strips = []
        for y in crop.line_range:
            strip = None if y in self._dirty_lines else self._cache.get(y)
            if strip is None:
                strip = self._cache[y] = self._sent(widget.render_line(y))
            strips.append(strip)
        self._dirty_lines.difference_update(crop.line_range)
        if crop.column_span == (0, width):
            return strips
        return [strip.crop(*crop.column_span) for strip in strips]

    def _sent(self, strip: Strip) -> Strip:
        """A line as it is sent: most are as they are drawn."""
        looks = tuple([style for _, style, _ in strip])
        found = self._filtered.get(looks)
        if found is None:
            if len(self._filtered) >= _REMEMBERED:
                self._filtered.clear()
            segments = list(strip)
            for each in self._filters:
                segments = each.apply(segments, self._ground)
            found = self._filtered[looks] = tuple([style for _, style, _ in segments])
        if found == looks:
            return strip
        pairs = zip(strip, found, strict=True)
        return Strip([Segment(text, style) for (text, _, _), style in pairs], strip.cell_length)
