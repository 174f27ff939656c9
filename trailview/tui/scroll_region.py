"""Scrolling by the terminal itself, where the lines reach from edge to edge.

Textual sends every line of a widget that has scrolled again. A terminal can
move lines by itself (DECSTBM with SU and SD, in the VT510 manual): then only
the line that comes into sight has to be sent. This looks at the app's driver,
which is not part of Textual's public interface; where anything is not as it has
to be, nothing is moved and the caller draws all lines again.
"""

from __future__ import annotations

from textual.widget import Widget

from trailview.tui.lean_compositor import painted_of


def scroll_lines(widget: Widget, first: int, count: int, step: int) -> bool:
    """Move the `count` lines of a widget from its line `first` up by `step`, or down by `-step`.

    They are moved in the next frame, before anything is drawn in it. False where that cannot be
    done. The lines that come into sight are empty
    until they are drawn.
    """
    painted = painted_of(widget.app)
    if painted is None or abs(step) >= count or not _is_movable(widget):
        return False
    painted.scroll(widget.region.y + first, count, step)
    return True


def _is_movable(widget: Widget) -> bool:
    """Whether the widget's lines are whole lines of a real terminal."""
    app = widget.app
    region = widget.region
    if region.x or region.width != app.size.width or region.bottom > app.size.height:
        return False
    if app.screen is not widget.screen or app._notifications or app._batch_count:
        return False  # something lies above the lines, or the screen is not up to date
    driver = app._driver
    if driver is None or driver.is_headless or driver.is_inline or driver.is_web:
        return False
    return any(kind.__name__ == "LinuxDriver" for kind in type(driver).__mro__)
