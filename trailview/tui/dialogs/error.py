"""An error, with what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from trailview.errors import TrailviewError
from trailview.events.text import printable
from trailview.tui.dialogs.dialog import Dialog
from trailview.tui.messages import CopyAsked


class ErrorDialog(Dialog[None]):
    """Shows one error; `y` copies it."""

    DEFAULT_CSS = """
    ErrorDialog #frame { border: round $text-error; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "Copy", show=False),
        Binding("enter", "leave", "Close", show=False),
    ]
    keys_text = "y copies · Esc closes"

    def __init__(self, error: TrailviewError) -> None:
        super().__init__()
        self._error = error
        self.title_text = error.title

    def contents(self) -> Sequence[Widget]:
        """What happened, and what to do."""
        return (Static(Content(error_text(self._error))),)

    def action_copy(self) -> None:
        self.post_message(CopyAsked(str(self._error), "error"))


def error_text(error: TrailviewError) -> str:
    """What happened and, below it, what to do."""
    parts = (error.message, error.hint) if error.hint else (error.message,)
    return "\n\n".join("\n".join(printable(line) for line in part.splitlines()) for part in parts)
