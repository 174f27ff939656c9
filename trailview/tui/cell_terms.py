"""Which term a cell of the event table stands for."""

from __future__ import annotations

from typing import Final

from trailview.events.severity import Severity
from trailview.store.rows import Rows
from trailview.tui.cells import told_apart

_IS_WORD: Final = {
    Severity.READ: "read",
    Severity.FAILED_READ: "error",
    Severity.WRITE: "write",
    Severity.SENSITIVE: "read",
    Severity.DESTRUCTIVE: "write",
    Severity.FAILED: "error",
    Severity.ROOT: "root",
}
"""The word of the `is` field that comes closest to each severity."""
_ACTOR_FIELDS: Final = ("user", "principal", "principal-id", "account")
"""What an actor can be asked for by, the most telling first."""


def cell_term(rows: Rows, position: int, column: str) -> tuple[str, str] | str:
    """The field and the value that a cell asks for; or why it asks for nothing."""
    if column == "time":
        return "A time is no term; T chooses the time range."
    if told_apart(rows, position, [column]):
        return "The events of this run differ in that; v shows each of them."
    if column == "severity":
        return "is", _IS_WORD[rows.severity(position)]
    fields = _ACTOR_FIELDS if column == "actor" else (column,)
    for field, text in zip(fields, rows.texts(position, fields), strict=True):
        if text:
            return field, text
    return "The cell at the cursor is empty."
