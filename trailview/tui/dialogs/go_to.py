"""A time or a row to go to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from trailview.errors import QuestionError
from trailview.events.text import printable
from trailview.tui.destinations import Destination
from trailview.tui.dialogs.dialog import Dialog


class GoToDialog(Dialog[Destination]):
    """The result is what was typed, as `understand` takes it."""

    DEFAULT_CSS = """
    GoToDialog #frame { width: 56; }
    """
    title_text = "Go to a time or a row"
    keys_text = (
        "2026-11-01T13:10 · 13:10 · yesterday 22:00 · mon 9:00\n"
        "15m 4h 2d1h, back from now\n"
        "row 17 · row 1200\n"
        "Enter goes to the nearest event · Esc leaves"
    )

    def __init__(self, understand: Callable[[str], Destination]) -> None:
        """`understand` raises QuestionError for what it does not understand."""
        super().__init__()
        self._understand = understand
        self._input = Input(id="destination")
        self._refusal = Static(classes="refusal")

    def contents(self) -> Sequence[Widget]:
        """Where it is typed, and why the last was refused."""
        self._refusal.display = False
        return (self._input, self._refusal)

    def on_mount(self) -> None:
        self._input.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            destination = self._understand(event.value)
        except QuestionError as error:
            self._refusal.update(Content(printable(error.message)))
            self._refusal.display = True
        else:
            self.dismiss(destination)
