"""The first line: the program, where the events come from, and the time it is."""

from __future__ import annotations

from datetime import datetime, tzinfo

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual.reactive import reactive

from trailview.events.text import printable
from trailview.tui.coloured import ColouredLine
from trailview.tui.wrapping import joined_cells


def clock_text(now: int, zone: tzinfo) -> str:
    """The minute it is, with the name of the zone."""
    moment = datetime.fromtimestamp(now, zone)
    return f"{moment:%H:%M} {moment.tzname() or ''}".rstrip()


class HeaderLine(ColouredLine):
    """One line, drawn from what the screen sets."""

    DEFAULT_CSS = """
    HeaderLine { background: $panel; color: $foreground; }
    """

    source = reactive("")
    """What is asked: paths, or profile and Regions."""
    owner = reactive("")
    """In whose account, as far as that is known."""
    clock = reactive("")

    def render(self) -> Text:
        name = " trailview  "
        right = f" {self.clock} "
        room = self.size.width - cell_len(name) - cell_len(right)
        source = joined_cells(printable(self.source), printable(self.owner), room)
        return Text.assemble(
            (name, "bold"),
            set_cell_size(source, max(room, 0)),
            (right, "dim"),
            no_wrap=True,
            end="",
        )
