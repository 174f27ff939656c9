"""The lines of a widget that has nothing but lines, remembered until it says that one is another.

Textual looks at every line for borders, padding, tint and opacity. A widget with this in place of
Textual's own memory has none of them: its lines are as it draws them, as wide as it is. What it
takes for that is not part of Textual's public interface.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual._styles_cache import StylesCache
from textual.color import Color
from textual.filter import LineFilter
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class BareLines(StylesCache):
    """Lines by number, and which of them are to be drawn anew."""

    _filters: Sequence[LineFilter] = ()
    _ground: Color | None = None

    def render_widget(self, widget: Widget, crop: Region) -> list[Strip]:
        """The widget's lines in a part of it, as they are sent."""
        width, filters = widget.region.width, widget.get_line_filters()
        ground = widget.background_colors[1]
        if (width, filters, ground) != (self._width, self._filters, self._ground):
            self.clear()
            self._width, self._filters, self._ground = width, filters, ground
        strips = []
        for y in crop.line_range:
            strip = None if y in self._dirty_lines else self._cache.get(y)
            if strip is None:
                strip = self._cache[y] = _filtered(widget.render_line(y), filters, ground)
            strips.append(strip)
        self._dirty_lines.difference_update(crop.line_range)
        if crop.column_span == (0, width):
            return strips
        return [strip.crop(*crop.column_span) for strip in strips]


def _filtered(strip: Strip, filters: Sequence[LineFilter], ground: Color) -> Strip:
    """A line on a ground, as it is sent: most are sent as they are, and another takes longer."""
    before = segments = list(strip)
    for each in filters:
        segments = each.apply(segments, ground)
    return strip if segments == before else Strip(segments, strip.cell_length)
