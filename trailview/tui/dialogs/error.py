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


class ErrorText(Static):
    """What happened and, below it, what to do; `copy` copies it with its title."""

    def __init__(self, error: TrailviewError) -> None:
        super().__init__(Content(error_text(error)))
        self._error = error

    def copy(self) -> None:
        """Let the app copy the error."""
        self.post_message(CopyAsked(str(self._error), "error"))


class ErrorDialog(Dialog[None]):
    """Shows one error; `y` copies it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "Copy", show=False),
        Binding("enter", "leave", "Close", show=False),
    ]
    keys_text = "y copies · Esc closes"
    is_error = True

    def __init__(self, error: TrailviewError) -> None:
        super().__init__()
        self._text = ErrorText(error)
        self.title_text = error.title

    def contents(self) -> Sequence[Widget]:
        """The error."""
        return (self._text,)

    def action_copy(self) -> None:
        self._text.copy()


def error_text(error: TrailviewError) -> str:
    """What happened and, below it, what to do."""
    parts = (error.message, error.hint) if error.hint else (error.message,)
    return "\n\n".join("\n".join(printable(line) for line in part.splitlines()) for part in parts)
