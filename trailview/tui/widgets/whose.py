"""The line above the events that says whose they are, while others would be asked now."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual.reactive import reactive

from trailview.events.text import printable
from trailview.tui.coloured import ColouredLine
from trailview.tui.wrapping import joined_cells


class WhoseLine(ColouredLine):
    """One line, drawn from what the screen sets."""

    DEFAULT_CSS = """
    WhoseLine { background: $text-warning; color: $background; text-style: bold; }
    WhoseLine:ansi { background: $background; color: $text-warning; text-style: bold reverse; }
    """

    source = reactive("")
    """What the events shown were read from: profile and Regions."""
    owner = reactive("")
    """In whose account, as far as that is known."""
    hint = reactive("")
    """What asks anew, at the right."""

    def render(self) -> Text:
        hint = f"  {self.hint} "
        label = " ▼ Shown here: "
        room = self.size.width - cell_len(label) - cell_len(hint)
        whose = joined_cells(printable(self.source), printable(self.owner), room)
        line = Text(f"{label}{set_cell_size(whose, max(room, 0))}{hint}", no_wrap=True, end="")
        line.truncate(self.size.width)
        return line
