"""On which row of the table the cursor is, at the end of the last line.

It is a widget of its own: Textual sends what has changed of one from its left edge on, and this
changes with every key.
"""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from trailview.tui.bare_lines import BareLines
from trailview.tui.part_styles import PartStyles


def row_text(position: int, of: int) -> str:
    """`row 3/17`, as wide as the last row's; empty where there are no rows.

    What changes stands as far to the left as it can: up to there it is sent with every key.
    """
    if not of:
        return ""
    return f"row {position + 1:,}/{of:,}".ljust(len(f"row {of:,}/{of:,} "))


class RowPlace(Widget):
    """As wide as what it says, which is `row 3/17`."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row--number"}
    DEFAULT_CSS = """
    RowPlace { height: 1; width: 0; background: $panel; color: $foreground; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id)
        self._styles_cache = BareLines()
        self._text = ""
        self._style = PartStyles(self, "row")

    @property
    def text(self) -> str:
        """What it says."""
        return self._text

    def show(self, position: int, of: int) -> None:
        """Say that the cursor is on a row, counted from 0 on, of so many."""
        before, self._text = self._text, row_text(position, of)
        if len(before) != len(self._text):
            self.styles.width = len(self._text)
        elif before != self._text:
            pairs = zip(before, self._text, strict=True)
            apart = [x for x, (one, other) in enumerate(pairs) if one != other]
            self.refresh(Region(apart[0], 0, apart[-1] + 1 - apart[0], 1))

    def notify_style_update(self) -> None:
        """Forget the styles of before."""
        super().notify_style_update()
        self._style.forget()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002  (there is one line)
        return Strip([Segment(self._text, self._style("number"))])
