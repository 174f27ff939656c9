"""A line of text, asked for."""

from __future__ import annotations

from collections.abc import Sequence

from textual.widget import Widget
from textual.widgets import Input

from trailview.tui.dialogs.dialog import Dialog


class PromptDialog(Dialog[str]):
    """The result is what was typed."""

    keys_text = "Enter takes · Esc leaves"

    def __init__(self, title: str, text: str = "") -> None:
        super().__init__()
        self.title_text = title
        self._input = Input(text)

    def contents(self) -> Sequence[Widget]:
        """Where it is typed."""
        return (self._input,)

    def on_mount(self) -> None:
        self._input.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value)
