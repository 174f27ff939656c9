"""What a saved question is about this time."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from trailview.errors import TrailviewError
from trailview.events.text import printable
from trailview.question.saved import Saved
from trailview.tui.dialogs.dialog import Dialog


class ParametersDialog(Dialog[dict[str, str]]):
    """A line for each parameter; the result is their values, with which the question is right."""

    keys_text = "Enter asks · Tab next · Esc leaves"

    def __init__(self, saved: Saved) -> None:
        super().__init__()
        self.title_text = saved.name
        self._saved = saved
        self._inputs = {name: Input() for name in saved.parameters}
        self._refusal = Static(classes="refusal")

    def contents(self) -> Sequence[Widget]:
        """The question, a line for each parameter, and why the last values were refused."""
        self._refusal.display = False
        lines: list[Widget] = [Static(Content(printable(self._saved.text)))]
        for name, box in self._inputs.items():
            lines += [Static(Content(name)), box]
        return (*lines, self._refusal)

    def on_mount(self) -> None:
        next(iter(self._inputs.values())).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        values = {name: box.value.strip() for name, box in self._inputs.items()}
        missing = next((name for name, value in values.items() if not value), None)
        if missing is not None:
            self._inputs[missing].focus()
            return
        try:
            self._saved.filled(values)
        except TrailviewError as error:
            self._refusal.update(Content(printable(f"{error.message} {error.hint}".strip())))
            self._refusal.display = True
        else:
            self.dismiss(values)
