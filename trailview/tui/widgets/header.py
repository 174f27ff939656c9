"""The first line: the program, where the events come from, and the time it is."""

from __future__ import annotations

from datetime import datetime, tzinfo

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual.color import Color
from textual.reactive import reactive
from textual.widget import Widget

from trailview.events.text import printable


def clock_text(now: int, zone: tzinfo) -> str:
    """The minute it is, with the name of the zone."""
    moment = datetime.fromtimestamp(now, zone)
    return f"{moment:%H:%M} {moment.tzname() or ''}".rstrip()


class HeaderLine(Widget):
    """One line, drawn from what the screen sets."""

    DEFAULT_CSS = """
    HeaderLine { height: 1; background: $panel; color: $foreground; }
    """

    source = reactive("")
    """What the events are read from."""
    clock = reactive("")

    def wear(self, colour: str) -> None:
        """Take a colour, by name or as `#rrggbb`, as the background; empty for the usual one."""
        background = Color.parse(colour) if colour else None
        self.styles.background = background
        self.styles.color = background.get_contrast_text(1) if background else None

    def render(self) -> Text:
        name = " trailview  "
        right = f" {self.clock} "
        room = self.size.width - cell_len(name) - cell_len(right)
        source = printable(self.source)
        if cell_len(source) > room:
            source = set_cell_size(source, max(room - 1, 0)) + "…" if room > 0 else ""
        return Text.assemble(
            (name, "bold"),
            source,
            " " * max(room - cell_len(source), 0),
            (right, "dim"),
            no_wrap=True,
            end="",
        )
