"""The line that shows by which steps the present question was come to."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from trailview.events.text import printable
from trailview.tui.wrapping import cut_cells

_BETWEEN = " ▸ "


class WayLine(Widget):
    """One line, drawn from what the screen sets: the latest steps, as many as fit."""

    DEFAULT_CSS = """
    WayLine { height: 1; background: $surface; color: $text-muted; padding: 0 1; }
    """

    steps: reactive[Sequence[str]] = reactive(())
    """The first question's text, and each step from there. Plain, as typed or read."""

    def render(self) -> Text:
        return Text(way_text(self.steps, self.content_size.width), no_wrap=True, end="")


def way_text(steps: Sequence[str], width: int) -> str:
    """The steps in one line of so many cells; where they do not fit, the first give way."""
    shown = [printable(step) for step in steps]
    if cell_len(_BETWEEN.join(shown)) <= width:
        return _BETWEEN.join(shown)
    while len(shown) > 1 and cell_len(_BETWEEN.join(("…", *shown))) > width:
        shown.pop(0)
    return cut_cells(_BETWEEN.join(("…", *shown)), width)
