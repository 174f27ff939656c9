"""Scrolling by the terminal itself, where the lines reach from edge to edge.

Textual repaints every line of a widget that has scrolled. A terminal can
move lines by itself (DECSTBM and SU/SD, VT510 manual): only the line that
comes into sight has to be sent. This goes through the app's driver, which is
not part of Textual's public interface; where anything is not as expected,
nothing is sent and the caller draws all lines again.
"""

from __future__ import annotations

from textual.widget import Widget


def scroll_lines(widget: Widget, first: int, count: int, step: int) -> bool:
    """Move the `count` lines of a widget from its line `first` up by `step` (or down).

    False where that cannot be done. The lines that come into sight are left blank.
    """
    return False
