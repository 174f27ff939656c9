"""The lines of a widget with an edge at its left or its top, kept until they change.

Textual works out padding, borders, outlines, tints and opacity for every line it draws anew. Here
that is done once for all lines: one that has none of these around it, but for the edge, goes to the
screen as the widget has drawn it. What it takes for that is not part of Textual's public interface.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.segment import Segment
from textual._border import get_box
from textual._styles_cache import StylesCache
from textual.color import Color
from textual.filter import LineFilter
from textual.geometry import Region
from textual.strip import Strip
from textual.style import Style

if TYPE_CHECKING:
    from textual.widget import Widget


class _Look(NamedTuple):
    """All that lines have around them, and go through."""

    background: Color
    fill: Style
    """That of what is right of a line that is too short."""
    edge: Segment | None
    """What is left of each line."""
    filters: Sequence[LineFilter]
    width: int
    """Cells of the line that the widget draws."""


class EdgedLines(StylesCache):
    """Stands for the cache that Textual draws a widget from, which has no links in its lines."""

    def __init__(self) -> None:
        super().__init__()
        self._look: _Look | None = None

    def render_widget(self, widget: Widget, crop: Region) -> list[Strip]:
        """The lines of a part of the widget."""
        look = self._look_of(widget)
        if look is None:
            return super().render_widget(widget, crop)
        if look != self._look:
            self.clear()
            self._look = look
        first, width = widget.styles.gutter.top, widget.outer_size.width
        strips = super().render_widget(widget, Region(0, 0, width, first)) if crop.y < first else []
        strips = strips[crop.y :]
        for y in range(max(crop.y, first), crop.bottom):
            strip = None if y in self._dirty_lines else self._cache.get(y)
            if strip is None:
                strip = self._cache[y] = self._finished(widget.render_line(y - first), look)
            strips.append(strip)
        self._dirty_lines.difference_update(crop.line_range)
        left, right = crop.column_span
        return (
            strips if (left, right) == (0, width) else [each.crop(left, right) for each in strips]
        )

    def _finished(self, drawn: Strip, look: _Look) -> Strip:
        """A line as it goes to the screen."""
        strip = drawn.adjust_cell_length(look.width, look.fill.rich_style)
        segments = [*strip] if look.edge is None else [look.edge, *strip]
        for each in look.filters:
            segments = each.apply(segments, look.background)
        return Strip(segments, look.width + (look.edge is not None))

    def _look_of(self, widget: Widget) -> _Look | None:
        """What lines have around them but for the top edge; None where that is more."""
        styles = widget.styles
        _, right, bottom, left = styles.border
        is_simple = not (
            any(styles.padding)
            or any(kind for kind, _ in styles.outline)
            or right[0]
            or bottom[0]
            or styles.tint.a
            or styles.text_opacity != 1
            or widget.opacity != 1
            or styles.has_rule("hatch")
        )
        if not is_simple:
            return None
        below, background = widget.background_colors
        inner, outer = self.get_inner_outer(below, background)
        edge = None
        if left[0]:
            edge = get_box(left[0], inner, outer, Style(foreground=below + left[1]))[1][0]
        width = widget.outer_size.width - (edge is not None)
        return _Look(background, inner, edge, widget.get_line_filters(), width)
