"""Scrolling by the terminal itself, where the lines reach from edge to edge.

Textual sends every line of a widget that has scrolled again. A terminal can
move lines by itself (DECSTBM with SU and SD, in the VT510 manual): then only
the line that comes into sight has to be sent. This looks at the app's driver,
which is not part of Textual's public interface; where anything is not as it has
to be, nothing is moved and the caller draws all lines again.
"""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.geometry import Region
from textual.widget import Widget

from trailview.tui.lean_compositor import painted_of


def scroll_lines(widget: Widget, first: int, count: int, step: int) -> bool:
    """Move the `count` lines of a widget from its line `first` up by `step`, or down by `-step`.

    They are moved in the next frame, before anything is drawn in it. False where that cannot be
    done. The lines that come into sight are empty until they are drawn.
    """
    painted, region = painted_of(widget.app), widget.region
    lines = Region(0, region.y + first, widget.app.size.width, count)
    if painted is None or abs(step) >= count or not _is_terminal(widget.app):
        return False
    if (region.x, region.width) != (0, lines.width) or not _is_on_top(widget, lines):
        return False
    painted.scroll(lines.y, count, step)
    return True


def _is_on_top(widget: Widget, lines: Region) -> bool:
    """Whether the screen shows the widget in these lines and nothing else, as far as is known."""
    screen, compositor = widget.screen, widget.screen._compositor
    if widget.app.screen is not screen or widget.app._batch_count:
        return False
    if screen._layout_required or compositor._dirty_regions:
        return False  # what lay over them may not be gone
    shown = compositor.layers_visible[lines.y : lines.bottom]
    return len(shown) == lines.height and all(line[0][0] is widget for line in shown)


def _is_terminal(app: App[Any]) -> bool:
    """Whether what is drawn goes to a terminal of which all is ours."""
    driver = app._driver
    if driver is None or driver.is_headless or driver.is_inline or driver.is_web:
        return False
    return any(kind.__name__ == "LinuxDriver" for kind in type(driver).__mro__)
