"""Scrolling by the terminal itself, where the lines reach from edge to edge.

Textual sends every line of a widget that has scrolled again. A terminal can
move lines by itself (DECSTBM with SU and SD, in the VT510 manual): then only
the line that comes into sight has to be sent. This writes to the app's
driver, which is not part of Textual's public interface; where anything is not
as it has to be, nothing is written and the caller draws all lines again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widget import Widget

if TYPE_CHECKING:
    from textual.driver import Driver


def scroll_lines(widget: Widget, first: int, count: int, step: int) -> bool:
    """Move the `count` lines of a widget from its line `first` up by `step`, or down by `-step`.

    False where that cannot be done. The lines that come into sight are empty
    until they are drawn.
    """
    driver = _driver(widget)
    if driver is None or abs(step) >= count:
        return False
    top = widget.region.y + first + 1
    move = f"\x1b[{step}S" if step > 0 else f"\x1b[{-step}T"
    driver.write(f"\x1b[0m\x1b[{top};{top + count - 1}r{move}\x1b[r")
    return True


def _driver(widget: Widget) -> Driver | None:
    """The driver, where the widget's lines are whole lines of a real terminal."""
    app = widget.app
    region = widget.region
    if region.x or region.width != app.size.width or region.bottom > app.size.height:
        return None
    if app.screen is not widget.screen or app._notifications or app._batch_count:
        return None  # something lies above the lines, or the screen is not up to date
    driver = app._driver
    if driver is None or driver.is_headless or driver.is_inline or driver.is_web:
        return None
    is_known = any(kind.__name__ == "LinuxDriver" for kind in type(driver).__mro__)
    return driver if is_known else None
