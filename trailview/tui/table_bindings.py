"""The keys of the table of events."""

from __future__ import annotations

from typing import Final

from textual.binding import Binding, BindingType

_DIGITS: Final = "123456789"

TABLE_BINDINGS: Final[list[BindingType]] = [
    Binding("down,j", "move(1)", "Next event", id="table.down"),
    Binding("up,k", "move(-1)", "Previous event", id="table.up"),
    Binding("pagedown", "page(1)", "Page down", id="table.page-down"),
    Binding("pageup", "page(-1)", "Page up", id="table.page-up"),
    Binding("ctrl+d", "page(0.5)", "Half a page down", id="table.half-down"),
    Binding("ctrl+u", "page(-0.5)", "Half a page up", id="table.half-up"),
    Binding("g,home", "go(0)", "First event", id="table.top"),
    Binding("G,end", "go(-1)", "Last event", id="table.bottom"),
    Binding("left", "move_column(-1)", "Cell to the left", id="table.left"),
    Binding("right", "move_column(1)", "Cell to the right", id="table.right"),
    Binding("enter", "open", "Open the event", id="table.open"),
    Binding("plus", "term(False)", "Only events with this value", id="table.add"),
    Binding("minus", "term(True)", "No events with this value", id="table.exclude"),
    Binding("1", "propose(1)", "Ask a question proposed for an empty table", id="table.propose"),
    *(Binding(digit, f"propose({digit})", show=False) for digit in _DIGITS[1:]),
]
"""Enter and the digits ask what is proposed where there are no rows."""
