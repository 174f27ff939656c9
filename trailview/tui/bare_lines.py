"""The lines of a widget that has nothing but lines, remembered until it says that one is another.

Textual looks at every line for borders, padding, tint and opacity. A widget with this in place of
Textual's own memory has none of them: its lines are as it draws them, as wide as it is. What it
takes for that is not part of Textual's public interface.
"""

from __future__ import annotations

from textual._styles_cache import StylesCache
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class BareLines(StylesCache):
    """Lines by number, and which of them are to be drawn anew."""

    def render_widget(self, widget: Widget, crop: Region) -> list[Strip]:
        """The widget's lines in a part of it, as they are sent."""
        width = widget.region.width
        if width != self._width:
            self.clear()
            self._width = width
        filters, background = widget.get_line_filters(), widget.background_colors[1]
        strips = []
        for y in crop.line_range:
            strip = None if y in self._dirty_lines else self._cache.get(y)
            if strip is None:
                strip = self._cache[y] = widget.render_line(y)
            for each in filters:
                strip = strip.apply_filter(each, background)
            strips.append(strip)
        self._dirty_lines.difference_update(crop.line_range)
        if crop.column_span == (0, width):
            return strips
        return [strip.crop(*crop.column_span) for strip in strips]
