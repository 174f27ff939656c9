"""The floor: what Textual costs with one widget of one's own that shows rows.

    python -m bench.floor

`down` moves a mark by redrawing two cells, `pagedown` redraws everything.
"""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

SHOWN = "floor row"
"""What stands on the screen when it is drawn."""
_TIME = Style(color="cyan")
_TEXT = Style(color="white")


class Rows(Widget, can_focus=True):
    """As many rows as there is room for, in three runs of style."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("down", "move", "Next"),
        ("pagedown", "page", "Page"),
    ]
    cursor = 0
    top = 0

    def render_line(self, y: int) -> Strip:
        mark = "> " if y == self.cursor else "  "
        number = self.top + y
        segments = [
            Segment(mark, _TEXT),
            Segment(f"12:00:{number % 60:02} ", _TIME),
            Segment(f"{SHOWN} {number:>8} " + "DescribeInstances alice 203.0.113.7 " * 5, _TEXT),
        ]
        return Strip(segments).adjust_cell_length(self.size.width)

    def action_move(self) -> None:
        before = self.cursor
        self.cursor = (self.cursor + 1) % self.size.height
        self.refresh(Region(0, before, 1, 1), Region(0, self.cursor, 1, 1))

    def action_page(self) -> None:
        self.top += self.size.height
        self.refresh()


class FloorApp(App[None]):
    """The widget and nothing else."""

    CSS = "Rows { height: 1fr; }"
    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        yield Rows()

    def on_mount(self) -> None:
        self.animation_level = "none"


if __name__ == "__main__":
    FloorApp().run()
