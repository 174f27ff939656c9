"""The floor: what Textual costs with one widget of one's own that shows rows.

    python -m bench.floor [beside]

`down` moves a mark by redrawing two cells, `pagedown` redraws everything. With
`beside`, `enter` shows a second such widget in half of the screen, or hides it.
"""

from __future__ import annotations

import sys
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

SHOWN = "floor row"
"""What stands on the screen when it is drawn."""
SHOWN_BESIDE = "floor beside"
"""What stands on it when the second widget is."""
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


class Beside(Rows):
    """What an event's detail is to the table."""

    DEFAULT_CSS = "Beside { display: none; }"

    def render_line(self, y: int) -> Strip:
        return Strip([Segment(f"{SHOWN_BESIDE} {y}", _TEXT)]).adjust_cell_length(self.size.width)


class FloorApp(App[None]):
    """The widget and nothing else."""

    CSS = "Rows { height: 1fr; }"
    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        yield Rows()

    def on_mount(self) -> None:
        self.animation_level = "none"


class FloorBesideApp(FloorApp):
    """The widget and a second one that comes and goes."""

    CSS = "Horizontal { height: 1fr; } Rows { width: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [("enter", "beside", "Show or hide")]

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Rows()
            yield Beside()

    def action_beside(self) -> None:
        beside = self.query_one(Beside)
        beside.display = not beside.display


if __name__ == "__main__":
    (FloorBesideApp if "beside" in sys.argv else FloorApp)().run()
